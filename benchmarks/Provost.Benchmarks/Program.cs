using System.CommandLine;
using Provost.Benchmarks.Creating;
using Provost.Benchmarks.Graph;
using Provost.Benchmarks.Library;
using Provost.Benchmarks.Mapping;
using Provost.Benchmarks.Pages;
using Provost.Benchmarks.Server;

namespace Provost.Benchmarks;

/// <summary><c>./bench</c>: measures, prints a table, and keeps it in <c>benchmarks/results</c>.</summary>
internal static class Program
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Interleaved rounds of (a) and (c).",
        DefaultValueFactory = static _ => 5,
    };

    private static readonly Option<int> Users = new("--users")
    {
        Description = "Users of a round of (a), and stored for (e) and (f).",
        DefaultValueFactory = static _ => 100_000,
    };

    private static readonly Option<string?> Only = new("--only")
    {
        Description =
            "a: the engine beside a bare loop; b: the SCIM library; c: samples/ScimServer; "
            + "d: expressions and mappings; e: the Graph API; f: pages of the portal.",
    };

    private static readonly Option<bool> HeapLimit = new("--heap-limit")
    {
        Description = "With (a): one more cycle under a heap limit of 256 MB. On when everything is run.",
    };

    private static readonly Option<bool> EngineAlone = new("--engine-alone")
    {
        Description = "With (a): rounds of the engine without the loops beside it, for a profiler.",
    };

    private static readonly Option<string?> Results = new("--results")
    {
        Description = "The folder that the results are kept in; without it they are only printed.",
    };

    private static readonly Argument<string> File = new("file") { Description = "A prepared database." };

    private static Task<int> Main(string[] args)
    {
        Only.AcceptOnlyFromAmong("a", "b", "c", "d", "e", "f");
        var cycle = new Command("cycle", "One initial cycle over a prepared database, for --heap-limit.") { File };
        cycle.Hidden = true;
        cycle.SetAction((command, ct) => CreatingBenchmark.CycleAsync(command.GetRequiredValue(File), ct));
        var bench = new RootCommand("Measures Provost.")
        {
            Rounds,
            Users,
            Only,
            HeapLimit,
            EngineAlone,
            Results,
            cycle,
        };
        bench.SetAction(RunAsync);
        return bench.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken ct)
    {
        var only = command.GetValue(Only);
        var options = new BenchmarkOptions(
            command.GetValue(Rounds),
            command.GetValue(Users),
            only,
            command.GetValue(HeapLimit) || only is null,
            command.GetValue(EngineAlone)
        );
        var report = new Report(TimeProvider.System.GetLocalNow());
        Console.WriteLine(Report.Machine());
        Console.WriteLine();
        if (options.Has("a"))
            await CreatingBenchmark.RunAsync(options, report, ct);
        if (options.Has("b"))
            LibraryBenchmark.Run(report);
        if (options.Has("c"))
            await ServerBenchmark.RunAsync(options, report, ct);
        if (options.Has("d"))
            MappingBenchmark.Run(report);
        if (options.Has("e"))
            await GraphBenchmark.RunAsync(options, report, ct);
        if (options.Has("f"))
            await PagesBenchmark.RunAsync(options, report, ct);
        if (command.GetValue(Results) is { } folder)
            Console.WriteLine($"Kept in {await report.WriteAsync(folder, ct)}");
        return 0;
    }
}
