using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>The target attribute list: what a mapping can write (ENT-MAP-26).</summary>
public sealed class AttributeListTests
{
    private const string Badge = "urn:ietf:params:scim:schemas:extension:contoso:2.0:User:badge";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_attribute_is_added_mapped_and_taken_away_again()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, _) = await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, $"/applications/{application.Id}/mappings/users");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit attribute list for Dialpad" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Add attribute" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("emails[type eq");
        await Expect(Save(page)).ToBeDisabledAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("userName");
        await Expect(page.GetByText("There is an attribute of this name.")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Badge);
        await page.GetByLabel("Its values are never shown").CheckAsync();
        await Save(page).ClickAsync();
        await Expect(page.GetByText($"{Badge} is saved.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = Badge })).ToContainTextAsync("never shown");

        var job = await stage.Installation.Jobs.FindAsync(application.Id, Ct);
        var kept = job?.Schema.DefinitionOf(Engine.Directory.ObjectKind.User).Attributes.Single(a => a.Name == Badge);
        Assert.True(kept?.Sensitive);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete {Badge}" }).ClickAsync();
        await Expect(page.GetByText($"{Badge} is not of this application any more.")).ToBeVisibleAsync();
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task The_application_is_asked_for_its_schema()
    {
        await using var stage = await Stage.OpenAsync();
        var (application, _) = await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, $"/applications/{application.Id}/attributes/users");

        await page.GetByRole(AriaRole.Button, new() { Name = "Ask Dialpad for its schema" }).ClickAsync();

        await Expect(page.GetByText("attributes were told")).ToBeVisibleAsync();
        Assert.Empty(stage.Complaints);
    }

    private static ILocator Save(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });
}
