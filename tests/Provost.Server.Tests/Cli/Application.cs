using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ScimServer;

namespace Provost.Server.Tests.Cli;

/// <summary>A SCIM application to provision into, and what it has.</summary>
internal sealed class Application : IAsyncDisposable
{
    public const string Token = "s3cr3t";

    /// <summary>What the demo calls an application that is not Dialpad.</summary>
    public const string Name = "SCIM application of your own";

    private readonly ScimServerHost _host;
    private readonly HttpClient _http = new();

    private Application(ScimServerHost host)
    {
        _host = host;
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public string TenantUrl => _host.BaseAddress.ToString();

    public static async Task<Application> StartAsync(params string[] quirks) =>
        new(
            await ScimServerHost.StartAsync(
                new ScimServerOptions { Token = Token, Quirks = quirks },
                TestContext.Current.CancellationToken
            )
        );

    /// <summary>With a client <c>provost</c>, whose secret is <see cref="Token"/>.</summary>
    public static async Task<Application> BehindOAuthAsync() =>
        new(
            await ScimServerHost.StartAsync(
                new ScimServerOptions
                {
                    Token = Token,
                    OAuth = new OAuthOptions { ClientSecrets = [Token] },
                },
                TestContext.Current.CancellationToken
            )
        );

    /// <summary>The code that comes when somebody agrees.</summary>
    public string Agree() => _host.Issuer?.Agree() ?? throw new InvalidOperationException("Started without an issuer.");

    public Uri TokenEndpoint => _host.TokenEndpoint;

    /// <summary>How many users a filter finds, all of them without one.</summary>
    public async Task<int> CountAsync(string? filter = null)
    {
        var query = filter is null ? "" : $"&filter={Uri.EscapeDataString(filter)}";
        var page = await _http.GetFromJsonAsync<JsonObject>(
            new Uri(_host.BaseAddress, $"Users?count=0{query}"),
            TestContext.Current.CancellationToken
        );
        return page?["totalResults"]?.GetValue<int>() ?? -1;
    }

    /// <summary>Waits until it has what the filter finds, for ten seconds at the most.</summary>
    public async Task<bool> HasAsync(string filter)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 200; i++)
        {
            if (await CountAsync(filter) > 0)
                return true;
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return false;
    }

    public async Task<HashSet<string>> UserNamesAsync()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var start = 1; ; start += 100)
        {
            var page = await _http.GetFromJsonAsync<JsonObject>(
                new Uri(_host.BaseAddress, $"Users?startIndex={start}&count=100&attributes=userName"),
                TestContext.Current.CancellationToken
            );
            var users = page?["Resources"]?.AsArray() ?? [];
            if (users.Count == 0)
                return names;
            foreach (var user in users)
                names.Add(user?["userName"]?.GetValue<string>() ?? "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _http.Dispose();
    }
}
