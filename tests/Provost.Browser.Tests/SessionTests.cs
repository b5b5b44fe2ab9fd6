using Microsoft.Playwright;
using Provost.Server.Authority.SignIn;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>What happens to a page that stays open while something else goes on.</summary>
public sealed class SessionTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_administrators_at_one_mapping_see_each_other_and_lose_nothing()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, _) = await Portals.ProvisionedAsync(stage);
        var path = $"/applications/{application.Id}/mappings/users";
        var (first, second) = (await stage.SignedInAsync(), await stage.SignedInAsync());
        await stage.GoAsync(first, path);
        await stage.GoAsync(second, path);

        await MapTitleAsync(first, "Append([jobTitle], \" (first)\")");
        await SaveAsync(first);
        await Expect(first.GetByText("Saved. Everybody in scope is looked at again.")).ToBeVisibleAsync();
        await MapTitleAsync(second, "Append([jobTitle], \" (second)\")");
        await SaveAsync(second);

        var both = second.GetByRole(AriaRole.Row, new() { Name = "title" }).First;
        await Expect(both).ToContainTextAsync("(second)");
        await Expect(both).ToContainTextAsync("(first)");
        await second.GetByRole(AriaRole.Button, new() { Name = "Save with mine" }).ClickAsync();
        await Expect(second.GetByText("Saved, together with what somebody else saved meanwhile.")).ToBeVisibleAsync();
        await Expect(second.GetByText("(second)").First).ToBeVisibleAsync();
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task A_session_that_ended_leads_to_the_sign_in_and_back()
    {
        await using var stage = await Stage.OpenAsync();
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/people");
        var installation = stage.Installation;
        await installation.Authority.SetPasswordHashAsync(
            installation.Caller,
            Stage.Admin,
            Passwords.Hash(Stage.Admin, "another panel"),
            mustChange: false,
            administrator: true,
            Ct
        );

        await page.GetByLabel("Find people").FillAsync("gra");
        await page.GetByLabel("User name").FillAsync(Stage.Admin);
        await page.GetByLabel("Password").FillAsync("another panel");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Stage.ReadyAsync(page);

        Assert.Equal($"{stage.Portal}/people", page.Url);
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task A_page_that_is_open_while_the_server_restarts_comes_back_with_what_was_typed()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, _) = await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, $"/applications/{application.Id}/provisioning");
        await page.GetByLabel("Notification Email").FillAsync("half.typed@contoso.example");
        await page.GetByLabel("Secret Token").FillAsync("not to be kept");
        await page.EvaluateAsync("() => { window.before = true; }");

        await stage.RestartAsync();
        await page.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 40_000 });

        await Expect(page.GetByLabel("Notification Email")).ToHaveValueAsync("half.typed@contoso.example");
        await Expect(page.GetByLabel("Secret Token")).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.").First).ToBeVisibleAsync();
        var job = await stage.Installation.Jobs.FindAsync(application.Id, Ct);
        Assert.Equal("half.typed@contoso.example", job?.Settings.Notifications.Address);
    }

    private static async Task MapTitleAsync(IPage page, string expression)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit title", Exact = true }).ClickAsync();
        await page.GetByLabel("Source expression").FillAsync(expression);
        await page.GetByRole(AriaRole.Button, new() { Name = "OK", Exact = true }).ClickAsync();
    }

    private static Task SaveAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
}
