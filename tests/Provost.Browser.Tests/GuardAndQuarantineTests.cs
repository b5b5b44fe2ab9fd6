using Microsoft.Playwright;
using Provost.Engine.Synchronization;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>What goes wrong is seen and mended on the page.</summary>
public sealed class GuardAndQuarantineTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_filter_that_drops_sixty_people_is_held_and_approved_on_the_page()
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.HireAsync(stage, 60, "Temporary");
        var (application, job) = await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();

        await stage.GoAsync(page, $"/applications/{application.Id}/mappings/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add scoping filter" }).ClickAsync();
        await page.GetByLabel("Source attribute").FillAsync("department");
        await page.GetByLabel("Operator", new() { Exact = true }).SelectOptionAsync("NOT EQUALS");
        await page.GetByLabel("Clause value").FillAsync("Temporary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add clause" }).ClickAsync();
        await Expect(page.GetByText("department NOT EQUALS 'Temporary'").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Save looks at everybody again")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved. Everybody in scope is looked at again.")).ToBeVisibleAsync();
        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.StagedAsync(job.Number, Ct)).Count(s => s.State == StagedState.Waiting) == 60
        );

        await stage.GoAsync(page, "/approvals");
        await Expect(page.GetByText("60 people would lose access")).ToBeVisibleAsync();
        await page.GetByLabel("Select all").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve 60" }).ClickAsync();
        await Expect(page.GetByText("60 people approved")).ToBeVisibleAsync();
        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.LinksAsync(job.Number, null, 0, 1000, Ct)).Count(l =>
                l.Link.State == LinkState.Disabled
            ) == 60
        );
        await stage.GoAsync(page, $"/applications/{application.Id}/log?action=Disable");
        var disabled = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Disable" });
        await Expect(disabled.First).ToContainTextAsync("Success");
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task A_job_that_a_revoked_key_put_into_quarantine_is_repaired_from_its_page()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, job) = await Portals.ProvisionedAsync(stage);
        await stage.RevokeKeysAsync();
        await Portals.PromoteAsync(stage, "Chief of everything");
        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.FindAsync(application.Id, Ct))?.State == JobState.Quarantine
        );
        var page = await stage.SignedInAsync();

        await stage.GoAsync(page, $"/applications/{application.Id}");
        var panel = page.GetByRole(AriaRole.Region, new() { Name = "Quarantine" });
        await Expect(panel).ToContainTextAsync("What to do:");
        await panel.GetByText("The failing request and its answer").ClickAsync();
        await Expect(panel).ToContainTextAsync("HTTP 401");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Check the credentials" }).ClickAsync();
        await page.GetByLabel("Secret Token").FillAsync(await stage.NewKeyAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved.").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();
        var retry = page.GetByRole(AriaRole.Button, new() { Name = "Try again now" });
        if (await retry.IsVisibleAsync())
            await retry.ClickAsync();

        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.FindAsync(application.Id, Ct))?.State == JobState.Active
            && (await stage.Installation.Jobs.BacklogSizeAsync(job.Number, Ct)).All == 0
        );
        await Expect(page.GetByText("Nothing is failing")).ToBeVisibleAsync();
        Assert.Empty(stage.Complaints);
    }
}
