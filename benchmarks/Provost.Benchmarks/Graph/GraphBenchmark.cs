using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Provost.Benchmarks.Creating;
using Provost.Engine.Directory;
using Provost.Server.Authority;
using Provost.Server.Hosting;

namespace Provost.Benchmarks.Graph;

/// <summary>
/// (e) The management API: pages of a large directory at a fixed load beside the same bytes prebuilt, and how many
/// tokens are given out.
/// </summary>
internal sealed class GraphBenchmark : IAsyncDisposable
{
    private const int Clients = 20;
    private const int PerSecond = 100;
    private const int RequestsARound = 2_000;
    private const int Tokens = 4_000;
    private const int TokensAtOnce = 8;
    private const double MostTimes = 3;
    private const double FewestTokens = 200;
    private const string Secret = "measured";

    private static readonly Guid AppId = Guid.Parse("11111111-2222-3333-4444-555555555555");

    private readonly string _folder;
    private readonly Installation _installation;
    private readonly Serving _serving;
    private readonly Prebuilt _prebuilt;
    private readonly HttpClient _http = new();

    private GraphBenchmark(string folder, Installation installation, Serving serving, Prebuilt prebuilt) =>
        (_folder, _installation, _serving, _prebuilt) = (folder, installation, serving, prebuilt);

    private string Api => _serving.Addresses[0];

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken ct)
    {
        await using var benchmark = await StartAsync(options.Users, ct);
        await benchmark.MeasureAsync(options, report, ct);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _prebuilt.DisposeAsync();
        await _serving.DisposeAsync();
        await _installation.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<GraphBenchmark> StartAsync(int users, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("provost-bench-").FullName;
        var installation = await Installation.OpenAsync(DataDirectory.Lock(folder), TimeProvider.System, ct);
        await FirstStart.RunAsync(installation, new FirstCredentials(null, AppId, Secret, Secret), ct);
        var people = new ImportBatch([.. Enumerable.Range(0, users).Select(People.Imported)], []);
        await installation.Directory.ImportAsync(installation.Caller, people, removeMissing: false, ct);
        var options = new ServingOptions { Urls = [ListenAddress.Parse("http://127.0.0.1:0")] };
        var serving = await Serving.StartAsync(installation, options, TextWriter.Null, ct);
        return new GraphBenchmark(folder, installation, serving, await Prebuilt.StartAsync(serving.AccessTokens, ct));
    }

    private async Task MeasureAsync(BenchmarkOptions options, Report report, CancellationToken ct)
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(ct));
        var list = new Page("list of 100 users", new Uri($"{Api}/v1.0/users?$top=100"));
        var first = await _http.GetByteArrayAsync(new Uri($"{Api}/v1.0/users/delta?$top=200"), ct);
        var delta = new Page("delta page of 200", new Uri(NextLink(first)));
        report.Title(
            $"(e) Graph API, {options.Users:N0} users stored, {Clients} clients, {PerSecond} requests a second, p95 in ms"
        );
        List<(Page Page, Spread Times)> pages = [];
        List<string[]> rows = [];
        foreach (var page in new[] { list, delta })
        {
            var (row, times) = await MeasureAsync(page, options.Rounds, ct);
            rows.Add(row);
            pages.Add((page, times));
        }

        report.Table(["", "bytes", "API", "prebuilt", "API : prebuilt"], rows);
        foreach (var (page, times) in pages)
            report.Line($"ratio {page.Name}:prebuilt {times.Median:F2} (at most {MostTimes:F0})");
        var rates = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
            rates.Add(await TokensAsync(ct));
        report.Line($"tokens a second {Spread.Of(rates)}, {TokensAtOnce} at once (at least {FewestTokens:F0})\n");
    }

    /// <summary>Rounds of the API and of the prebuilt bytes in turn, so that both meet the same machine.</summary>
    private async Task<(string[] Row, Spread Times)> MeasureAsync(Page page, int rounds, CancellationToken ct)
    {
        var body = await _http.GetByteArrayAsync(page.Address, ct);
        var kept = _prebuilt.Keep(body);
        List<double> api = [];
        List<double> prebuilt = [];
        await RoundAsync(page.Address, ct);
        await RoundAsync(kept, ct);
        for (var round = 0; round < rounds; round++)
        {
            api.Add(await RoundAsync(page.Address, ct));
            prebuilt.Add(await RoundAsync(kept, ct));
        }

        var times = Spread.Of(api.Zip(prebuilt, static (a, p) => a / p));
        return (
            [page.Name, $"{body.Length:N0}", Spread.Of(api).AsRatio(), Spread.Of(prebuilt).AsRatio(), times.AsRatio()],
            times
        );
    }

    /// <summary>
    /// The 95th percentile in milliseconds. Each client asks at instants fixed beforehand, and a late answer counts
    /// from the instant at which it should have been asked for.
    /// </summary>
    private async Task<double> RoundAsync(Uri address, CancellationToken ct)
    {
        var latencies = new double[RequestsARound];
        var begin = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(ClientAsync));
        Array.Sort(latencies);
        return latencies[RequestsARound * 95 / 100];

        async Task ClientAsync(int client)
        {
            for (var number = client; number < RequestsARound; number += Clients)
            {
                var due = begin + (Stopwatch.Frequency * number / PerSecond);
                var asked = await UntilAsync(due, ct);
                await _http.GetByteArrayAsync(address, ct);
                latencies[number] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        }
    }

    /// <summary>
    /// When the request counts from: the instant that it was due, or now where the timer woke late, which is no fault
    /// of the server's.
    /// </summary>
    private static async Task<long> UntilAsync(long due, CancellationToken ct)
    {
        if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is not { Ticks: > 0 } wait)
            return due;
        await Task.Delay(wait, ct);
        return Stopwatch.GetTimestamp();
    }

    private async Task<double> TokensAsync(CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            Tokens,
            new ParallelOptions { MaxDegreeOfParallelism = TokensAtOnce, CancellationToken = ct },
            async (_, stop) => await TokenAsync(stop)
        );
        return Tokens / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private async Task<string> TokenAsync(CancellationToken ct)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = $"{AppId}",
            ["client_secret"] = Secret,
            ["scope"] = "https://graph.microsoft.com/.default",
        };
        using var content = new FormUrlEncodedContent(form);
        var endpoint = new Uri($"{Api}/{_installation.Caller.TenantId}/oauth2/v2.0/token");
        using var answer = await _http.PostAsync(endpoint, content, ct);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
        return body.RootElement.GetProperty("access_token").GetString() ?? throw new InvalidOperationException("None.");
    }

    private static string NextLink(byte[] body)
    {
        using var page = JsonDocument.Parse(body);
        return page.RootElement.GetProperty("@odata.nextLink").GetString()
            ?? throw new InvalidOperationException("None.");
    }

    private sealed record Page(string Name, Uri Address);
}
