using Dialpad;
using Dialpad.Cli;
using Microsoft.Playwright;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Ldif;
using Provost.Server.Authority;
using Provost.Server.Hosting;

namespace Provost.Browser.Tests;

/// <summary>
/// Provost and the stand-in on free ports over new data, and Debian's Chromium, which is told when a page asks another
/// host for anything or has something to complain of.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string Admin = "admin@contoso.example";
    public const string Password = "an instrument panel";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder;
    private Serving _serving;
    private readonly DialpadHost _dialpad;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _complaints = [];
    private int _keys;

    private Stage(
        string folder,
        Installation installation,
        Serving serving,
        DialpadHost dialpad,
        IPlaywright playwright,
        IBrowser browser
    ) =>
        (_folder, Installation, _serving, _dialpad, _playwright, _browser) = (
            folder,
            installation,
            serving,
            dialpad,
            playwright,
            browser
        );

    public Installation Installation { get; private set; }

    /// <summary>The portal, without a slash at the end.</summary>
    public string Portal =>
        $"http://localhost:{new Uri(_serving.Addresses.Single(a => a.StartsWith("http:", StringComparison.Ordinal))).Port}";

    /// <summary>The address that applications send people to, on another host than the stand-in's.</summary>
    public string Canonical => _serving.PublicUrl.Canonical.TrimEnd('/');

    public string Dialpad => $"http://localhost:{_dialpad.BaseAddress.Port}";

    /// <summary>Requests to other hosts, and what the browser's console says is wrong.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <param name="company">Import the sample company.</param>
    public static async Task<Stage> OpenAsync(bool company = true)
    {
        var folder = Directory.CreateTempSubdirectory("provost-browser-").FullName;
        var data = Path.Combine(folder, "provost");
        var installation = await Installation.OpenAsync(DataDirectory.Lock(data), TimeProvider.System, Ct);
        installation.AllowPrivateTargets = true;
        var options = new ServingOptions
        {
            Urls = [ListenAddress.Parse("http://127.0.0.1:0"), ListenAddress.Parse("https://localhost:0")],
        };
        var serving = await Serving.StartAsync(installation, options, Console.Out, Ct);
        await FirstStart.RunAsync(installation, new FirstCredentials(null, null, null, Password), Ct);
        if (company)
        {
            await using var people = SampleCompany.Open();
            await installation.Directory.ImportAsync(installation.Caller, LdifReader.Read(people), false, Ct);
        }

        var port = FreePort();
        var (registration, secret) = await Registering.RegisterAsync(
            installation,
            installation.Caller,
            "Dialpad",
            Gallery.Dialpad,
            [$"http://localhost:{port}/signin-oidc"],
            isMultiTenant: true,
            Ct
        );
        var dialpad = await DialpadHost.StartAsync(
            new DialpadOptions
            {
                DataDirectory = Path.Combine(folder, "dialpad"),
                Url = $"http://localhost:{port}",
                RateLimit = 0,
                WorkAccounts = new WorkAccounts(
                    new Uri(serving.PublicUrl.Canonical),
                    registration.AppId.ToString(),
                    secret,
                    installation.Data.DevelopmentCa
                ),
            },
            Ct
        );
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] }
        );
        return new Stage(folder, installation, serving, dialpad, playwright, browser);
    }

    /// <summary>A new window without cookies.</summary>
    public async Task<IPage> WindowAsync(int width = 1280, bool dark = false)
    {
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 860 },
                // Chromium has no option for one more authority; the test that signs in over https checks it.
                IgnoreHTTPSErrors = true,
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                Permissions = ["clipboard-read", "clipboard-write"],
            }
        );
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.Request += (_, request) => Note(IsOutside(request.Url) ? $"outside: {request.Url}" : null);
        page.Console += (_, said) =>
            Note(
                said.Type is "error" && !said.Text.Contains("status of 4", StringComparison.Ordinal) ? said.Text : null
            );
        return page;
    }

    public async Task<IPage> SignedInAsync(int width = 1280, bool dark = false)
    {
        var page = await WindowAsync(width, dark);
        await page.GotoAsync($"{Portal}/home");
        await SignInAsync(page);
        await ReadyAsync(page);
        return page;
    }

    public static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("User name").FillAsync(Admin);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Opens a page of the portal and waits until it answers to clicks.</summary>
    public async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync($"{Portal}{path}");
        await ReadyAsync(page);
    }

    /// <summary>Ends Provost and starts it again, on the same data and the same ports.</summary>
    public async Task RestartAsync()
    {
        ListenAddress[] urls = [.. _serving.Addresses.Select(ListenAddress.Parse)];
        var data = Installation.Data.FullPath;
        await _serving.DisposeAsync();
        await Installation.DisposeAsync();
        Installation = await Installation.OpenAsync(DataDirectory.Lock(data), TimeProvider.System, Ct);
        Installation.AllowPrivateTargets = true;
        _serving = await Serving.StartAsync(Installation, new ServingOptions { Urls = urls }, Console.Out, Ct);
    }

    /// <summary>A key of the stand-in's company.</summary>
    public async Task<string> NewKeyAsync()
    {
        var said = await DialpadAsync("keys", "add", $"key {++_keys}");
        return said.TrimEnd().Split('\n')[^1].Trim();
    }

    public async Task RevokeKeysAsync()
    {
        for (var key = 1; key <= _keys; key++)
            await DialpadAsync("keys", "revoke", $"key {key}");
    }

    /// <summary>Somebody who is in Dialpad already, made over its SCIM with a key of her company.</summary>
    public async Task AddDialpadUserAsync(string userName, string givenName, string familyName)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", await NewKeyAsync());
        using var body = new StringContent(
            $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}","active":true,
             "name":{"givenName":"{{givenName}}","familyName":"{{familyName}}"},
             "emails":[{"value":"{{userName}}","type":"work","primary":true}]}
            """,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/scim+json")
        );
        using var answer = await http.PostAsync(new Uri($"{Dialpad}/scim/Users"), body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private async Task<string> DialpadAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var data = Path.Combine(_folder, "dialpad");
        var exit = await new CommandLine(TimeProvider.System).RunAsync(
            [.. arguments, "--data", data],
            output,
            error,
            Ct
        );
        Assert.True(exit == 0, error.ToString());
        return output.ToString();
    }

    public static Task ReadyAsync(IPage page) => page.Locator("[data-ready=yes]").WaitForAsync();

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _dialpad.DisposeAsync();
        await _serving.DisposeAsync();
        await Installation.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Note(string? complaint)
    {
        lock (_complaints)
        {
            if (complaint is not null)
                _complaints.Add(complaint);
        }
    }

    private static bool IsOutside(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && !uri.IsLoopback;

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
