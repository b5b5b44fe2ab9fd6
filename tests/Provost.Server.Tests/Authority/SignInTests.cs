using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Server.Authority;
using Provost.Server.Authority.SignIn;

namespace Provost.Server.Tests.Authority;

/// <summary>People sign in, at the server's own pages and for an application; and everything that is refused.</summary>
public sealed class SignInTests
{
    private const string RedirectUri = "http://localhost:5090/signin-oidc";
    private const string Password = "grace's own";
    private const string Admin = "admin@contoso.example";
    private const string Grace = "grace@contoso.example";
    private const string Verifier = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly Guid Web = Guid.Parse("dddddddd-1111-2222-3333-444444444444");
    private static readonly Guid Native = Guid.Parse("dddddddd-1111-2222-3333-555555555555");

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, 1.0)]
    [InlineData(11, 2.0)]
    [InlineData(13, 8.0)]
    [InlineData(14, 15.0)]
    [InlineData(400, 15.0)]
    public void An_account_is_closed_longer_with_every_wrong_password(int failures, double? minutes) =>
        Assert.Equal(minutes, Passwords.LockAfter(failures)?.TotalMinutes);

    [Theory]
    [InlineData("/home?x=1", "/home?x=1")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Only_an_address_of_this_server_is_gone_back_to(string? asked, string goes) =>
        Assert.Equal(goes, SignInAnswers.Local(asked));

    [Fact]
    public async Task A_wrong_password_is_said_next_to_the_field_and_the_name_stays()
    {
        await using var server = await AuthorityServer.StartAsync();
        var browser = new Browser(server.Http, server.Https);

        await browser.OpenAsync("/signin?returnUrl=/signout");
        await browser.SignInAsync(Admin, "wrong");

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.StartsWith("The user name or the password is wrong.", browser.Problem, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Admin}\"", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\"", browser.Html, StringComparison.Ordinal);

        await browser.SignInAsync(Admin, Password);
        Assert.Equal("Sign out", browser.Heading);
    }

    [Fact]
    public async Task Ten_wrong_passwords_close_the_account_for_a_minute_also_to_the_right_one()
    {
        await using var server = await AuthorityServer.StartAsync();
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync("/signin?returnUrl=/signout");
        for (var attempt = 0; attempt < 10; attempt++)
            await browser.SignInAsync(Admin, $"wrong {attempt}");

        await browser.SignInAsync(Admin, Password);
        Assert.StartsWith("Too many wrong passwords were tried.", browser.Problem, StringComparison.Ordinal);

        server.Time.Advance(TimeSpan.FromSeconds(61));
        await browser.SignInAsync(Admin, Password);
        Assert.Equal("Sign out", browser.Heading);
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        await using var server = await AuthorityServer.StartAsync();
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync("/signin");

        await browser.SendAsync(("username", Admin), ("password", Password), ("__RequestVerificationToken", "forged"));

        Assert.StartsWith("This page was open too long", browser.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_somebody_else_set_is_changed_at_the_first_sign_in()
    {
        await using var server = await WithGraceAsync(mustChange: true);
        var browser = new Browser(server.Http, server.Https);

        await browser.OpenAsync("/signin?returnUrl=/signout");
        await browser.SignInAsync(Grace, "first password");
        Assert.Equal("Choose a new password", browser.Heading);
        await browser.SendAsync(("current", "first password"), ("new", "short"), ("again", "short"));
        Assert.Equal("Choose at least 8 characters.", browser.Problem);
        await browser.SendAsync(("current", "first password"), ("new", "my own words"), ("again", "my own word"));
        Assert.Equal("The new password was typed in two ways.", browser.Problem);
        await browser.SendAsync(("current", "first password"), ("new", "my own words"), ("again", "my own words"));
        Assert.Equal("Sign out", browser.Heading);

        var other = new Browser(server.Http, server.Https);
        await other.OpenAsync("/signin?returnUrl=/signout");
        await other.SignInAsync(Grace, "first password");
        Assert.StartsWith("The user name or the password is wrong.", other.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_gets_a_code_for_a_person_and_tokens_for_the_code_once()
    {
        await using var server = await WithApplicationsAsync();
        var browser = await SignedInAsync(server);

        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted), (ConsentAsk.ForEverybody, "true"));
        var query = QueryHelpers.ParseQuery(browser.Left?.Query);
        Assert.Equal("s", query["state"]);

        var tokens = await server.AskAsync(Redemption(query["code"].ToString()));
        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
        var reading = await server.AccessTokens.ReadAsync(tokens.Text("access_token"), Ct);
        var token = Assert.IsType<TokenReading.Valid>(reading);
        Assert.Contains("openid", token.Scopes);
        Assert.Single(token.Wids);

        var again = await server.AskAsync(Redemption(query["code"].ToString()));
        Assert.Equal((400, "invalid_grant"), (again.Status, again.Text("error")));
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-that-is-long-enough-for-rfc-7636", "invalid_grant")]
    [InlineData("code", "eyJhbGciOiJIUzI1NiJ9.e30.tampered", "invalid_grant")]
    [InlineData("redirect_uri", "http://localhost:5090/other", "invalid_grant")]
    [InlineData("client_secret", "wrong", "invalid_client")]
    [InlineData("client_secret", null, "invalid_client")]
    [InlineData("client_id", "dddddddd-1111-2222-3333-555555555555", "invalid_client")]
    public async Task A_redemption_that_was_tampered_with_is_refused(string parameter, string? value, string error)
    {
        await using var server = await WithApplicationsAsync();
        var browser = await SignedInAsync(server);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted));
        var form = Redemption(QueryHelpers.ParseQuery(browser.Left?.Query)["code"].ToString());

        if (value is null)
            form.Remove(parameter);
        else
            form[parameter] = value;
        var refused = await server.AskAsync(form);

        Assert.True(refused.Text("error") == error, refused.Body.ToJsonString());
        Assert.NotEqual(200, refused.Status);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/", "AADSTS50011")]
    [InlineData("redirect_uri", "http://localhost:5090/signin-oidc/", "AADSTS50011")]
    [InlineData("redirect_uri", null, "AADSTS50011")]
    [InlineData("client_id", "99999999-1111-2222-3333-444444444444", "AADSTS700016")]
    [InlineData("client_id", "nobody", "AADSTS700016")]
    [InlineData("response_type", "token", "AADSTS90013")]
    public async Task Nobody_is_sent_to_an_address_that_was_not_registered(string parameter, string? value, string code)
    {
        await using var server = await WithApplicationsAsync();
        var browser = new Browser(server.Http, server.Https);

        await browser.OpenAsync(Authorize(server, parameter, value));

        Assert.Null(browser.Left);
        Assert.Equal((HttpStatusCode.BadRequest, "The sign-in cannot go on"), (browser.Status, browser.Heading));
        Assert.StartsWith(code, browser.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompt", "none", "login_required")]
    [InlineData("scope", "openid Everything.All", "invalid_scope")]
    public async Task What_the_application_asked_wrongly_goes_back_to_it(string parameter, string value, string error)
    {
        await using var server = await WithApplicationsAsync();
        var browser = new Browser(server.Http, server.Https);

        await browser.OpenAsync(Authorize(server, parameter, value));

        var query = QueryHelpers.ParseQuery(browser.Left?.Query);
        Assert.Equal((error, "s"), (query["error"].ToString(), query["state"].ToString()));
    }

    [Fact]
    public async Task A_program_without_a_secret_must_use_pkce_and_may_listen_on_any_port()
    {
        await using var server = await WithApplicationsAsync();
        var browser = new Browser(server.Http, server.Https);
        var address = Authorize(server, "client_id", $"{Native}")
            .Replace(
                Uri.EscapeDataString(RedirectUri),
                Uri.EscapeDataString("http://localhost:40123/back"),
                StringComparison.Ordinal
            );

        await browser.OpenAsync(address.Replace("code_challenge", "ignored", StringComparison.Ordinal));
        Assert.Equal("invalid_request", QueryHelpers.ParseQuery(browser.Left?.Query)["error"]);

        await browser.OpenAsync(address);
        await browser.SignInAsync(Admin, Password);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted));
        var form = Redemption(QueryHelpers.ParseQuery(browser.Left?.Query)["code"].ToString());
        (form["client_id"], form["redirect_uri"]) = ($"{Native}", "http://localhost:40123/back");
        form.Remove("client_secret");
        Assert.Equal(200, (await server.AskAsync(form)).Status);
    }

    [Fact]
    public async Task Only_an_administrator_adds_an_application_to_the_company()
    {
        await using var server = await WithApplicationsAsync();
        await AddGraceAsync(server, mustChange: false);
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync(Authorize(server));
        await browser.SignInAsync(Grace, "first password");

        Assert.Equal("An administrator has to agree", browser.Heading);
        Assert.DoesNotContain(">Accept<", browser.Html, StringComparison.Ordinal);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted));

        Assert.Equal("access_denied", QueryHelpers.ParseQuery(browser.Left?.Query)["error"]);
        var applications = server.Installation.Applications;
        Assert.Null(await applications.FindServicePrincipalAsync(server.Contoso.Id, null, Web, Ct));
    }

    [Fact]
    public async Task A_session_and_a_refresh_token_end_with_the_password_and_with_the_account()
    {
        await using var server = await WithApplicationsAsync();
        await AddGraceAsync(server, mustChange: false);
        await (await SignedInAsync(server)).SendAsync(
            (ConsentAsk.Answer, ConsentAsk.Accepted),
            (ConsentAsk.ForEverybody, "true")
        );
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync(Authorize(server));
        await browser.SignInAsync(Grace, "first password");
        Assert.True(browser.Left is not null, browser.Html);
        var code = QueryHelpers.ParseQuery(browser.Left?.Query)["code"].ToString();
        var tokens = await server.AskAsync(Redemption(code));
        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
        var refresh = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = $"{Web}",
            ["client_secret"] = AuthorityServer.Secret,
            ["refresh_token"] = tokens.Text("refresh_token"),
        };
        Assert.Equal(200, (await server.AskAsync(refresh)).Status);

        var grace = await server.Installation.FindAsync(ObjectKind.User, Grace, Ct);
        await server.Installation.Directory.ApplyAsync(
            server.Installation.Caller,
            [new DirectoryChange.SetEnabled(grace.Id, false)],
            Ct
        );

        Assert.Equal("invalid_grant", (await server.AskAsync(refresh)).Text("error"));
        await browser.OpenAsync(Authorize(server, "prompt", "none"));
        Assert.Equal("login_required", QueryHelpers.ParseQuery(browser.Left?.Query)["error"]);
    }

    [Fact]
    public async Task A_session_survives_a_restart_of_the_server()
    {
        await using var server = await WithApplicationsAsync();
        var browser = await SignedInAsync(server);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted));
        var code = QueryHelpers.ParseQuery(browser.Left?.Query)["code"].ToString();

        await server.RestartAsync();

        var tokens = await server.AskAsync(Redemption(code));
        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
    }

    [Fact]
    public async Task Pages_of_the_authority_have_tight_headers_and_no_script()
    {
        await using var server = await AuthorityServer.StartAsync();
        var browser = new Browser(server.Http, server.Https);

        await browser.OpenAsync("/signin");

        var policy = Assert.Single(browser.Last.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(browser.Last.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain("<script", browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            "http",
            browser.Html.Replace("method=\"post\"", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    private static Dictionary<string, string> Redemption(string code) =>
        new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = $"{Web}",
            ["client_secret"] = AuthorityServer.Secret,
            ["code"] = code,
            ["redirect_uri"] = RedirectUri,
            ["code_verifier"] = Verifier,
        };

    private static string Authorize(AuthorityServer server, string? parameter = null, string? value = null)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = $"{Web}",
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "openid profile email offline_access",
            ["state"] = "s",
            ["nonce"] = "n",
            ["code_challenge"] = Base64UrlTextEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        if (parameter is not null)
            query[parameter] = value;
        return QueryHelpers.AddQueryString($"{server.Https}/{server.Contoso.Id}/oauth2/v2.0/authorize", query);
    }

    /// <summary>The administrator has signed in, and is asked for her consent.</summary>
    private static async Task<Browser> SignedInAsync(AuthorityServer server)
    {
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync(Authorize(server));
        await browser.SignInAsync(Admin, Password);
        Assert.Equal("Permissions requested", browser.Heading);
        return browser;
    }

    private static async Task<AuthorityServer> WithGraceAsync(bool mustChange)
    {
        var server = await AuthorityServer.StartAsync();
        await AddGraceAsync(server, mustChange);
        return server;
    }

    private static async Task AddGraceAsync(AuthorityServer server, bool mustChange)
    {
        var attributes = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
        {
            ["displayName"] = Value.Text("Grace Hopper"),
            ["userPrincipalName"] = Value.Text(Grace),
        };
        var caller = server.Installation.Caller;
        var grace = new DirectoryChange.Create(Guid.CreateVersion7(), ObjectKind.User, attributes);
        await server.Installation.Directory.ApplyAsync(caller, [grace], Ct);
        var hash = Passwords.Hash(Grace, "first password");
        await server.Installation.Authority.SetPasswordHashAsync(caller, Grace, hash, mustChange, false, Ct);
    }

    private static async Task<AuthorityServer> WithApplicationsAsync()
    {
        var server = await AuthorityServer.StartAsync();
        var caller = server.Installation.Caller;
        await AddAsync(Web, "Dialpad", $$"""{"web":{"redirectUris":["{{RedirectUri}}"] } }""");
        await AddAsync(Native, "Tool", """{"publicClient":{"redirectUris":["http://localhost/back"]}}""");
        return server;

        async Task AddAsync(Guid appId, string name, string properties)
        {
            var id = Guid.CreateVersion7();
            var registration = new Registration(id, server.Contoso.Id, appId, name, "", []) { Properties = properties };
            var secret = SecretHash.OfChosen(AuthorityServer.Secret);
            await server.Installation.Applications.AddAsync(caller, registration, null, Ct);
            if (appId == Web)
                await server.Installation.Applications.AddCredentialAsync(
                    caller,
                    id,
                    new ApplicationCredential(Guid.CreateVersion7(), "secret", secret, null, null, null, null),
                    Ct
                );
        }
    }
}
