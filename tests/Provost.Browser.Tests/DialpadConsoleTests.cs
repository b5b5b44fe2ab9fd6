using Microsoft.Playwright;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Server.Authority.SignIn;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>The stand-in's console: who gets in, and what who is no administrator does not see.</summary>
public sealed class DialpadConsoleTests
{
    private const string Noor = "noor@contoso.example";
    private const string NoorsPassword = "a quiet harbour";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_no_administrator_sees_none_of_the_companys_settings()
    {
        await using var stage = await Stage.OpenAsync(company: false);
        await HireNoorAsync(stage);
        await LogInAsync(stage, await stage.WindowAsync(), Stage.Admin, Stage.Password, accept: true);
        var page = await stage.WindowAsync();

        await LogInAsync(stage, page, Noor, NoorsPassword, accept: false);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Hello, Noor Haddad" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Admin settings" })).ToHaveCountAsync(0);
        foreach (var path in (string[])["/admin", "/admin/users", "/admin/keys", "/admin/keys/new", "/admin/scim"])
        {
            var answer = await page.GotoAsync($"{stage.Dialpad}{path}");
            Assert.Equal(403, answer?.Status);
            await Expect(page.GetByText("Only administrators of")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Who_cancels_the_consent_comes_back_with_the_reason_and_nothing_is_added()
    {
        await using var stage = await Stage.OpenAsync(company: false);
        var page = await stage.WindowAsync();

        await BeginAsync(stage, page, Stage.Admin, Stage.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The sign-in was refused");
        Assert.Empty(await stage.Installation.Directory.ApplicationsAsync(stage.Installation.Caller, Ct));
    }

    [Fact]
    public async Task Who_is_signed_in_at_the_portal_already_only_accepts()
    {
        await using var stage = await Stage.OpenAsync(company: false);
        var page = await stage.WindowAsync();
        await page.GotoAsync($"{stage.Canonical}/home");
        await Stage.SignInAsync(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Home" })).ToBeVisibleAsync();

        await page.GotoAsync($"{stage.Dialpad}/login/online");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in with your work account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Hello, " })).ToBeVisibleAsync();
        await page.GotoAsync($"{stage.Canonical}/applications");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Dialpad" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_state_that_was_tampered_with_signs_nobody_in()
    {
        await using var stage = await Stage.OpenAsync(company: false);
        var page = await stage.WindowAsync();

        await page.GotoAsync($"{stage.Dialpad}/signin-oidc?code=stolen&state=tampered");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The sign-in could not be completed");
        await page.GotoAsync(stage.Dialpad);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Log In" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_suspended_person_is_found_by_search_alone_and_cannot_sign_in()
    {
        await using var stage = await Stage.OpenAsync(company: false);
        await HireNoorAsync(stage);
        var (application, job) = await Portals.ProvisionedAsync(stage);
        var noor = await stage.Installation.FindAsync(ObjectKind.User, Noor, Ct);
        await stage.Installation.Directory.UnassignAsync(stage.Installation.Caller, application, [noor.Id], Ct);
        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.LinkAsync(job.Number, noor.Number, Ct))?.State
            == Engine.Synchronization.LinkState.Disabled
        );
        var page = await stage.WindowAsync();
        await LogInAsync(stage, page, Stage.Admin, Stage.Password, accept: true);

        await page.GotoAsync($"{stage.Dialpad}/admin/users");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = Noor })).ToHaveCountAsync(0);
        await page.GetByLabel("Search").FillAsync("noor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = Noor })).ToContainTextAsync("Suspended");

        var hers = await stage.WindowAsync();
        await BeginAsync(stage, hers, Noor, NoorsPassword);
        await Expect(hers.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your account here is suspended");
    }

    private static async Task BeginAsync(Stage stage, IPage page, string name, string password)
    {
        await page.GotoAsync($"{stage.Dialpad}/login/online");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in with your work account" }).ClickAsync();
        await page.GetByLabel("User name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static async Task LogInAsync(Stage stage, IPage page, string name, string password, bool accept)
    {
        await BeginAsync(stage, page, name, password);
        if (accept)
            await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Log Out" })).ToBeVisibleAsync();
    }

    private static async Task HireNoorAsync(Stage stage)
    {
        var caller = stage.Installation.Caller;
        var noor = new DirectoryChange.Create(
            Guid.CreateVersion7(),
            ObjectKind.User,
            new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
            {
                ["displayName"] = Value.Text("Noor Haddad"),
                ["givenName"] = Value.Text("Noor"),
                ["surname"] = Value.Text("Haddad"),
                ["userPrincipalName"] = Value.Text(Noor),
                ["mail"] = Value.Text(Noor),
            }
        );
        await stage.Installation.Directory.ApplyAsync(caller, [noor], Ct);
        var hash = Passwords.Hash(Noor, NoorsPassword);
        await stage.Installation.Authority.SetPasswordHashAsync(caller, Noor, hash, false, false, Ct);
    }
}
