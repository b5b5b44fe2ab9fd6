using System.Text.Json;
using Microsoft.Playwright;

namespace Provost.Browser.Tests;

/// <summary>What holds of every page: nothing from elsewhere, nothing in anybody's way, tight headers.</summary>
public sealed class EveryPageTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task No_page_asks_another_host_or_has_a_serious_obstacle(int width, bool dark)
    {
        await using var stage = await Stage.OpenAsync();
        var (application, _) = await Portals.ProvisionedAsync(stage);
        var page = await stage.SignedInAsync(width, dark);
        var axe = await File.ReadAllTextAsync(Places.Axe, Ct);
        List<string> obstacles = [];
        foreach (var path in await PathsAsync(stage, application.Id))
        {
            await stage.GoAsync(page, path);
            await page.WaitForFunctionAsync("() => !document.querySelector('.skeleton')");
            await PictureAsync(page, width, dark, path);
            obstacles.AddRange((await ObstaclesAsync(page, axe)).Select(o => $"{path}: {o}"));
            Assert.True(
                await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth + 1"),
                $"{path} has a horizontal bar at {width} pixels"
            );
            Assert.Equal(1, await page.Locator("h1").CountAsync());
        }

        foreach (var address in (string[])[$"{stage.Portal}/signin", stage.Dialpad, $"{stage.Dialpad}/login/online"])
        {
            await page.GotoAsync(address);
            obstacles.AddRange((await ObstaclesAsync(page, axe)).Select(o => $"{address}: {o}"));
        }

        Assert.Empty(obstacles);
        Assert.Empty(stage.Complaints);
    }

    [Fact]
    public async Task The_headers_of_the_portal_let_nothing_in_from_elsewhere()
    {
        await using var stage = await Stage.OpenAsync(company: false);
        var page = await stage.SignedInAsync();

        var answer = await page.GotoAsync($"{stage.Portal}/home");

        var headers = answer?.Headers ?? [];
        Assert.Equal(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
                + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
            headers["content-security-policy"]
        );
        Assert.Equal("nosniff", headers["x-content-type-options"]);
        Assert.Equal("same-origin", headers["referrer-policy"]);
        Assert.Contains("no-store", headers["cache-control"], StringComparison.Ordinal);
        Assert.Contains(
            "frame-ancestors 'none'",
            (await page.GotoAsync(stage.Dialpad))?.Headers["content-security-policy"],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/home")]
    [InlineData("/people?find=x")]
    [InlineData("/applications/gallery")]
    [InlineData("/logs/export.csv")]
    public async Task Nobody_sees_a_page_without_signing_in(string path)
    {
        await using var stage = await Stage.OpenAsync(company: false);
        var page = await stage.WindowAsync();

        await page.GotoAsync($"{stage.Portal}{path}");

        Assert.StartsWith(
            $"{stage.Portal}/signin?returnUrl={Uri.EscapeDataString(path)}",
            page.Url,
            StringComparison.Ordinal
        );
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(Stage stage, Guid application)
    {
        var caller = stage.Installation.Caller;
        var people = await stage.Installation.Directory.ListAsync(
            caller,
            Engine.Directory.ObjectKind.User,
            false,
            0,
            1,
            Ct
        );
        var groups = await stage.Installation.Directory.ListAsync(
            caller,
            Engine.Directory.ObjectKind.Group,
            false,
            0,
            1,
            Ct
        );
        return
        [
            "/home",
            "/applications",
            "/applications/gallery",
            $"/applications/{application}",
            $"/applications/{application}/properties",
            $"/applications/{application}/users",
            $"/applications/{application}/provisioning",
            $"/applications/{application}/mappings",
            $"/applications/{application}/mappings/users",
            $"/applications/{application}/mappings/groups",
            $"/applications/{application}/attributes/users",
            $"/applications/{application}/log",
            "/people",
            $"/people/{people[0].Id}",
            "/groups",
            $"/groups/{groups[0].Id}",
            "/logs",
            "/logs?entry=1",
            "/approvals",
            "/search?find=sal",
            "/settings",
            "/settings/administrators",
            "/settings/audit",
            "/settings/import",
        ];
    }

    /// <summary>What axe-core calls serious or critical, with the elements.</summary>
    private static async Task<IReadOnlyList<string>> ObstaclesAsync(IPage page, string axe)
    {
        await page.EvaluateAsync(axe);
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run({ resultTypes: ['violations'] })).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`)
            """
        );
        return [.. found.EnumerateArray().Select(o => o.GetString() ?? "")];
    }

    /// <summary>For people who look at pages; nothing reads them here.</summary>
    private static async Task PictureAsync(IPage page, int width, bool dark, string path)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "pages", $"{width}{(dark ? "-dark" : "")}");
        Directory.CreateDirectory(folder);
        var name = string.Join(
            '-',
            path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => !Guid.TryParse(s, out _))
        );
        if (path.Split('/').Any(s => Guid.TryParse(s, out _)))
            name += "-one";
        await page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(folder, $"{name.Replace('?', '-')}.png"), FullPage = true }
        );
    }
}
