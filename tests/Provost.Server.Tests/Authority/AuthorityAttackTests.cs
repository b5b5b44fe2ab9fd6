using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;
using Provost.Server.Authority;
using Provost.Server.Authority.SignIn;

namespace Provost.Server.Tests.Authority;

/// <summary>What somebody tries at the authority to get more than they were given; each was possible once.</summary>
public sealed partial class AuthorityAttackTests
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_secret_or_assertion_shows_nothing()
    {
        await using var visit = await Visit.StartAsync();
        var code = Visit.Code(await visit.ConsentedAsync());

        foreach (var spoil in (Action<Dictionary<string, string>>[])[Nothing, EmptySecret, EmptyAssertion, Both])
        {
            var form = visit.Redemption(code);
            spoil(form);
            var refused = await visit.Server.AskAsync(form);
            Assert.Equal((401, "invalid_client"), (refused.Status, refused.Text("error")));
        }

        var tokens = await visit.Server.AskAsync(visit.Redemption(code));
        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
        foreach (var spoil in (Action<Dictionary<string, string>>[])[Nothing, EmptySecret, EmptyAssertion, Both])
        {
            var form = visit.Refreshing(tokens.Text("refresh_token"));
            spoil(form);
            var refused = await visit.Server.AskAsync(form);
            Assert.Equal((401, "invalid_client"), (refused.Status, refused.Text("error")));
        }

        static void Nothing(Dictionary<string, string> form) => form.Remove("client_secret");
        static void EmptySecret(Dictionary<string, string> form) => form["client_secret"] = "";
        static void EmptyAssertion(Dictionary<string, string> form)
        {
            form.Remove("client_secret");
            (form["client_assertion"], form["client_assertion_type"]) = ("", AssertionType);
        }

        static void Both(Dictionary<string, string> form)
        {
            EmptyAssertion(form);
            form["client_secret"] = "";
        }
    }

    [Theory]
    [InlineData("web", "javascript:alert(document.domain)//")]
    [InlineData("web", "data:text/html,<script>alert(1)</script>")]
    [InlineData("web", "vbscript:msgbox(1)")]
    [InlineData("web", "http://evil.example/back")]
    [InlineData("web", "https://app.example/back#part")]
    [InlineData("web", "https://contoso.example@evil.example/back")]
    [InlineData("web", "myapp://back")]
    [InlineData("spa", "myapp://back")]
    [InlineData("spa", "JavaScript:alert(1)")]
    [InlineData("publicClient", "javascript://%0aalert(1)")]
    [InlineData("publicClient", "http://evil.example/back")]
    public async Task No_door_takes_a_redirect_uri_that_a_browser_would_run_or_show_to_others(
        string platform,
        string uri
    )
    {
        await using var visit = await Visit.StartAsync();
        var token = await visit.Server.AccessTokenAsync();
        var body = new JsonObject
        {
            ["displayName"] = "Own",
            [platform] = new JsonObject { ["redirectUris"] = new JsonArray(uri) },
        };

        var made = await visit.CallAsync(token, "/applications", HttpMethod.Post, body.ToJsonString());
        body.Remove("displayName");
        var changed = await visit.CallAsync(
            token,
            $"/applications/{visit.RegistrationId}",
            HttpMethod.Patch,
            body.ToJsonString()
        );

        Assert.Equal((400, 400), (made.Status, changed.Status));
        Assert.Contains("redirectUris", made.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web", "https://app.example/back?x=1")]
    [InlineData("web", "http://localhost:5000/back")]
    [InlineData("spa", "http://127.0.0.1/back")]
    [InlineData("publicClient", "msal11111111-2222-3333-4444-555555555555://auth")]
    [InlineData("publicClient", "com.contoso.app:/back")]
    public void Programs_keep_the_redirect_uris_that_they_have_today(string platform, string uri) =>
        RedirectUris.Check(uri, platform);

    [Fact]
    public async Task A_redirect_uri_from_before_the_check_is_gone_to_no_more()
    {
        await using var visit = await Visit.StartAsync();
        var stored = new Registration(
            Guid.CreateVersion7(),
            visit.Server.Contoso.Id,
            Guid.CreateVersion7(),
            "Old",
            "",
            []
        )
        {
            Properties = """{"web":{"redirectUris":["javascript:alert(1)","https://app.example/back"]}}""",
        };

        var client = InteractiveClient.From(stored);

        Assert.False(client.Knows("javascript:alert(1)"));
        Assert.True(client.Knows("https://app.example/back"));
    }

    [Fact]
    public async Task Every_answer_of_the_authority_forbids_scripts_and_frames()
    {
        await using var visit = await Visit.StartAsync();
        var tenant = $"/{visit.Server.Contoso.Id}";
        string[] paths =
        [
            "/signin",
            "/signin/password",
            "/signin/signin.css",
            "/signout",
            "/device",
            "/oidc/userinfo",
            "/common/discovery/instance",
            "/nobody/v2.0/.well-known/openid-configuration",
            $"{tenant}/v2.0/.well-known/openid-configuration",
            $"{tenant}/discovery/v2.0/keys",
            $"{tenant}/oauth2/v2.0/authorize",
            $"{tenant}/oauth2/v2.0/token",
            $"{tenant}/oauth2/v2.0/nothing",
            $"{tenant}/oauth2/v2.0/logout",
        ];
        foreach (var path in paths)
        {
            using var answer = await visit.Server.Http.GetAsync(visit.Server.Https + path, Ct);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_that_posts_the_answer_runs_its_own_script_alone()
    {
        await using var visit = await Visit.StartAsync();
        await visit.ConsentedAsync();
        var browser = new Browser(visit.Server.Http, visit.Server.Https);

        await browser.OpenAsync(visit.Authorize("response_mode", "form_post"));
        await browser.SignInAsync(Visit.Admin, Visit.Password);

        var script = Script().Match(browser.Html).Groups["text"].Value;
        Assert.NotEmpty(script);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        var policy = Assert.Single(browser.Last.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"script-src 'sha256-{hash}';", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' http://localhost:5090;", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/%09/evil.example")]
    [InlineData("/%0A/evil.example")]
    [InlineData("/%0D/evil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%20/evil.example")]
    [InlineData("/h%C3%BCtte")]
    public async Task Nobody_is_led_away_after_the_sign_in_by_what_browsers_leave_out(string returnUrl)
    {
        await using var server = await AuthorityServer.StartAsync();
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync($"/signin?returnUrl={returnUrl}");

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("name=\"returnUrl\" value=\"/\"", browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("/", SignInAnswers.Local(Uri.UnescapeDataString(returnUrl)));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("https://x;script-src *@evil.example/")]
    [InlineData("http://localhost:5090/another")]
    public async Task A_sign_in_page_sends_its_form_to_registered_addresses_alone(string redirectUri)
    {
        await using var visit = await Visit.StartAsync();
        var back = QueryHelpers.AddQueryString(
            $"/{visit.Server.Contoso.Id}/oauth2/v2.0/authorize",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["client_id"] = $"{visit.AppId}",
                ["redirect_uri"] = redirectUri,
            }
        );
        var browser = new Browser(visit.Server.Http, visit.Server.Https);

        await browser.OpenAsync(QueryHelpers.AddQueryString("/signin", "returnUrl", back));

        var policy = Assert.Single(browser.Last.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("form-action 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_administrator_does_not_become_more_by_an_application()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.ApplicationAdministrator);
        var (_, _, tokens) = await visit.GraceAsync();
        var token = tokens.Text("access_token");
        var installation = visit.Server.Installation;
        var administration = await installation.Applications.FindRegistrationAsync(
            visit.Server.Contoso.Id,
            null,
            AuthorityServer.AppId,
            Ct
        );
        var own = await visit.CallAsync(token, "/applications", HttpMethod.Post, """{"displayName":"Own"}""");
        Assert.Equal(201, own.Status);
        var added = await visit.CallAsync(token, $"/applications/{own.Text("id")}/addPassword", HttpMethod.Post, "{}");
        Assert.Equal(200, added.Status);
        var principal = await visit.CallAsync(
            token,
            "/servicePrincipals",
            HttpMethod.Post,
            $$"""{"appId":"{{own.Text("appId")}}"}"""
        );
        Assert.Equal(201, principal.Status);
        var graph = GraphApplication.In(visit.Server.Contoso.Id);
        var role = graph.Roles.First(r => r.Value == "RoleManagement.ReadWrite.Directory");
        var path = $"/applications/{administration!.Id}";

        (string Path, HttpMethod Method, string Body)[] tried =
        [
            ($"{path}/addPassword", HttpMethod.Post, "{}"),
            (path, HttpMethod.Patch, """{"web":{"redirectUris":["https://app.example/mine"]}}"""),
            (path, HttpMethod.Patch, """{"isFallbackPublicClient":true}"""),
            (
                $"{path}/owners/$ref",
                HttpMethod.Post,
                $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{visit.GraceId}}"}"""
            ),
            (
                $"/servicePrincipals/{principal.Text("id")}/appRoleAssignments",
                HttpMethod.Post,
                $$"""{"principalId":"{{principal.Text("id")}}","resourceId":"{{graph.Id}}","appRoleId":"{{role.Id}}"}"""
            ),
        ];
        foreach (var (address, method, body) in tried)
        {
            var refused = await visit.CallAsync(token, address, method, body);
            Assert.True(refused.Status == 403, $"{method} {address}: {refused.Status} {refused.Body.ToJsonString()}");
        }

        await installation.Administrators.SetRolesAsync(
            installation.Caller,
            visit.GraceId,
            [DirectoryRole.ApplicationAdministrator, DirectoryRole.GlobalAdministrator],
            Ct
        );
        var browser = new Browser(visit.Server.Http, visit.Server.Https);
        await browser.OpenAsync(visit.Authorize());
        await browser.SignInAsync(Visit.Grace, Visit.GracePassword);
        var global = await visit.Server.AskAsync(visit.Redemption(Visit.Code(browser)));
        var (last, post, grant) = tried[^1];
        Assert.Equal(201, (await visit.CallAsync(global.Text("access_token"), last, post, grant)).Status);
    }

    [Theory]
    [InlineData("servicePrincipals")]
    [InlineData("applications")]
    public async Task A_deleted_application_keeps_nothing(string collection)
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (_, _, tokens) = await visit.GraceAsync();
        Assert.Equal(200, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        var id = collection == "applications" ? visit.RegistrationId : (await visit.ServicePrincipalAsync()).Id;

        await visit.Server.Installation.Applications.DeleteAsync(visit.Server.Installation.Caller, id, Ct);

        Assert.Equal(401, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        var refreshed = await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")));
        Assert.Equal(400, refreshed.Status);
        if (collection == "servicePrincipals")
            Assert.Equal("invalid_grant", refreshed.Text("error"));

        await visit.Server.Installation.Applications.RestoreAsync(visit.Server.Installation.Caller, id, Ct);
        Assert.Equal(400, (await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")))).Status);
        Assert.Equal(401, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        var browser = new Browser(visit.Server.Http, visit.Server.Https);
        await browser.OpenAsync(visit.Authorize());
        await browser.SignInAsync(Visit.Admin, Visit.Password);
        Assert.Equal("Permissions requested", browser.Heading);
    }

    [Fact]
    public async Task What_was_allowed_can_be_seen_and_taken_back()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (_, _, tokens) = await visit.GraceAsync();
        var administration = await visit.Server.AccessTokenAsync();

        var listed = await visit.CallAsync(administration, "/oauth2PermissionGrants");
        var consent = Assert.Single(listed.Body["value"]!.AsArray())!.AsObject();
        Assert.Equal("AllPrincipals", consent["consentType"]!.GetValue<string>());
        Assert.Contains("User.ReadWrite.All", consent["scope"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal($"{(await visit.ServicePrincipalAsync()).Id}", consent["clientId"]!.GetValue<string>());
        var path = $"/oauth2PermissionGrants/{consent["id"]!.GetValue<string>()}";
        Assert.Equal(200, (await visit.CallAsync(administration, path)).Status);
        Assert.Equal(204, (await visit.CallAsync(administration, path, HttpMethod.Delete)).Status);

        Assert.Equal(404, (await visit.CallAsync(administration, path, HttpMethod.Delete)).Status);
        Assert.Equal(401, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        var refreshed = await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")));
        Assert.Equal((400, "invalid_grant"), (refreshed.Status, refreshed.Text("error")));
    }

    [Fact]
    public async Task A_disabled_application_gets_no_tokens_and_its_old_ones_end()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (browser, _, tokens) = await visit.GraceAsync();
        var administration = await visit.Server.AccessTokenAsync();

        await visit.SetAsync("""{"accountEnabled":false}""");

        Assert.Equal(401, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        Assert.Equal(400, (await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")))).Status);
        await browser.OpenAsync(visit.Authorize());
        var back = QueryHelpers.ParseQuery(browser.Left?.Query);
        Assert.Equal("access_denied", back["error"]);
        Assert.StartsWith("AADSTS7000112", back["error_description"].ToString(), StringComparison.Ordinal);

        var own = await visit.Server.Installation.Applications.FindServicePrincipalAsync(
            visit.Server.Contoso.Id,
            null,
            AuthorityServer.AppId,
            Ct
        );
        await visit.Server.Installation.Applications.UpdateAsync(
            visit.Server.Installation.Caller,
            own!.Id,
            (Application a) => a with { Properties = """{"accountEnabled":false}""" },
            Ct
        );
        Assert.Equal(401, (await visit.CallAsync(administration)).Status);
        var refused = await visit.Server.AskAsync(visit.Server.Form());
        Assert.StartsWith("AADSTS7000112", refused.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_that_wants_assignments_lets_only_those_in_who_are_assigned()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (browser, _, tokens) = await visit.GraceAsync();

        await visit.SetAsync("""{"appRoleAssignmentRequired":true}""");

        Assert.Equal(401, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        var refreshed = await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")));
        Assert.StartsWith("AADSTS50105", refreshed.Text("error_description"), StringComparison.Ordinal);
        await browser.OpenAsync(visit.Authorize());
        Assert.Equal("access_denied", QueryHelpers.ParseQuery(browser.Left?.Query)["error"]);

        await visit.Server.Installation.Applications.AssignAsync(
            visit.Server.Installation.Caller,
            await visit.ServicePrincipalAsync(),
            visit.GraceId,
            AppRole.DefaultAccess,
            Ct
        );
        Assert.Equal(200, (await visit.CallAsync(tokens.Text("access_token"))).Status);
        await browser.OpenAsync(visit.Authorize());
        Assert.NotEmpty(Visit.Code(browser));
    }

    [Fact]
    public async Task Whoever_was_demoted_writes_no_more_with_the_token_from_before()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (_, _, tokens) = await visit.GraceAsync();
        Assert.Equal(204, await RenameAsync(visit, tokens));

        await visit.Server.Installation.Administrators.SetRolesAsync(
            visit.Server.Installation.Caller,
            visit.GraceId,
            [],
            Ct
        );

        Assert.Equal(403, await RenameAsync(visit, tokens));
    }

    [Fact]
    public async Task Whoever_was_disabled_gets_nothing_back_by_being_enabled_again()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (browser, _, tokens) = await visit.GraceAsync();
        await visit.SetEnabledAsync(false);
        Assert.Equal(401, await RenameAsync(visit, tokens));

        await visit.SetEnabledAsync(true);

        Assert.Equal(401, await RenameAsync(visit, tokens));
        Assert.Equal(
            "invalid_grant",
            (await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")))).Text("error")
        );
        await browser.OpenAsync(visit.Authorize("prompt", "none"));
        Assert.Equal("login_required", QueryHelpers.ParseQuery(browser.Left?.Query)["error"]);
    }

    [Fact]
    public async Task A_code_that_comes_twice_ends_the_tokens_of_the_first()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (_, code, tokens) = await visit.GraceAsync();
        Assert.Equal(204, await RenameAsync(visit, tokens));

        Assert.Equal(400, (await visit.Server.AskAsync(visit.Redemption(code))).Status);

        Assert.Equal(401, await RenameAsync(visit, tokens));
        Assert.Equal(400, (await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")))).Status);
    }

    [Theory]
    [InlineData("sign-out")]
    [InlineData("password")]
    public async Task A_sign_out_and_a_new_password_end_what_came_of_the_sign_in(string how)
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (browser, _, tokens) = await visit.GraceAsync();
        if (how == "sign-out")
        {
            await browser.OpenAsync("/signout");
            await browser.SendAsync();
        }
        else
            await visit.Server.Installation.Authority.SetPasswordHashAsync(
                visit.Server.Installation.Caller,
                Visit.Grace,
                Passwords.Hash(Visit.Grace, "another one"),
                false,
                false,
                Ct
            );

        Assert.Equal(401, await RenameAsync(visit, tokens));
        Assert.Equal(400, (await visit.Server.AskAsync(visit.Refreshing(tokens.Text("refresh_token")))).Status);
    }

    [Fact]
    public async Task A_permission_that_was_taken_away_is_gone_from_tokens_that_were_given_out()
    {
        await using var visit = await Visit.StartAsync();
        var token = await visit.Server.AccessTokenAsync();
        var installation = visit.Server.Installation;
        var graph = GraphApplication.In(visit.Server.Contoso.Id);
        var own = await installation.Applications.FindServicePrincipalAsync(
            visit.Server.Contoso.Id,
            null,
            AuthorityServer.AppId,
            Ct
        );
        Assert.Equal(200, (await visit.CallAsync(token, "/auditLogs/directoryAudits")).Status);
        var granted = await installation.Applications.AssignmentsOfAsync(installation.Caller, own!.Id, "", 100, Ct);
        var audit = graph.Roles.First(r => r.Value == "AuditLog.Read.All").Id;

        await installation.Applications.UnassignAsync(
            installation.Caller,
            granted.First(g => g.Assignment.RoleId == audit).Assignment.Id,
            Ct
        );

        Assert.Equal(403, (await visit.CallAsync(token, "/auditLogs/directoryAudits")).Status);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_ends_all_that_came_of_the_sign_in()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (_, _, tokens) = await visit.GraceAsync();
        var first = tokens.Text("refresh_token");

        var second = await visit.Server.AskAsync(visit.Refreshing(first));
        var lost = await visit.Server.AskAsync(visit.Refreshing(first));
        Assert.Equal((200, 200), (second.Status, lost.Status));
        Assert.NotEqual(first, second.Text("refresh_token"));
        visit.Server.Time.Advance(TimeSpan.FromSeconds(35));
        var third = await visit.Server.AskAsync(visit.Refreshing(second.Text("refresh_token")));
        Assert.Equal(200, third.Status);

        var stolen = await visit.Server.AskAsync(visit.Refreshing(first));

        Assert.Equal((400, "invalid_grant"), (stolen.Status, stolen.Text("error")));
        Assert.Equal(400, (await visit.Server.AskAsync(visit.Refreshing(third.Text("refresh_token")))).Status);
        Assert.Equal(401, await RenameAsync(visit, third));
    }

    [Fact]
    public async Task The_audit_names_the_person_the_application_and_the_address()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.GlobalAdministrator);
        var (_, _, tokens) = await visit.GraceAsync();
        await RenameAsync(visit, tokens);

        var entry = (await AuditAsync(visit)).First(e =>
            e.Change.Activity.StartsWith("Update user", StringComparison.Ordinal)
        );

        Assert.Equal((Visit.Grace, visit.GraceId, true), (entry.By.Name, entry.By.Id, entry.By.IsPerson));
        Assert.Equal((visit.AppId, "Dialpad"), (entry.By.AppId, entry.By.AppName));
        Assert.Contains(entry.By.Address, (string?[])["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
        var shown = await visit.CallAsync(
            await visit.Server.AccessTokenAsync(),
            $"/auditLogs/directoryAudits/{entry.Number}"
        );
        var by = shown.Body["initiatedBy"]!;
        Assert.Equal(Visit.Grace, by["user"]!["userPrincipalName"]!.GetValue<string>());
        Assert.Equal("Dialpad", by["app"]!["displayName"]!.GetValue<string>());
        Assert.Equal("success", shown.Text("result"));
    }

    [Fact]
    public async Task Failed_sign_ins_and_refused_calls_are_recorded()
    {
        await using var visit = await Visit.StartAsync(DirectoryRole.ReportsReader);
        var (_, _, tokens) = await visit.GraceAsync();
        Assert.Equal(403, await RenameAsync(visit, tokens));
        var browser = new Browser(visit.Server.Http, visit.Server.Https);
        await browser.OpenAsync("/signin");
        await browser.SignInAsync(Visit.Grace, "a guess");
        var form = visit.Server.Form(secret: "a guess");
        Assert.Equal(401, (await visit.Server.AskAsync(form)).Status);

        var refused = (await AuditAsync(visit)).Where(e => e.IsRefused).ToList();

        var call = refused.Single(e => e.Change.Activity.StartsWith("Refused:", StringComparison.Ordinal));
        Assert.Equal((Visit.Grace, "Dialpad"), (call.By.Name, call.By.AppName));
        Assert.Contains($"/users/{visit.GraceId}", call.Change.Summary, StringComparison.Ordinal);
        Assert.Equal(Visit.Grace, refused.Single(e => e.Change.Activity == "Sign-in failed").Change.Summary);
        Assert.Equal(
            $"{AuthorityServer.AppId}",
            refused.Single(e => e.Change.Activity == "Application sign-in failed").Change.Summary
        );
        Assert.All(refused, e => Assert.NotNull(e.By.Address));
    }

    [Fact]
    public async Task Refusals_do_not_fill_the_disk()
    {
        await using var visit = await Visit.StartAsync();
        var refusals = visit.Server.Installation.Refusals;
        for (var time = 0; time < Refusals.MostInAMinute + 50; time++)
            await refusals.SayAsync(visit.Server.Installation.Caller, "Sign-in failed", "somebody", Ct);

        Assert.Equal(Refusals.MostInAMinute, (await AuditAsync(visit)).Count(e => e.IsRefused));
    }

    [Fact]
    public async Task Nobody_of_another_tenant_is_called_by_this_ones_domain()
    {
        await using var visit = await Visit.StartAsync();
        var fabrikam = await visit.Server.AddTenantAsync("Fabrikam");
        var caller = Caller.Local(fabrikam.Id, "test");
        var directory = visit.Server.Installation.Directory;
        var id = Guid.CreateVersion7();

        await Assert.ThrowsAnyAsync<EngineException>(() => MakeAsync(Guid.CreateVersion7(), "Admin@CONTOSO.example"));
        await MakeAsync(id, "ada@fabrikam.example");
        await Assert.ThrowsAnyAsync<EngineException>(() =>
            directory.ApplyAsync(caller, [new DirectoryChange.Set(id, Named("admin@contoso.example"))], Ct)
        );

        Task MakeAsync(Guid user, string name) =>
            directory.ApplyAsync(caller, [new DirectoryChange.Create(user, ObjectKind.User, Named(name))], Ct);
        static Dictionary<string, Value> Named(string name) =>
            new(StringComparer.OrdinalIgnoreCase)
            {
                ["displayName"] = Value.Text("Ada"),
                ["userPrincipalName"] = Value.Text(name),
            };
    }

    [Fact]
    public async Task A_plain_code_challenge_is_refused()
    {
        await using var visit = await Visit.StartAsync();
        var browser = new Browser(visit.Server.Http, visit.Server.Https);

        await browser.OpenAsync(visit.Authorize("code_challenge_method", "plain"));

        var problem = browser.Left is null
            ? browser.Problem
            : QueryHelpers.ParseQuery(browser.Left.Query)["error"].ToString();
        Assert.True(browser.Left is not null || browser.Status == HttpStatusCode.BadRequest, problem);
        Assert.DoesNotContain("code=", browser.Left?.Query ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("Sign in", browser.Heading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_comes_with_the_code_is_not_looked_at()
    {
        await using var visit = await Visit.StartAsync();
        var form = visit.Redemption(Visit.Code(await visit.ConsentedAsync()));
        form["scope"] = "openid profile offline_access https://graph.microsoft.com/.default";

        var tokens = await visit.Server.AskAsync(form);

        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
    }

    private static async Task<int> RenameAsync(Visit visit, Answer tokens) =>
        (
            await visit.CallAsync(
                tokens.Text("access_token"),
                $"/users/{visit.GraceId}",
                HttpMethod.Patch,
                $$"""{"jobTitle":"{{Guid.CreateVersion7()}}"}"""
            )
        ).Status;

    private static Task<IReadOnlyList<AuditEntry>> AuditAsync(Visit visit) =>
        visit.Server.Installation.Log.AuditAsync(
            visit.Server.Installation.Caller,
            new LogPage { Take = 1000 },
            null,
            Ct
        );

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Script();
}
