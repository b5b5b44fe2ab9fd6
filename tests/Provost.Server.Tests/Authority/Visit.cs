using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Server.Authority;
using Provost.Server.Authority.SignIn;

namespace Provost.Server.Tests.Authority;

/// <summary>
/// A server with an application that keeps a secret, and people who come to it: the requests of an application beside
/// those of a browser.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    public const string RedirectUri = "http://localhost:5090/signin-oidc";
    public const string Admin = "admin@contoso.example";
    public const string Password = "grace's own";
    public const string GracePassword = "first password";
    public const string Grace = "grace@contoso.example";
    public const string Scopes =
        "openid profile email offline_access User.Read User.ReadWrite.All Application.ReadWrite.All "
        + "AppRoleAssignment.ReadWrite.All AuditLog.Read.All";

    private const string Verifier = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private Visit(AuthorityServer server) => Server = server;

    public AuthorityServer Server { get; }

    public Guid AppId { get; } = Guid.CreateVersion7();

    public Guid RegistrationId { get; } = Guid.CreateVersion7();

    public Guid GraceId { get; } = Guid.CreateVersion7();

    /// <param name="roles">Grace's.</param>
    public static async Task<Visit> StartAsync(params DirectoryRole[] roles)
    {
        var visit = new Visit(await AuthorityServer.StartAsync());
        var (installation, caller) = (visit.Server.Installation, visit.Server.Installation.Caller);
        var registration = new Registration(
            visit.RegistrationId,
            visit.Server.Contoso.Id,
            visit.AppId,
            "Dialpad",
            "",
            []
        )
        {
            Properties = $$"""{"web":{"redirectUris":["{{RedirectUri}}"] } }""",
        };
        await installation.Applications.AddAsync(caller, registration, null, Ct);
        var secret = SecretHash.OfChosen(AuthorityServer.Secret);
        await installation.Applications.AddCredentialAsync(
            caller,
            visit.RegistrationId,
            new ApplicationCredential(Guid.CreateVersion7(), "secret", secret, null, null, null, null),
            Ct
        );
        var attributes = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
        {
            ["displayName"] = Value.Text("Grace Hopper"),
            ["userPrincipalName"] = Value.Text(Grace),
        };
        await installation.Directory.ApplyAsync(
            caller,
            [new DirectoryChange.Create(visit.GraceId, ObjectKind.User, attributes)],
            Ct
        );
        await installation.Authority.SetPasswordHashAsync(
            caller,
            Grace,
            Passwords.Hash(Grace, GracePassword),
            false,
            false,
            Ct
        );
        if (roles.Length > 0)
            await installation.Administrators.SetRolesAsync(caller, visit.GraceId, roles, Ct);
        return visit;
    }

    public string Authorize(string? parameter = null, string? value = null)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = $"{AppId}",
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = Scopes,
            ["state"] = "s",
            ["nonce"] = "n",
            ["code_challenge"] = Base64UrlTextEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        if (parameter is not null)
            query[parameter] = value;
        return QueryHelpers.AddQueryString($"{Server.Https}/{Server.Contoso.Id}/oauth2/v2.0/authorize", query);
    }

    /// <summary>The administrator signs in and allows the application all that it asks for, for everybody.</summary>
    public async Task<Browser> ConsentedAsync()
    {
        var browser = new Browser(Server.Http, Server.Https);
        await browser.OpenAsync(Authorize());
        await browser.SignInAsync(Admin, Password);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted), (ConsentAsk.ForEverybody, "true"));
        return browser;
    }

    public static string Code(Browser browser)
    {
        Assert.True(browser.Left is not null, browser.Html);
        return QueryHelpers.ParseQuery(browser.Left!.Query)["code"].ToString();
    }

    public Dictionary<string, string> Redemption(string code) =>
        new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = $"{AppId}",
            ["client_secret"] = AuthorityServer.Secret,
            ["code"] = code,
            ["redirect_uri"] = RedirectUri,
            ["code_verifier"] = Verifier,
        };

    public Dictionary<string, string> Refreshing(string refreshToken) =>
        new(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = $"{AppId}",
            ["client_secret"] = AuthorityServer.Secret,
            ["refresh_token"] = refreshToken,
        };

    /// <summary>Grace signs in at the application, which was allowed before, and it gets her tokens.</summary>
    public async Task<(Browser Browser, string Code, Answer Tokens)> GraceAsync()
    {
        await ConsentedAsync();
        var browser = new Browser(Server.Http, Server.Https);
        await browser.OpenAsync(Authorize());
        await browser.SignInAsync(Grace, GracePassword);
        var code = Code(browser);
        var tokens = await Server.AskAsync(Redemption(code));
        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
        return (browser, code, tokens);
    }

    /// <summary>A call of the API with this token; <c>GET /v1.0/users</c> where nothing else is named.</summary>
    public async Task<Answer> CallAsync(
        string token,
        string path = "/users",
        HttpMethod? method = null,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"{Server.Https}/v1.0{path}");
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Server.SendAsync(request);
    }

    public Task SetEnabledAsync(bool enabled) =>
        Server.Installation.Directory.ApplyAsync(
            Server.Installation.Caller,
            [new DirectoryChange.SetEnabled(GraceId, enabled)],
            Ct
        );

    /// <summary>What stands for the application in Contoso.</summary>
    public async Task<Application> ServicePrincipalAsync() =>
        await Server.Installation.Applications.FindServicePrincipalAsync(Server.Contoso.Id, null, AppId, Ct)
        ?? throw new InvalidOperationException("Nobody consented yet.");

    public async Task SetAsync(string properties)
    {
        var principal = await ServicePrincipalAsync();
        await Server.Installation.Applications.UpdateAsync(
            Server.Installation.Caller,
            principal.Id,
            (Application a) => a with { Properties = properties },
            Ct
        );
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
