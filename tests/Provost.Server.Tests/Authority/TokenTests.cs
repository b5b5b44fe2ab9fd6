using System.Net.Http.Headers;
using System.Text;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Server.Authority;

namespace Provost.Server.Tests.Authority;

/// <summary>Tokens for an application with a secret, and every way of not getting one.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task The_discovery_document_leads_to_the_tenants_endpoints_by_id_and_by_domain()
    {
        await using var server = await AuthorityServer.StartAsync();

        var byId = await server.GetAsync($"/{server.Contoso.Id}/v2.0/.well-known/openid-configuration");
        var byDomain = await server.GetAsync("/contoso.example/v2.0/.well-known/openid-configuration");
        var common = await server.GetAsync("/common/v2.0/.well-known/openid-configuration");
        var instance = await server.GetAsync("/common/discovery/instance?api-version=1.1");

        Assert.Equal($"{server.Https}/{server.Contoso.Id}/v2.0", byId.Text("issuer"));
        Assert.Equal(server.Token, byId.Text("token_endpoint"));
        Assert.Equal($"{server.Https}/{server.Contoso.Id}/discovery/v2.0/keys", byId.Text("jwks_uri"));
        Assert.NotEqual("", byId.Text("authorization_endpoint"));
        Assert.Equal(byId.Body.ToJsonString(), byDomain.Body.ToJsonString());
        Assert.Equal($"{server.Https}/{{tenantid}}/v2.0", common.Text("issuer"));
        Assert.Equal(
            $"{server.Https}/common/v2.0/.well-known/openid-configuration",
            instance.Text("tenant_discovery_endpoint")
        );
    }

    [Fact]
    public async Task A_token_says_who_the_application_is_and_what_it_may_and_the_published_keys_prove_it()
    {
        await using var server = await AuthorityServer.StartAsync();
        var answer = await server.AskAsync(server.Form());

        var token = await server.ValidateAsync(answer.Text("access_token"));

        Assert.Equal(("Bearer", 3600), (answer.Text("token_type"), answer.Body["expires_in"]?.GetValue<int>()));
        Assert.Equal(3600, answer.Body["ext_expires_in"]?.GetValue<int>());
        var app = $"{AuthorityServer.AppId}";
        Assert.Equal((app, app, "app"), (Claim("appid"), Claim("azp"), Claim("idtyp")));
        Assert.Equal(
            ($"{server.Contoso.Id}", "2.0", "Provost administration"),
            (Claim("tid"), Claim("ver"), Claim("app_displayname"))
        );
        Assert.Equal((Claim("sub"), 36), (Claim("oid"), Claim("oid").Length));
        Assert.Equal(Operations.Permissions, token.GetPayloadValue<string[]>("roles"));
        Assert.DoesNotContain(token.Claims, c => c.Type.StartsWith("oi_", StringComparison.Ordinal));

        string Claim(string name) => token.GetPayloadValue<string>(name);
    }

    [Fact]
    public async Task A_secret_may_come_in_the_header_and_the_scope_by_Graphs_own_names()
    {
        await using var server = await AuthorityServer.StartAsync();
        var form = server.Form();
        form.Remove("client_id");
        form.Remove("client_secret");
        form["scope"] = "https://graph.microsoft.com/.default";
        var basic = Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{AuthorityServer.AppId}:{Uri.EscapeDataString(AuthorityServer.Secret)}")
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Token)
        {
            Content = new FormUrlEncodedContent(form),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", basic) },
        };

        var answer = await server.SendAsync(request);

        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
        Assert.Equal(server.Https, Assert.Single((await server.ValidateAsync(answer.Text("access_token"))).Audiences));
    }

    [Fact]
    public async Task One_role_is_an_array_too_and_what_clients_send_besides_is_ignored()
    {
        await using var server = await AuthorityServer.StartAsync();
        var app = await server.AddAsync(server.Contoso, Secret("one"));
        var form = server.Form(app, "one");
        form["client_info"] = "2";

        var answer = await server.AskAsync(form, $"{server.Token}?client-request-id={Guid.CreateVersion7()}");

        var token = await server.ValidateAsync(answer.Text("access_token"));
        Assert.Equal(["User.Read.All"], token.GetPayloadValue<string[]>("roles"));
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, "invalid_client", 7000215)]
    [InlineData("client_secret", null, 401, "invalid_client", 7000216)]
    [InlineData("client_id", "99999999-0000-0000-0000-000000000000", 400, "unauthorized_client", 700016)]
    [InlineData("client_id", "portal", 400, "unauthorized_client", 700016)]
    [InlineData("client_id", null, 400, "invalid_request", 900144)]
    [InlineData("scope", "https://graph.microsoft.com/User.Read", 400, "invalid_scope", 1002012)]
    [InlineData("scope", "https://elsewhere.example/.default", 400, "invalid_resource", 500011)]
    [InlineData("scope", null, 400, "invalid_request", 900144)]
    [InlineData("grant_type", "password", 400, "unsupported_grant_type", 70003)]
    [InlineData("grant_type", null, 400, "invalid_request", 900144)]
    public async Task A_refusal_is_Entras_by_status_code_and_shape(
        string parameter,
        string? value,
        int status,
        string error,
        int code
    )
    {
        await using var server = await AuthorityServer.StartAsync();
        var form = server.Form();
        form.Remove(parameter);
        if (value is not null)
            form[parameter] = value;

        var answer = await server.AskAsync(form);

        AssertRefused(answer, status, error, code);
    }

    [Fact]
    public async Task The_callers_id_of_the_request_comes_back_with_the_refusal()
    {
        await using var server = await AuthorityServer.StartAsync();
        var id = Guid.CreateVersion7();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Token)
        {
            Content = new FormUrlEncodedContent([]),
            Headers = { { "client-request-id", $"{id}" } },
        };

        var answer = await server.SendAsync(request);

        Assert.Equal($"{id}", answer.Text("correlation_id"));
    }

    [Theory]
    [InlineData("nowhere.example", "invalid_request", 90002)]
    [InlineData("99999999-0000-0000-0000-000000000000", "invalid_request", 90002)]
    [InlineData("common", "invalid_request", 50059)]
    public async Task A_tenant_that_is_not_here_or_not_named_is_refused(string tenant, string error, int code)
    {
        await using var server = await AuthorityServer.StartAsync();

        var answer = await server.AskAsync(server.Form(), $"{server.Https}/{tenant}/oauth2/v2.0/token");

        AssertRefused(answer, 400, error, code);
    }

    [Fact]
    public async Task An_application_of_another_tenant_is_unknown_here()
    {
        await using var server = await AuthorityServer.StartAsync();
        var fabrikam = await server.AddTenantAsync("Fabrikam");
        var app = await server.AddAsync(fabrikam, Secret("theirs"));

        var here = await server.AskAsync(server.Form(app, "theirs"));
        var there = await server.AskAsync(
            server.Form(app, "theirs"),
            $"{server.Https}/fabrikam.example/oauth2/v2.0/token"
        );

        AssertRefused(here, 400, "unauthorized_client", 700016);
        Assert.Equal(200, there.Status);
        var reading = await server.AccessTokens.ReadAsync(
            there.Text("access_token"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(fabrikam.Id, Assert.IsType<TokenReading.Valid>(reading).TenantId);
    }

    [Fact]
    public async Task Of_two_secrets_each_will_do_until_it_ends()
    {
        await using var server = await AuthorityServer.StartAsync();
        var soon = server.Time.GetUtcNow().AddHours(1);
        var app = await server.AddAsync(server.Contoso, Secret("old") with { Ends = soon }, Secret("new"));

        await server.AccessTokenAsync(app, "old");
        await server.AccessTokenAsync(app, "new");
        server.Time.Advance(TimeSpan.FromHours(2));

        AssertRefused(await server.AskAsync(server.Form(app, "old")), 401, "invalid_client", 7000222);
        await server.AccessTokenAsync(app, "new");
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "grant_type=client_credentials&grant_type=password&client_id=x")]
    [InlineData("application/x-www-form-urlencoded", "%=%zz&&&=")]
    public async Task What_is_no_form_of_a_token_request_gets_a_refusal_and_never_an_empty_body(
        string type,
        string body
    )
    {
        await using var server = await AuthorityServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Token)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };

        var answer = await server.SendAsync(request);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("AADSTS", answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_far_too_large_is_refused()
    {
        await using var server = await AuthorityServer.StartAsync();
        var form = server.Form();
        form["padding"] = new string('x', 100_000);

        AssertRefused(await server.AskAsync(form), 400, "invalid_request", 90013);
    }

    internal static ApplicationCredential Secret(string secret) =>
        new(Guid.CreateVersion7(), "secret", SecretHash.OfGenerated(secret), null, null, null, null);

    internal static void AssertRefused(Answer answer, int status, string error, int code)
    {
        Assert.Equal((status, error), (answer.Status, answer.Text("error")));
        Assert.Equal(code, Assert.Single(answer.Body["error_codes"]?.AsArray() ?? [])?.GetValue<int>());
        Assert.StartsWith($"AADSTS{code}: ", answer.Text("error_description"), StringComparison.Ordinal);
        Assert.Matches("^2026-11-26 [0-9:]{8}Z$", answer.Text("timestamp"));
        Assert.True(Guid.TryParse(answer.Text("trace_id"), out _));
        Assert.True(Guid.TryParse(answer.Text("correlation_id"), out _));
    }
}
