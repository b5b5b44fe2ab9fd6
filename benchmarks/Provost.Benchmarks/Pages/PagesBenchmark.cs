using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Provost.Benchmarks.Creating;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Server.Authority;
using Provost.Server.Hosting;

namespace Provost.Benchmarks.Pages;

/// <summary>
/// (f) Pages of the portal over a large directory and a long log: from the request to the last byte of the page as it is
/// rendered first, with its data.
/// </summary>
internal sealed partial class PagesBenchmark : IAsyncDisposable
{
    private const int Entries = 1_000_000;
    private const int Times = 40;
    private const double MostMilliseconds = 300;
    private const string Password = "an instrument panel";

    private readonly string _folder;
    private readonly Installation _installation;
    private readonly Serving _serving;
    private readonly HttpClient _http = new();

    private PagesBenchmark(string folder, Installation installation, Serving serving) =>
        (_folder, _installation, _serving) = (folder, installation, serving);

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("provost-bench-").FullName;
        var installation = await Installation.OpenAsync(DataDirectory.Lock(folder), TimeProvider.System, ct);
        await FirstStart.RunAsync(installation, new FirstCredentials(null, null, null, Password), ct);
        var people = new ImportBatch([.. Enumerable.Range(0, options.Users).Select(People.Imported)], []);
        await installation.Directory.ImportAsync(installation.Caller, people, removeMissing: false, ct);
        var (application, job) = await Provisioning.AddAsync(
            installation,
            Gallery.Dialpad,
            null,
            new JobSettings(),
            ct
        );
        await FillLogAsync(Path.Combine(folder, "provost.db"), job.Number, ct);
        var begun = Stopwatch.GetTimestamp();
        var serving = await Serving.StartAsync(
            installation,
            new ServingOptions { Urls = [ListenAddress.Parse("http://127.0.0.1:0")] },
            TextWriter.Null,
            ct
        );
        var listening = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await using var benchmark = new PagesBenchmark(folder, installation, serving);
        await benchmark.MeasureAsync(application, options.Users, listening, report, ct);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _serving.DisposeAsync();
        await _installation.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Nine of ten entries are successes, as in a company where things work; every hundredth is a failure.</summary>
    private static async Task FillLogAsync(string file, long job, CancellationToken ct)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(ct);
        await using var fill = connection.CreateCommand();
        fill.CommandText = $$"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{Entries}})
            INSERT INTO provisioning_log (time, job_number, cycle_id, object_number, kind, source_id, name, target_id,
                action, status, code, duration, schema_version, body)
            SELECT @now - ({{Entries}} - i) * 10000000, @job, zeroblob(16), i % 100000 + 1, 1, NULL, 'Person ' || (i % 100000),
                'account-' || i, 2, CASE WHEN i % 100 = 0 THEN 1 WHEN i % 10 = 0 THEN 2 ELSE 0 END,
                CASE WHEN i % 100 = 0 THEN 'EntryConflict' WHEN i % 10 = 0 THEN 'RedundantExport' END, 12, 1, '{}'
            FROM n
            """;
        fill.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().UtcTicks);
        fill.Parameters.AddWithValue("@job", job);
        await fill.ExecuteNonQueryAsync(ct);
    }

    private async Task MeasureAsync(
        Application application,
        int users,
        double listening,
        Report report,
        CancellationToken ct
    )
    {
        var root = _serving.Addresses[0].TrimEnd('/');
        await SignInAsync(root, ct);
        var first = await TimeAsync(new Uri($"{root}/home"), ct);
        var person = (
            await _installation.Directory.ListAsync(_installation.Caller, ObjectKind.User, false, users / 2, 1, ct)
        )[0];
        string[] paths =
        [
            "/home",
            "/applications",
            "/applications/gallery",
            $"/applications/{application.Id}",
            $"/applications/{application.Id}/users",
            $"/applications/{application.Id}/provisioning",
            $"/applications/{application.Id}/mappings/users",
            "/people",
            "/people?find=Gra",
            $"/people/{person.Id}",
            "/groups",
            "/logs",
            "/logs?status=Failure",
            "/logs?who=Person%20777",
            "/logs?code=EntryConflict",
            "/logs?code=Nothing",
            "/logs?entry=500000",
            "/approvals",
            "/settings/audit",
        ];
        report.Title(
            $"(f) Pages of the portal, {users:N0} users and {Entries:N0} log entries, ms from request to last byte, {Times} times"
        );
        List<string[]> rows = [];
        var slowest = 0.0;
        foreach (var path in paths)
        {
            List<double> times = [];
            for (var time = 0; time < Times; time++)
                times.Add(await TimeAsync(new Uri(root + path), ct));
            times.Sort();
            slowest = Math.Max(slowest, times[Times * 95 / 100]);
            rows.Add([Short(path), Text(times[Times / 2]), Text(times[Times * 95 / 100])]);
        }

        report.Table(["page", "median", "p95"], rows);
        report.Line($"slowest page, p95: {Text(slowest)} ms (at most {MostMilliseconds:F0})");
        report.Line(
            $"listening {Text(listening)} s after the start (at most 4), the first page {Text(first / 1000)} s later (at most 1)\n"
        );
    }

    private async Task SignInAsync(string root, CancellationToken ct)
    {
        var page = await _http.GetStringAsync(new Uri($"{root}/signin"), ct);
        var token = System.Net.WebUtility.HtmlDecode(Antiforgery().Match(page).Groups["value"].Value);
        var tenant = (await _installation.Authority.TenantsAsync(ct))[0];
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["__RequestVerificationToken"] = token,
                ["username"] = FirstStart.Administrator(tenant),
                ["password"] = Password,
                ["returnUrl"] = "/settings",
            }
        );
        using var answer = await _http.PostAsync(new Uri($"{root}/signin"), form, ct);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<double> TimeAsync(Uri address, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        using var answer = await _http.GetAsync(address, ct);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(ct);
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static string Short(string path) =>
        string.Join('/', path.Split('/').Select(s => Guid.TryParse(s, out _) ? "{id}" : s));

    private static string Text(double number) => number.ToString("F1", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Antiforgery();
}
