using System.Globalization;
using Provost.Engine.Applications;
using Provost.Storage.Sqlite;

namespace Provost.Benchmarks.Creating;

/// <summary>
/// (a) The engine's initial cycle into a sink in another process, beside bare loops that post the same bodies.
/// </summary>
internal sealed class CreatingBenchmark : IAsyncDisposable
{
    private const int WarmUp = 50_000;
    private const double MostRequests = 1.01;

    private readonly BenchmarkOptions _options;
    private readonly SinkProcess _sink;
    private readonly string _folder;
    private readonly PlainLoop _plain;
    private readonly TunedLoop _tuned;
    private readonly List<Measured> _plainRuns = [];
    private readonly List<Measured> _tunedRuns = [];
    private readonly List<Measured> _engineRuns = [];
    private readonly List<double> _toPlain = [];
    private readonly List<double> _toTuned = [];
    private double _requests;

    private CreatingBenchmark(BenchmarkOptions options, SinkProcess sink)
    {
        (_options, _sink) = (options, sink);
        _folder = Directory.CreateTempSubdirectory("provost-bench-").FullName;
        _plain = new PlainLoop(sink.Address, Gallery.Scim.Profile.Concurrency);
        _tuned = new TunedLoop(sink.Address, Gallery.Scim.Profile.Concurrency);
    }

