using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Provost.Scim.AspNetCore;
using Provost.Scim.Schemas;
using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>What a host of its own can say to <c>MapScim</c>.</summary>
public sealed class MapScimTests : IDisposable
{
    private readonly SqliteResourceStore _contoso = new(null, acceptDuplicates: false, TimeProvider.System);
    private readonly SqliteResourceStore _fabrikam = new(null, acceptDuplicates: false, TimeProvider.System);
    private readonly HttpClient _http = new();

    [Fact]
    public async Task The_key_decides_whose_resources_are_seen()
    {
        await using var app = await StartAsync(new() { Admit = ByKey });

        Assert.Equal(201, await StatusAsync(app, "contoso", HttpMethod.Post, """{"userName":"ada"}"""));
        Assert.Equal(201, await StatusAsync(app, "fabrikam", HttpMethod.Post, """{"userName":"ada"}"""));
        Assert.Equal(409, await StatusAsync(app, "contoso", HttpMethod.Post, """{"userName":"ada"}"""));
    }

    [Fact]
    public async Task A_refused_key_is_told_why()
    {
        await using var app = await StartAsync(new() { Admit = ByKey });

        using var forbidden = await SendAsync(app, "revoked", HttpMethod.Get);
        using var throttled = await SendAsync(app, "hasty", HttpMethod.Get);

        Assert.Equal((403, "The owner of this key is no administrator."), await ErrorAsync(forbidden));
        Assert.Equal((429, "20 requests a second are enough."), await ErrorAsync(throttled));
        Assert.Equal(TimeSpan.FromSeconds(2), throttled.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_failure_is_500_and_says_nothing_of_the_inside()
    {
        await using var app = await StartAsync(
            new() { Admit = static _ => throw new InvalidDataException("connection string: secret") }
        );

        using var answer = await SendAsync(app, "contoso", HttpMethod.Get);

        Assert.Equal((500, "The server failed; its log says why."), await ErrorAsync(answer));
        Assert.Equal("application/scim+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_prefix_with_a_parameter_is_part_of_every_address()
    {
        await using var app = await StartAsync(new() { Admit = ByRoute }, "/companies/{company}/scim");
        using var content = new StringContent("""{"userName":"ada"}""", null, "application/json");

        using var created = await _http.PostAsync(Address(app, "/companies/Cont%C3%B6so/scim//Users"), content, Ct);

        Assert.Equal(201, (int)created.StatusCode);
        Assert.StartsWith(
            Address(app, "/companies/Cont%C3%B6so/scim/Users/").AbsoluteUri,
            created.Headers.Location!.AbsoluteUri,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_type_of_the_hosts_own_has_its_own_rules()
    {
        var immutable = ResourceType.Group with
        {
            Schema = ResourceType.Group.Schema.With(
                "displayName",
                static name => name with { Mutability = Mutability.Immutable }
            ),
        };
        await using var app = await StartAsync(new() { Admit = ByKey, ResourceTypes = [immutable] });
        using var created = await SendAsync(
            app,
            "contoso",
            HttpMethod.Post,
            """{"displayName":"Ops"}""",
            "/scim/Groups"
        );
        var id = (string)(await BodyAsync(created))["id"]!;

        using var renamed = await SendAsync(
            app,
            "contoso",
            HttpMethod.Patch,
            """{"Operations":[{"op":"replace","path":"displayName","value":"Dev"}]}""",
            $"/scim/Groups/{id}"
        );

        Assert.Equal((400, "mutability"), ((int)renamed.StatusCode, (string?)(await BodyAsync(renamed))["scimType"]));
        Assert.Equal(404, await StatusAsync(app, "contoso", HttpMethod.Get));
    }

    [Fact]
    public async Task A_host_can_have_patched_groups_returned()
    {
        await using var app = await StartAsync(new() { Admit = ByKey, ReturnPatchedGroups = true });
        using var created = await SendAsync(
            app,
            "contoso",
            HttpMethod.Post,
            """{"displayName":"Ops"}""",
            "/scim/Groups"
        );

        using var patched = await SendAsync(
            app,
            "contoso",
            HttpMethod.Patch,
            """{"Operations":[{"op":"replace","path":"displayName","value":"Dev"}]}""",
            $"/scim/Groups/{(await BodyAsync(created))["id"]}"
        );

        Assert.Equal(200, (int)patched.StatusCode);
        Assert.Equal("Dev", (string?)(await BodyAsync(patched))["displayName"]);
    }

    public void Dispose()
    {
        _http.Dispose();
        _contoso.Dispose();
        _fabrikam.Dispose();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ValueTask<Admission> ByKey(HttpContext http) =>
        ValueTask.FromResult<Admission>(
            BearerToken.Of(http) switch
            {
                "contoso" => new Admission.Granted(_contoso),
                "fabrikam" => new Admission.Granted(_fabrikam),
                "revoked" => new Admission.Forbidden("The owner of this key is no administrator."),
                "hasty" => new Admission.Throttled("20 requests a second are enough.", TimeSpan.FromSeconds(1.2)),
                _ => new Admission.Unauthorized("No key."),
            }
        );

    private ValueTask<Admission> ByRoute(HttpContext http) =>
        ValueTask.FromResult<Admission>(
            (string?)http.GetRouteValue("company") is "Contöso"
                ? new Admission.Granted(_contoso)
                : new Admission.Unauthorized("No company.")
        );

    private static async Task<WebApplication> StartAsync(ScimOptions options, string prefix = "/scim")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapScim(prefix, options);
        await app.StartAsync(Ct);
        return app;
    }

    private static Uri Address(WebApplication app, string path) => new(app.Urls.First() + path);

    private async Task<HttpResponseMessage> SendAsync(
        WebApplication app,
        string key,
        HttpMethod method,
        string? body = null,
        string path = "/scim/Users"
    )
    {
        using var request = new HttpRequestMessage(method, Address(app, path));
        request.Headers.Authorization = new("Bearer", key);
        if (body is not null)
            request.Content = new StringContent(body, null, "application/scim+json");
        return await _http.SendAsync(request, Ct);
    }

    private async Task<int> StatusAsync(WebApplication app, string key, HttpMethod method, string? body = null)
    {
        using var answer = await SendAsync(app, key, method, body);
        return (int)answer.StatusCode;
    }

    private static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject();

    private static async Task<(int, string?)> ErrorAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, (string?)(await BodyAsync(answer))["detail"]);
}
