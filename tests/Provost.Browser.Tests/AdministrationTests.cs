using Microsoft.Playwright;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>Who may do what, search, and people whose account is in doubt.</summary>
public sealed class AdministrationTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reports_reader_is_made_signs_in_and_is_told_which_role_she_needs()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, _) = await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/settings/administrators");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add administrator" }).ClickAsync();
        await page.GetByLabel("Who", new() { Exact = true }).FillAsync("grace");
        await page.GetByLabel("Grace Holloway").CheckAsync();
        await page.GetByLabel("Reports Reader").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        var given = page.Locator("code.copy");
        await Expect(given).ToBeVisibleAsync();
        var password = await given.InnerTextAsync();

        var other = await stage.WindowAsync();
        await other.GotoAsync($"{stage.Portal}/logs");
        await other.GetByLabel("User name").FillAsync(await GraceAsync(stage));
        await other.GetByLabel("Password").FillAsync(password);
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await other.GetByLabel("Current password").FillAsync(password);
        await other.GetByLabel("New password", new() { Exact = true }).FillAsync("words of her own");
        await other.GetByLabel("New password again").FillAsync("words of her own");
        await other.Keyboard.PressAsync("Enter");
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Provisioning log" })).ToBeVisibleAsync();
        await Stage.ReadyAsync(other);

        foreach (var path in (string[])["/approvals", $"/applications/{application.Id}/provisioning"])
        {
            await stage.GoAsync(other, path);
            await Expect(other.GetByText("You may not do this.").First).ToBeVisibleAsync();
            await Expect(other.GetByText("Global Administrator, Application Administrator").First).ToBeVisibleAsync();
        }

        await stage.GoAsync(other, "/settings/administrators");
        await other.GetByRole(AriaRole.Button, new() { Name = "New password for Grace Holloway" }).ClickAsync();
        await Expect(other.GetByText("To give and take roles and passwords you need")).ToBeVisibleAsync();
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task A_persons_page_follows_what_the_engine_does()
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.ProvisionedAsync(stage);
        var people = await stage.Installation.Directory.ListAsync(
            stage.Installation.Caller,
            ObjectKind.User,
            false,
            0,
            1,
            Ct
        );
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, $"/people/{people[0].Id}");
        var timeline = page.Locator(".steps li");
        await Expect(timeline.First).ToBeVisibleAsync();
        var before = await timeline.CountAsync();

        await Portals.PromoteAsync(stage, "Head of Everything");

        await Expect(timeline).ToHaveCountAsync(before + 1);
        await Expect(timeline.First).ToContainTextAsync("Update, success");
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(timeline.First).ToContainTextAsync("Disable, success");
        await Expect(page.GetByText(", disabled; made by us.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_last_global_administrator_cannot_give_the_role_away()
    {
        await using var stage = await Stage.OpenAsync();
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/settings/administrators");

        await page.GetByRole(AriaRole.Button, new() { Name = $"Edit the roles of {Stage.Admin}" }).ClickAsync();
        await page.GetByLabel("Global Administrator").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Nobody who can sign in would be Global Administrator any more."))
            .ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Global Administrator" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_doubtful_match_is_decided_on_the_page()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, job) = await Portals.ProvisionedAsync(stage);
        await stage.Installation.Jobs.SetSettingsAsync(
            stage.Installation.Caller,
            job.Number,
            now => now with { Adoption = Adoption.Ask },
            Ct
        );
        await stage.AddDialpadUserAsync("temp001@contoso.example", "Temp", "Other");
        await Portals.HireAsync(stage, 1, "Temporary");
        await stage.Installation.Directory.AssignAsync(
            stage.Installation.Caller,
            application,
            [(await stage.Installation.FindAsync(ObjectKind.User, "temp001@contoso.example", Ct)).Id],
            application.Roles[0].Id,
            Ct
        );
        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.EscrowsAsync(job.Number, Ct)).Any(e => e.NeedsDecision)
        );
        var page = await stage.SignedInAsync();

        await stage.GoAsync(page, "/approvals");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide about Temp Number001" }).ClickAsync();
        await page.GetByLabel("temp001@contoso.example").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Decided; the next cycle follows it")).ToBeVisibleAsync();

        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.LinksAsync(job.Number, "Temp Number001", 0, 1, Ct))
                is [{ Link.HasAccount: true }]
        );
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task The_search_finds_people_groups_and_applications()
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();
        foreach (
            var (typed, found) in ((string, string)[])
                [("dial", "Dialpad"), ("sal", "Sales"), ("hollow", "Grace Holloway")]
        )
        {
            await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people, groups and applications" })
                .FillAsync(typed);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#content").GetByRole(AriaRole.Link, new() { Name = found }).First)
                .ToBeVisibleAsync();
        }

        Assert.Empty(stage.Complaints);
    }

    private static async Task<string> GraceAsync(Stage stage)
    {
        var query = new ObjectQuery
        {
            Kind = ObjectKind.User,
            Filter = Engine.Queries.FilterParser.Parse("displayName eq 'Grace Holloway'"),
            Take = 1,
        };
        var found = await stage.Installation.Directory.QueryAsync(stage.Installation.Caller, query, Ct);
        return found.Objects[0]["userPrincipalName"].ToString();
    }
}