    private string Prepared => Path.Combine(_folder, "prepared.db");

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken ct)
    {
        var sink = await SinkProcess.StartAsync(ct);
        await using var benchmark = new CreatingBenchmark(options, sink);
        await Company.PrepareAsync(benchmark.Prepared, options.Users, sink.Address, ct);
        for (var warmed = 0; warmed < WarmUp; warmed += options.Users)
            await benchmark.RoundAsync(count: false, ct);
        if (options.EngineAlone)
        {
            await benchmark.EngineAloneAsync(report, ct);
            return;
        }

        for (var round = 0; round < options.Rounds; round++)
            await benchmark.RoundAsync(count: true, ct);
        benchmark.Write(report);
        if (options.HeapLimit)
            await benchmark.CycleInLittleMemoryAsync(report, ct);
    }

    public async ValueTask DisposeAsync()
    {
        _plain.Dispose();
        await _tuned.DisposeAsync();
        await _sink.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>For a profiler: nothing else is in the picture.</summary>
    private async Task EngineAloneAsync(Report report, CancellationToken ct)
    {
        for (var round = 0; round < _options.Rounds; round++)
            _engineRuns.Add(await EngineAsync(ct));
        report.Table(Heads, [Row("engine", _engineRuns)]);
    }

    /// <summary>The loops run before and after the engine, so that a machine that slows down slows both.</summary>
    private async Task RoundAsync(bool count, CancellationToken ct)
    {
        var users = _options.Users;
        var plain = await MeasureAsync(() => _plain.RunAsync(users, ct), ct);
        var tuned = await MeasureAsync(() => _tuned.RunAsync(users, ct), ct);
        var engine = await EngineAsync(ct);
        var tunedAgain = await MeasureAsync(() => _tuned.RunAsync(users, ct), ct);
        var plainAgain = await MeasureAsync(() => _plain.RunAsync(users, ct), ct);
        if (!count)
            return;

        _plainRuns.AddRange([plain, plainAgain]);
        _tunedRuns.AddRange([tuned, tunedAgain]);
        _engineRuns.Add(engine);
        _toPlain.Add(engine.Rate / ((plain.Rate + plainAgain.Rate) / 2));
        _toTuned.Add(engine.Rate / ((tuned.Rate + tunedAgain.Rate) / 2));
        await Console.Error.WriteLineAsync(
            $"  plain {plain.Rate:N0} and {plainAgain.Rate:N0}, tuned {tuned.Rate:N0} and {tunedAgain.Rate:N0}, "
                + $"engine {engine.Rate:N0} users/s, ratio {_toPlain[^1]:F2}"
        );
    }

    private async Task<Measured> EngineAsync(CancellationToken ct)
    {
        var file = Path.Combine(_folder, "round.db");
        File.Copy(Prepared, file, overwrite: true);
        Measured measured;
        await using (var database = SqliteDatabase.Open(file))
        {
            measured = await MeasureAsync(
                async () =>
                {
                    var report = await Company.CycleAsync(database, ct);
                    _requests = Math.Max(_requests, (double)report.Requests / _options.Users);
                },
                ct
            );
            Company.Check(database, _options.Users);
        }

        File.Delete(file);
        return measured;
    }

    /// <summary>Every run has to send as many bodies as there are users, and the same bytes as every other.</summary>
    private async Task<Measured> MeasureAsync(Func<Task> run, CancellationToken ct)
    {
        var before = await _sink.CountsAsync(ct);
        var measured = await Measured.OfAsync(_options.Users, _sink, run);
        var came = await _sink.CountsAsync(ct) - before;
        _bytes ??= came.Bytes;
        return came.Posts == _options.Users && came.Bytes == _bytes
            ? measured
            : throw new InvalidOperationException(
                $"{came.Posts} posts with {came.Bytes} bytes reached the sink, not {_options.Users} with {_bytes}."
            );
    }

    private long? _bytes;

    private void Write(Report report)
    {
        var ratio = Spread.Of(_toPlain);
        report.Title(
            $"(a) Initial cycle of {_options.Users:N0} users into a sink, {_options.Rounds} interleaved rounds, "
                + "SQLite synchronous=FULL"
        );
        report.Table(
            Heads,
            [Row("engine", _engineRuns), Row("plain HttpClient loop", _plainRuns), Row("tuned loop", _tunedRuns)]
        );
        report.Line($"ratio engine:bare {ratio.Median:F2} ({ratio.Min:F2}-{ratio.Max:F2} in {_toPlain.Count} rounds)");
        report.Line($"ratio engine:tuned {Spread.Of(_toTuned).AsRatio()}");
        report.Line($"requests a created user {_requests:F4} (at most {MostRequests})");
        report.Line(
            $"checked after every round: {_options.Users:N0} posts of the same "
                + $"{_bytes / _options.Users} bytes on average, "
                + "links and log entries; no open intent, backlog or escrow\n"
        );
        if (_requests > MostRequests)
            throw new InvalidOperationException($"{_requests} requests a created user.");
    }

    private static string[] Heads =>
        [
            "",
            "users/s median (min-max)",
            "client us/user (own+kernel)",
            "sink us/user",
            "allocated KB/user",
            "GC us/user",
        ];

    private static string[] Row(string name, List<Measured> runs) =>
        [
            name,
            Spread.Of(runs.Select(r => r.Rate)).ToString(),
            Measured.Cost(runs, r => r.Client),
            Measured.Cost(runs, r => r.Sink),
            $"{runs.Average(r => r.Allocated / 1024.0 / r.Users):F1}",
            $"{runs.Average(r => r.Paused.TotalMicroseconds / r.Users):F1}",
        ];

    /// <summary>The same cycle in a process whose managed heap may not pass 256 MB.</summary>
    private async Task CycleInLittleMemoryAsync(Report report, CancellationToken ct)
    {
        var file = Path.Combine(_folder, "little.db");
        File.Copy(Prepared, file);
        var printed = await Child.RunAsync(
            "Provost.Benchmarks",
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x10000000" },
            ct,
            "cycle",
            file
        );
        report.Line($"{printed} under a heap limit of 256 MB (DOTNET_GCHeapHardLimit=0x10000000)\n");
    }

    /// <summary>What the process with the limit does.</summary>
    public static async Task<int> CycleAsync(string file, CancellationToken ct)
    {
        await using var database = SqliteDatabase.Open(file);
        var report = await Company.CycleAsync(database, ct);
        Company.Check(database, (int)report.Users.Created);
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        var peak = System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        await Console.Out.WriteLineAsync(
            string.Create(
                    CultureInfo.InvariantCulture,
                    $"initial cycle of {report.Users.Created:N0} users: completed in {report.Took.TotalSeconds:F1} s, "
                        + $"heap limit seen {limit} MB, peak resident {peak} MB,"
                )
                .AsMemory(),
            ct
        );
        return 0;
    }
}
