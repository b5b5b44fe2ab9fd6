using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Server.Authority;
using Provost.Server.Hosting;
using Provost.Storage;

namespace Provost.Server.Tests.Graph;

/// <summary>What the API answered.</summary>
internal sealed record GraphReply(
    int Status,
    JsonObject Body,
    string Text,
    HttpResponseHeaders Headers,
    string? ContentType
)
{
    public string Value(string name) => Body[name]?.GetValue<string>() ?? "";

    public string ErrorCode => Body["error"]?["code"]?.GetValue<string>() ?? "";

    public string ErrorMessage => Body["error"]?["message"]?.GetValue<string>() ?? "";

    /// <summary>The objects of a collection.</summary>
    public IReadOnlyList<JsonObject> Values => [.. Body["value"]?.AsArray().Select(v => v!.AsObject()) ?? []];
}

/// <summary>
/// A server on free ports over a new data folder, an application of Contoso's with every permission, and a client with
/// its token.
/// </summary>
internal sealed class GraphServer : IAsyncDisposable
{
    public const string Secret = "correct horse battery";

    /// <summary>Of admin@contoso.example.</summary>
    public const string Password = "grace's own";

    public static readonly Guid AppId = Guid.Parse("11111111-2222-3333-4444-555555555555");

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder;
    private Serving _serving;
    private string _token = "";

    private GraphServer(string folder, TimeProvider time, Installation installation, Serving serving)
    {
        (_folder, Time, Installation, _serving) = (folder, time, installation, serving);
        Http = Served.Client(Installation);
    }

    public TimeProvider Time { get; }

    public Installation Installation { get; private set; }

    /// <summary>Trusts <c>dev-ca.pem</c> and nothing else; sends no token of its own accord.</summary>
    public HttpClient Http { get; private set; }

    public Tenant Contoso { get; private set; } = new(Guid.Empty, "", "");

    public string Https => _serving.PublicUrl.Canonical;

    public string PlainHttp => _serving.Addresses.Single(a => a.StartsWith("http:", StringComparison.Ordinal));

    /// <summary>The development CA's certificate, for clients that are told whom to trust by a file.</summary>
    public string CaFile => Installation.Data.DevelopmentCa;

    public static async Task<GraphServer> StartAsync(TimeProvider? time = null)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("provost-graph-").FullName;
        var clock = time ?? TimeProvider.System;
        var (installation, serving) = await Served.OpenAsync(folder, clock, Console.Out);
        var server = new GraphServer(folder, clock, installation, serving);
        server.Contoso = (await installation.Authority.TenantsAsync(Ct))[0];
        await FirstStart.RunAsync(installation, new FirstCredentials(null, AppId, Secret, Password), Ct);
        server._token = await server.TokenAsync(server.Contoso, AppId, Secret);
        return server;
    }

    /// <summary>Ends the server and starts it again on the same data and other ports.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        (Installation, _serving) = await Served.OpenAsync(_folder, Time, Console.Out);
        Http = Served.Client(Installation);
        _token = await TokenAsync(Contoso, AppId, Secret);
    }

    public async Task<Tenant> AddTenantAsync(string name)
    {
        var tenant = new Tenant(Guid.CreateVersion7(), name, $"{name.ToLowerInvariant()}.example");
        await Installation.Authority.AddTenantAsync(tenant, "test", Ct);
        return tenant;
    }

    /// <summary>An access token by client credentials.</summary>
    public async Task<string> TokenAsync(Tenant tenant, Guid app, string secret)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = $"{app}",
            ["client_secret"] = secret,
            ["scope"] = $"{Https}/.default",
        };
        using var content = new FormUrlEncodedContent(form);
        using var answer = await Http.PostAsync(new Uri($"{Https}/{tenant.Id}/oauth2/v2.0/token"), content, Ct);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!["access_token"]!.GetValue<string>();
    }

    /// <summary>A new application with these permissions, and a token of it.</summary>
    public Task<string> ClientAsync(params string[] permissions) => ClientAsync(Contoso, permissions);

    public async Task<string> ClientAsync(Tenant tenant, params string[] permissions)
    {
        var secret = SecretHash.Generate();
        var credential = new ApplicationCredential(
            Guid.CreateVersion7(),
            "secret",
            SecretHash.OfGenerated(secret),
            null,
            null,
            null,
            null
        );
        var registration = new Registration(Guid.CreateVersion7(), tenant.Id, Guid.CreateVersion7(), "Client", "", [])
        {
            Credentials = [credential],
        };
        await Installation.Applications.AddClientAsync(
            Caller.Local(tenant.Id, "test"),
            new RegisteredClient(registration, Guid.CreateVersion7(), permissions),
            Ct
        );
        return await TokenAsync(tenant, registration.AppId, secret);
    }

    public Task<GraphReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<GraphReply> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<GraphReply> PatchAsync(string path, JsonNode body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<GraphReply> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body);

    public Task<GraphReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="path">Below <c>/v1.0</c>, or a whole address such as a link of an answer.</param>
    /// <param name="token">Another than the administrator's; an empty one sends none.</param>
    public async Task<GraphReply> SendAsync(
        HttpMethod method,
        string path,
        JsonNode? body = null,
        string? token = null,
        params (string Name, string Value)[] headers
    )
    {
        var address = path.StartsWith("https:", StringComparison.Ordinal) ? path : $"{Https}/v1.0{path}";
        using var request = new HttpRequestMessage(method, new Uri(address));
        if (token != "")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
        {
            request.Content = new StringContent(
                body.ToJsonString(),
                new MediaTypeHeaderValue("application/json", "utf-8")
            );
        }

        using var response = await Http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        var type = response.Content.Headers.ContentType?.MediaType;
        var json = type == "application/json" ? JsonNode.Parse(text)?.AsObject() ?? [] : [];
        return new GraphReply((int)response.StatusCode, json, text, response.Headers, type);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await _serving.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
