using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Server.Authority;
using Provost.Server.Hosting;
using Provost.Storage;

namespace Provost.Server.Tests.Authority;

/// <summary>A status and a JSON body.</summary>
internal sealed record Answer(int Status, JsonObject Body)
{
    public string Text(string name) => Body[name]?.GetValue<string>() ?? "";
}

/// <summary>
/// An installation that serves on free ports, with a clock of the test's, an application of Contoso's, and a client
/// that trusts <c>dev-ca.pem</c> and nothing else.
/// </summary>
internal sealed class AuthorityServer : IAsyncDisposable
{
    public const string Secret = "correct horse battery";

    public static readonly Guid AppId = Guid.Parse("11111111-2222-3333-4444-555555555555");

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder;
    private Serving _serving;

    private AuthorityServer(string folder, FakeTimeProvider time, Installation installation, Serving serving)
    {
        (_folder, Time, Installation, _serving) = (folder, time, installation, serving);
        Http = Served.Client(Installation);
    }

    public FakeTimeProvider Time { get; }

    public Installation Installation { get; private set; }

    public HttpClient Http { get; private set; }

    public Tenant Contoso { get; private set; } = new(Guid.Empty, "", "");

    public AccessTokens AccessTokens => _serving.AccessTokens;

    /// <summary>The https address, which is the server's own name too.</summary>
    public string Https => _serving.PublicUrl.Canonical;

    public string PlainHttp => _serving.Addresses.Single(a => a.StartsWith("http:", StringComparison.Ordinal));

    public string Token => $"{Https}/{Contoso.Id}/oauth2/v2.0/token";

    public static async Task<AuthorityServer> StartAsync(Uri? publicUrl = null)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("provost-authority-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero));
        var (installation, serving) = await Served.OpenAsync(folder, time, TextWriter.Null, publicUrl);
        var server = new AuthorityServer(folder, time, installation, serving);
        server.Contoso = (await installation.Authority.TenantsAsync(Ct))[0];
        await FirstStart.RunAsync(installation, new FirstCredentials(null, AppId, Secret, "grace's own"), Ct);
        return server;
    }

    /// <summary>Ends the server and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        (Installation, _serving) = await Served.OpenAsync(_folder, Time, TextWriter.Null);
        Http = Served.Client(Installation);
    }

    /// <summary>An application of Contoso's, or of another tenant's.</summary>
    public async Task<Guid> AddAsync(Tenant tenant, params ApplicationCredential[] credentials)
    {
        var appId = Guid.CreateVersion7();
        var registration = new Registration(Guid.CreateVersion7(), tenant.Id, appId, "Terraform", "", [])
        {
            Credentials = credentials,
        };
        await Installation.Applications.AddClientAsync(
            Caller.Local(tenant.Id, "test"),
            new RegisteredClient(registration, Guid.CreateVersion7(), ["User.Read.All"]),
            Ct
        );
        return appId;
    }

    public async Task<Tenant> AddTenantAsync(string name)
    {
        var tenant = new Tenant(Guid.CreateVersion7(), name, $"{name.ToLowerInvariant()}.example");
        await Installation.Authority.AddTenantAsync(tenant, "test", Ct);
        return tenant;
    }

    /// <summary>The form of a good request for a token, for a test to spoil.</summary>
    public Dictionary<string, string> Form(Guid? app = null, string secret = Secret) =>
        new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = $"{app ?? AppId}",
            ["client_secret"] = secret,
            ["scope"] = $"{Https}/.default",
        };

    public Task<Answer> AskAsync(Dictionary<string, string> form, string? address = null) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, address ?? Token) { Content = new FormUrlEncodedContent(form) }
        );

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, Https + path));

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var answer = await Http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return new Answer((int)answer.StatusCode, JsonNode.Parse(text)?.AsObject() ?? []);
    }

    public async Task<string> AccessTokenAsync(Guid? app = null, string secret = Secret)
    {
        var answer = await AskAsync(Form(app, secret));
        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
        return answer.Text("access_token");
    }

    /// <summary>Validates a token as a client would: by the keys that the discovery document leads to.</summary>
    public async Task<JsonWebToken> ValidateAsync(string token)
    {
        var discovery = await GetAsync($"/{Contoso.Id}/v2.0/.well-known/openid-configuration");
        var keys = await SendAsync(new HttpRequestMessage(HttpMethod.Get, discovery.Text("jwks_uri")));
        var read = await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = discovery.Text("issuer"),
                ValidAudience = Https,
                IssuerSigningKeys = new JsonWebKeySet(keys.Body.ToJsonString()).GetSigningKeys(),
                LifetimeValidator = (starts, ends, _, _) =>
                    starts <= Time.GetUtcNow().UtcDateTime && ends > Time.GetUtcNow().UtcDateTime,
            }
        );
        Assert.True(read.IsValid, read.Exception?.Message);
        return (JsonWebToken)read.SecurityToken;
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
