using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>
/// The whole tutorial with the labels that stand in it, in both applications, from an empty installation to the entry in
/// the log. Every step leaves a picture for <c>docs/tutorial</c>.
/// </summary>
public sealed class TutorialTests
{
    private const int MostInteractions = 40;

    private int _interactions;
    private int _pictures;

    [Fact]
    public async Task From_an_empty_installation_to_the_entry_in_the_log()
    {
        Directory.CreateDirectory(Places.Tutorial);
        await using var stage = await Stage.OpenAsync();
        var page = await stage.WindowAsync();

        // Sign in to Dialpad with the work account, and accept what it asks for.
        await page.GotoAsync(stage.Dialpad);
        await PictureAsync(page, "dialpad-front");
        await ClickAsync(page, AriaRole.Link, "Log In");
        await ClickAsync(page, AriaRole.Link, "Use Dialpad online");
        await ClickAsync(page, AriaRole.Button, "Log in with your work account");
        await FillAsync(page, "User name", Stage.Admin);
        await FillAsync(page, "Password", Stage.Password);
        await PictureAsync(page, "sign-in");
        await ClickAsync(page, AriaRole.Button, "Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Permissions requested" })).ToBeVisibleAsync();
        await PictureAsync(page, "consent");
        await ClickAsync(page, AriaRole.Button, "Accept");

        // Make an API key.
        await ClickAsync(page, AriaRole.Link, "Admin settings");
        await ClickAsync(page.GetByText("My Company", new() { Exact = true }).First);
        await ClickAsync(page.GetByText("Authentication", new() { Exact = true }).First);
        await ClickAsync(page, AriaRole.Link, "API Keys");
        await ClickAsync(page, AriaRole.Link, "Add a key");
        await FillAsync(page, "Name", "Provost");
        await PictureAsync(page, "dialpad-new-key");
        await ClickAsync(page, AriaRole.Button, "Save");
        await ClickAsync(page, AriaRole.Button, "Click to show value");
        var key = await page.Locator("#value").TextContentAsync() ?? "";
        Assert.Equal(64, key.Length);
        await PictureAsync(page, "dialpad-key", hide: "#value");

        // In Provost: the application is there, because the consent added it.
        await page.GotoAsync($"{stage.Portal}/home");
        await SignInWhereAskedAsync(page);
        await ClickAsync(page, AriaRole.Link, "Enterprise applications");
        await PictureAsync(page, "all-applications");
        await ClickAsync(page, AriaRole.Link, "Dialpad");
        await ClickAsync(page, AriaRole.Link, "Users and groups");
        await ClickAsync(page, AriaRole.Button, "Add user/group");
        var drawer = page.GetByRole(AriaRole.Complementary);
        await drawer.GetByRole(AriaRole.Checkbox).First.WaitForAsync();
        await ClickAsync(drawer.GetByRole(AriaRole.Checkbox).First);
        await PictureAsync(page, "add-assignment");
        await ClickAsync(drawer.GetByRole(AriaRole.Button, new() { Name = "Assign 1" }));
        await Expect(page.GetByText("assigned with the role")).ToBeVisibleAsync();
        await PictureAsync(page, "users-and-groups");

        // Credentials, mail, mappings, scope, status.
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Provisioning", Exact = true }));
        await Expect(page.GetByLabel("Provisioning Mode")).ToHaveValueAsync("Automatic");
        await FillAsync(page, "Tenant URL", $"{stage.Dialpad}/scim");
        await FillAsync(page, "Secret Token", key);
        await ClickAsync(page, AriaRole.Button, "Test Connection");
        await Expect(page.GetByText("The supplied credentials are authorized")).ToBeVisibleAsync();
        await PictureAsync(page, "test-connection");
        await FillAsync(page, "Notification Email", "it@contoso.example");
        await Expect(page.GetByLabel("Send an email notification when a failure occurs")).ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Synchronize directory users to Dialpad" }))
            .ToBeVisibleAsync();
        await ClickAsync(page.GetByLabel("On", new() { Exact = true }));
        await Expect(page.GetByText("Save begins the initial cycle")).ToBeVisibleAsync();
        await PictureAsync(page, "provisioning");
        await ClickAsync(page, AriaRole.Button, "Save");
        await Expect(page.GetByText("Provisioning has begun.")).ToBeVisibleAsync();
        await ClickAsync(page, AriaRole.Link, "Synchronization details");
        await Expect(page.GetByText("Completed", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("[aria-label='Last 24 hours'] .big")).Not.ToHaveTextAsync("0 changes");
        await PictureAsync(page, "synchronization-details");

        // The log.
        await ClickAsync(page, AriaRole.Link, "View provisioning logs");
        var created = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Create" }).First;
        await Expect(created).ToContainTextAsync("Success");
        Assert.InRange(_interactions, 1, MostInteractions);
        await ClickAsync(created.GetByRole(AriaRole.Link));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Steps" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Modified properties" })).ToBeVisibleAsync();
        await PictureAsync(page, "log-entry");

        // The mappings, with what one real person gets.
        await stage.GoAsync(page, await ApplicationPathAsync(page) + "/mappings/users");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Synchronize directory users to Dialpad" }))
            .ToBeVisibleAsync();
        await PictureAsync(page, "mappings");

        // And Dialpad has them.
        await page.GotoAsync($"{stage.Dialpad}/admin/users");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Active" }).First).ToBeVisibleAsync();
        await PictureAsync(page, "dialpad-users");
        Assert.Empty(stage.Complaints);
    }

    private static async Task<string> ApplicationPathAsync(IPage page)
    {
        var tab = page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true });
        return await tab.GetAttributeAsync("href") ?? "";
    }

    /// <summary>Cookies do not ask for the port: whoever signed in for Dialpad on this host is signed in here, too.</summary>
    private async Task SignInWhereAskedAsync(IPage page)
    {
        if (!page.Url.Contains("/signin", StringComparison.Ordinal))
            return;
        await Stage.SignInAsync(page);
        _interactions += 3;
        await Stage.ReadyAsync(page);
    }

    private async Task ClickAsync(ILocator what)
    {
        _interactions++;
        await what.ClickAsync();
    }

    private Task ClickAsync(IPage page, AriaRole role, string name) =>
        ClickAsync(page.GetByRole(role, new() { Name = name }).First);

    private async Task FillAsync(IPage page, string label, string text)
    {
        _interactions++;
        await page.GetByLabel(label).First.FillAsync(text);
    }

    /// <param name="hide">What nobody needs to see, a key for example.</param>
    private async Task PictureAsync(IPage page, string name, string? hide = null) =>
        await page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = Path.Combine(Places.Tutorial, $"{++_pictures:00}-{name}.png"),
                Mask = hide is null ? null : [page.Locator(hide)],
            }
        );
}
