using System.Diagnostics;

namespace Provost.Benchmarks.Server;

/// <summary>(c) <c>samples/ScimServer</c> with few and with many users stored: two servers, asked in turn.</summary>
internal static class ServerBenchmark
{
    private const int Few = 2_000;
    private const int Many = 20_000;
    private const int Creations = 500;
    private const int Filters = 4_000;
    private const int Patches = 1_000;
    private const double MostGrowth = 1.2;

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("provost-bench-").FullName;
        try
        {
            await using var few = await StoredUsers.StartAsync(Path.Combine(folder, "few.db"), Few, ct);
            await using var many = await StoredUsers.StartAsync(Path.Combine(folder, "many.db"), Many, ct);
            StoredUsers[] servers = [few, many];
            foreach (var server in servers.Concat(servers))
                await RoundAsync(server, ct);

            var rounds = new List<Rates[]>();
            for (var round = 0; round < options.Rounds; round++)
                rounds.Add(await BothAsync(few, many, manyFirst: round % 2 == 1, ct));
            Write(report, rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Who is asked first changes from round to round, so that neither always gets the quieter moment.
    /// </summary>
    private static async Task<Rates[]> BothAsync(
        StoredUsers few,
        StoredUsers many,
        bool manyFirst,
        CancellationToken ct
    )
    {
        var first = await RoundAsync(manyFirst ? many : few, ct);
        var second = await RoundAsync(manyFirst ? few : many, ct);
        return manyFirst ? [second, first] : [first, second];
    }

    private static async Task<Rates> RoundAsync(StoredUsers server, CancellationToken ct)
    {
        var filters = await RateAsync(Filters, n => server.FindAsync(n, ct));
        var patches = await RateAsync(Patches, n => server.PatchAsync(n, ct));
        var creations = await RateAsync(Creations, n => server.CreateAsync(server.Count + n, ct));
        await server.ForgetAsync(server.Count, ct);
        return new Rates(creations, filters, patches);
    }

    private static async Task<double> RateAsync(int calls, Func<int, Task> call)
    {
        var since = Stopwatch.GetTimestamp();
        await StoredUsers.AtOnceAsync(calls, call);
        return calls / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static void Write(Report report, List<Rates[]> rounds)
    {
        report.Title($"(c) samples/ScimServer, requests a second, {StoredUsers.Concurrency} at once");
        report.Table(
            ["", $"{Few:N0} stored", $"{Many:N0} stored", "cost at many : at few"],
            [
                Row("create", rounds, r => r.Creations),
                Row("filter `userName eq`", rounds, r => r.Filters),
                Row("PATCH", rounds, r => r.Patches),
            ]
        );
        var growth = Growth(rounds, r => r.Filters).Median;
        report.Line($"ratio filter 20,000:2,000 {growth:F2} (at most {MostGrowth})\n");
    }

    private static string[] Row(string name, List<Rates[]> rounds, Func<Rates, double> of) =>
        [
            name,
            Spread.Of(rounds.Select(r => of(r[0]))).ToString(),
            Spread.Of(rounds.Select(r => of(r[1]))).ToString(),
            Growth(rounds, of).AsRatio(),
        ];

    private static Spread Growth(List<Rates[]> rounds, Func<Rates, double> of) =>
        Spread.Of(rounds.Select(r => of(r[0]) / of(r[1])));

    private sealed record Rates(double Creations, double Filters, double Patches);
}
