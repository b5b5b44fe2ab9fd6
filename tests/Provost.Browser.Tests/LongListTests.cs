using Microsoft.Playwright;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Server.Authority.SignIn;
using static Microsoft.Playwright.Assertions;

namespace Provost.Browser.Tests;

/// <summary>Lists of which only the rows in sight are in the page.</summary>
public sealed class LongListTests
{
    private const int Hired = 300;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Scrolling_reads_on_and_only_the_rows_in_sight_are_in_the_page(int width)
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.HireAsync(stage, Hired, "Temps");
        var query = new ObjectQuery
        {
            Kind = ObjectKind.User,
            Order = ObjectOrder.DisplayName,
            Take = 1000,
        };
        var everybody = (await stage.Installation.Directory.QueryAsync(stage.Installation.Caller, query, Ct)).Objects;
        Assert.True(everybody.Count > Hired);
        var page = await stage.SignedInAsync(width);
        await stage.GoAsync(page, "/people");

        await Expect(Row(page, everybody[0].DisplayName)).ToBeVisibleAsync();
        var last = Row(page, everybody[^1].DisplayName);
        await DownToAsync(page, last);
        await Expect(last).ToBeInViewportAsync();

        Assert.InRange(await page.Locator("tbody tr").CountAsync(), 1, 120);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await Expect(Row(page, everybody[0].DisplayName)).ToBeInViewportAsync();
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task Arrows_go_on_where_rows_have_to_be_read()
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.HireAsync(stage, Hired, "Temps");
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/people?find=Temp");

        await page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link).First.FocusAsync();
        for (var row = 2; row <= 150; row++)
        {
            await Expect(Row(page, $"Temp Number{row:000}")).ToBeAttachedAsync();
            await page.Keyboard.PressAsync("ArrowDown");
        }

        await Expect(Row(page, "Temp Number150")).ToBeFocusedAsync();
        await Expect(Row(page, "Temp Number150")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task New_entries_wait_on_top_while_somebody_reads_further_down()
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.HireAsync(stage, Hired, "Temps");
        await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/logs");
        var rows = page.Locator("tbody tr:has(td)");
        await Expect(rows.First).ToBeVisibleAsync();
        var read = page.Locator("tbody tr[aria-rowindex='140']");
        await DownToAsync(page, read);
        var before = await read.InnerTextAsync();

        await Portals.PromoteAsync(stage, "Head of Everything");

        var show = page.GetByRole(AriaRole.Button, new() { Name = "Show new entries:" });
        await Expect(show).ToBeInViewportAsync();
        Assert.Equal(Name(before), Name(await read.InnerTextAsync()));
        await read.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator("aside.drawer")).ToContainTextAsync(Name(before));
        await Expect(read).ToBeInViewportAsync();
        await page.GetByLabel("Close").ClickAsync();
        await show.ClickAsync();

        await Expect(rows.First).ToBeInViewportAsync();
        await Expect(rows.First).ToContainTextAsync("Update");
        await Expect(show).ToHaveCountAsync(0);
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task More_new_entries_than_a_page_leave_no_gap()
    {
        await using var stage = await Stage.OpenAsync();
        await Portals.HireAsync(stage, Hired / 2, "Temps");
        var (application, job) = await Portals.ProvisionedAsync(stage);
        var before = (await AllAsync(stage)).Count;
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/logs");
        await Expect(page.Locator("tbody tr:has(td)").First).ToBeVisibleAsync();
        await DownToAsync(page, page.Locator("tbody tr[aria-rowindex='100']"));

        await Portals.HireAsync(stage, Hired / 2, "Temps", from: Hired);
        await Portals.AssignEverybodyAsync(stage, application);
        await Portals.UntilAsync(async () =>
            (await stage.Installation.Jobs.BacklogSizeAsync(job.Number, Ct)).All == 0
            && (await AllAsync(stage)).Count >= before + (Hired / 2)
        );
        var all = await AllAsync(stage);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show new entries: more than 60" }).ClickAsync();
        await Expect(page.Locator("tbody tr[aria-rowindex='2']")).ToBeInViewportAsync();

        Assert.Equal(all, await SeenAsync(page));
    }

    [Fact]
    public async Task What_goes_wrong_while_scrolling_is_said()
    {
        await using var stage = await Stage.OpenAsync();
        var installation = stage.Installation;
        await Portals.HireAsync(stage, Hired, "Temps");
        var page = await stage.SignedInAsync();
        await stage.GoAsync(page, "/settings/audit");
        await Expect(page.Locator("tbody tr:has(td)").First).ToBeVisibleAsync();

        var first = (await installation.Administrators.ListAsync(installation.Caller, Ct)).Single();
        var people = await installation.Directory.ListAsync(installation.Caller, ObjectKind.User, false, 0, 1, Ct);
        var name = people[0]["userPrincipalName"].ToString();
        await installation.Authority.SetPasswordHashAsync(
            installation.Caller,
            name,
            Passwords.Hash(name, "a quiet harbour"),
            false,
            false,
            Ct
        );
        await installation.Administrators.SetRolesAsync(
            installation.Caller,
            people[0].Id,
            [DirectoryRole.GlobalAdministrator],
            Ct
        );
        await installation.Administrators.SetRolesAsync(installation.Caller, first.Id, [], Ct);
        await page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");

        await Expect(page.GetByText("You may not do this.")).ToBeAttachedAsync();
    }

    /// <summary>The numbers of all entries, the newest first.</summary>
    private static async Task<List<long>> AllAsync(Stage stage) =>
        [
            .. (
                await stage.Installation.Log.ReadAsync(stage.Installation.Caller, new EntryQuery { Take = 5000 }, Ct)
            ).Select(e => e.Number),
        ];

    /// <summary>The numbers of the entries that somebody meets on the way from the top to the end.</summary>
    private static async Task<List<long>> SeenAsync(IPage page)
    {
        HashSet<long> seen = [];
        for (var still = 0; still < 5; )
        {
            var before = seen.Count;
            var numbers = await page.EvaluateAsync<long[]>(
                """
                () => new Promise(done => {
                    scrollBy(0, innerHeight / 2);
                    requestAnimationFrame(() => setTimeout(() => done(
                        [...document.querySelectorAll('tbody a')].map(a => Number(new URL(a.href).searchParams.get('entry')))), 60));
                })
                """
            );
            seen.UnionWith(numbers);
            still = seen.Count == before ? still + 1 : 0;
        }

        return [.. seen.OrderDescending()];
    }

    private static string Name(string row) => row.Split('\t')[2];

    private static ILocator Row(IPage page, string name) =>
        page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>Turns the wheel, a window at a time, until the row is in the page.</summary>
    private static async Task DownToAsync(IPage page, ILocator row)
    {
        for (var turns = 0; turns < 200 && await row.CountAsync() == 0; turns++)
        {
            await page.EvaluateAsync(
                "() => { scrollBy(0, innerHeight); return new Promise(done => requestAnimationFrame(() => setTimeout(done, 50))); }"
            );
        }

        await row.ScrollIntoViewIfNeededAsync();
    }
}
