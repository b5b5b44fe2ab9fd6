using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>The tutorial's half in Provost, without a mouse: Tab, Enter, Space, arrows, and typing.</summary>
public sealed class KeyboardTests
{
    private const int MostTabs = 120;

    [Fact]
    public async Task An_application_is_added_connected_and_switched_on_with_the_keyboard_alone()
    {
        await using var stage = await Stage.OpenAsync();
        var page = await stage.WindowAsync();
        await page.GotoAsync($"{stage.Portal}/applications/gallery");
        await Expect(page.GetByLabel("User name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Stage.Admin);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Stage.Password);
        await page.Keyboard.PressAsync("Enter");
        await Stage.ReadyAsync(page);

        await ToAsync(page, "Search application");
        await page.Keyboard.TypeAsync("Dialpad");
        await Expect(page.GetByText("1 of ")).ToBeVisibleAsync();
        await ToAsync(page, "Dialpad Dialpad");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Complementary)).ToBeVisibleAsync();
        await ToAsync(page, "Create");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dialpad Overview" })).ToBeVisibleAsync();

        await ToAsync(page, "Users and groups");
        await page.Keyboard.PressAsync("Enter");
        await ToAsync(page, "Add user/group");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Checkbox).First.WaitForAsync();
        await ToAsync(page, "Sales", prefix: true);
        await page.Keyboard.PressAsync("Space");
        await ToAsync(page, "Assign 1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("assigned with the role")).ToBeVisibleAsync();

        await ToAsync(page, "Provisioning");
        await page.Keyboard.PressAsync("Enter");
        await ToAsync(page, "Tenant URL");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync($"{stage.Dialpad}/scim");
        await ToAsync(page, "Secret Token");
        await page.Keyboard.TypeAsync(await stage.NewKeyAsync());
        await ToAsync(page, "Test Connection");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("The supplied credentials are authorized")).ToBeVisibleAsync();
        // One Tab reaches the group of radio buttons, an arrow the other one.
        await ToAsync(page, "Off");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByLabel("On", new() { Exact = true })).ToBeCheckedAsync();
        await ToAsync(page, "Save");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Provisioning has begun.")).ToBeVisibleAsync();
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task A_slash_goes_to_the_search_and_the_first_tab_to_the_content()
    {
        await using var stage = await Stage.OpenAsync();
        var page = await stage.SignedInAsync();

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("grace");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Grace Holloway" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Arrows_go_from_row_to_row_of_a_table()
    {
        await using var stage = await Stage.OpenAsync();
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/people");
        var links = page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link);

        await links.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(links.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");

        await Expect(links.Nth(1)).ToBeFocusedAsync();
    }

    /// <summary>Tabs until what is called so has the focus; fails where it is never reached.</summary>
    private static async Task ToAsync(IPage page, string name, bool prefix = false)
    {
        for (var tab = 0; tab < MostTabs; tab++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>(
                """
                () => {
                    const e = document.activeElement;
                    const label = e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? '';
                    return label.replace(/\s+/g, ' ').trim();
                }
                """
            );
            if (prefix ? focused.StartsWith(name, StringComparison.Ordinal) : focused == name)
                return;
        }

        Assert.Fail($"“{name}” is not reached with {MostTabs} tabs.");
    }
}
