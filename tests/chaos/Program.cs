using System.CommandLine;
using Provost.Chaos.Script;

namespace Provost.Chaos;

/// <summary>
/// Never twice, never lost: drives the real program with random operations while everything around it breaks, heals it,
/// and compares. <c>Provost.Chaos --provost provost.dll --seed 7</c>.
/// </summary>
internal static class Program
{
    private static readonly Option<string?> ProvostFile = new("--provost")
    {
        Description = "The program under test: provost.dll, or the folder that it is in.",
    };
    private static readonly Option<string?> SampleFile = new("--sample")
    {
        Description = "samples/ScimServer: ScimServer.dll; beside the driver's own build by default.",
    };
    private static readonly Option<int[]> Seed = new("--seed")
    {
        Description = "Seeds of rounds; several are run one after the other.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int> Rounds = new("--rounds") { Description = "That many rounds with fresh seeds." };
    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "Rounds until the time is over.",
    };
    private static readonly Option<double> RoundSeconds = new("--round-seconds")
    {
        Description = "Seconds of chaos in a round.",
        DefaultValueFactory = static _ => 40,
    };
    private static readonly Option<int> People = new("--people") { DefaultValueFactory = static _ => 120 };
    private static readonly Option<int> Groups = new("--groups") { DefaultValueFactory = static _ => 16 };
    private static readonly Option<int> Apps = new("--apps")
    {
        Description =
            "Applications; of three one is flat, one has nested groups, one is samples/ScimServer and deletes.",
        DefaultValueFactory = static _ => 3,
    };
    private static readonly Option<double> HealSeconds = new("--heal-seconds")
    {
        Description = "How long everything may take to become equal.",
        DefaultValueFactory = static _ => 150,
    };
    private static readonly Option<bool> NoKills = new("--no-kills")
    {
        Description = "Neither kills nor anything else that is done to the process.",
    };
    private static readonly Option<string[]> Without = new("--without")
    {
        Description = "Verbs that are left out of the seeds' steps, purge for example, to look for something else.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<bool> Shrink = new("--shrink")
    {
        Description = "Makes a failing seed a small script.",
    };
    private static readonly Option<int> Replays = new("--replays")
    {
        Description = "With --shrink: how often a smaller script is tried before it counts as equal.",
        DefaultValueFactory = static _ => 2,
    };
    private static readonly Option<string[]> Scripts = new("--script")
    {
        Description = "Replays files of steps.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "Where the data, the steps and the output of the rounds go.",
        DefaultValueFactory = static _ => Path.Combine(Path.GetTempPath(), "provost-chaos"),
    };

    private static Task<int> Main(string[] args)
    {
        var chaos = new RootCommand("Breaks everything around Provost, heals it, and compares.")
        {
            ProvostFile,
            SampleFile,
            Seed,
            Rounds,
            Minutes,
            RoundSeconds,
            People,
            Groups,
            Apps,
            HealSeconds,
            NoKills,
            Without,
            Shrink,
            Replays,
            Scripts,
            Folder,
        };
        chaos.SetAction(RunAsync);
        return chaos.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken ct)
    {
        var options = Read(parse);
        Say(options);
        var verdicts = new List<Verdict>();
        try
        {
            await foreach (var scenario in ScenariosAsync(parse, options, ct))
            {
                Console.WriteLine($"{scenario.Name}: {scenario.Steps.Count} steps");
                var verdict = await RoundAsync(options, scenario, ct);
                verdicts.Add(verdict);
                if (!verdict.Equal && parse.GetValue(Shrink))
                    await ShrinkAsync(parse, options, scenario, ct);
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
        }

        return Sum(verdicts);
    }

    private static int Sum(List<Verdict> verdicts)
    {
        Console.WriteLine();
        foreach (var verdict in verdicts)
            Console.WriteLine(verdict.Text);
        var equal = verdicts.Count(v => v.Equal);
        Console.WriteLine($"total: {verdicts.Count}");
        Console.WriteLine($"succeeded: {equal}");
        Console.WriteLine($"failed: {verdicts.Count - equal}");
        return equal == verdicts.Count && equal > 0 ? 0 : 1;
    }

    /// <summary>A round that the driver cannot bring to its end has failed.</summary>
    private static async Task<Verdict> RoundAsync(ChaosOptions options, Scenario scenario, CancellationToken ct)
    {
        try
        {
            return await new Round(options, scenario, Console.Out).RunAsync(ct);
        }
        catch (Exception broken) when (!ct.IsCancellationRequested)
        {
            Console.WriteLine(broken);
            return new Verdict(scenario.Name, false, $"{scenario.Name}: BROKEN — {broken.Message}", [broken.Message]);
        }
    }

    private static async IAsyncEnumerable<Scenario> ScenariosAsync(
        ParseResult parse,
        ChaosOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var file in parse.GetValue(Scripts) ?? [])
            yield return await Scenario.ReadAsync(file, ct);
        foreach (var seed in parse.GetValue(Seed) ?? [])
            yield return Plan.Of(seed, options);
        var fresh = new Random();
        for (var i = 0; i < parse.GetValue(Rounds); i++)
            yield return Plan.Of(fresh.Next(1_000_000), options);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began).TotalMinutes < parse.GetValue(Minutes))
            yield return Plan.Of(fresh.Next(1_000_000), options);
    }

    private static async Task ShrinkAsync(
        ParseResult parse,
        ChaosOptions options,
        Scenario failing,
        CancellationToken ct
    )
    {
        var quick = options with
        {
            HealSeconds = Math.Min(options.HealSeconds, 60),
            Folder = $"{options.Folder}-shrinking",
        };
        var number = 0;
        var small = await new Shrinking(
            async s =>
                !(
                    await RoundAsync(
                        quick,
                        s with
                        {
                            Name = $"{failing.Name} try {++number} ({s.Steps.Count} steps)",
                        },
                        ct
                    )
                ).Equal,
            parse.GetValue(Replays),
            TimeSpan.FromMinutes(60),
            TimeProvider.System
        ).RunAsync(failing);
        var file = Path.Combine(options.Folder, $"{failing.Name.Replace(' ', '-')}-small.txt");
        await small.WriteAsync(file, ct);
        Console.WriteLine($"{failing.Name}: {small.Steps.Count} of {failing.Steps.Count} steps are left: {file}");
    }

    private static ChaosOptions Read(ParseResult parse) =>
        new()
        {
            Program = FileOf(parse.GetValue(ProvostFile), "Provost.Server", "provost.dll"),
            Sample = FileOf(parse.GetValue(SampleFile), "ScimServer", "ScimServer.dll"),
            Seconds = parse.GetValue(RoundSeconds),
            People = parse.GetValue(People),
            Groups = parse.GetValue(Groups),
            Apps = parse.GetValue(Apps),
            HealSeconds = parse.GetValue(HealSeconds),
            Without = parse.GetValue(Without) ?? [],
            Kills = !parse.GetValue(NoKills),
            Folder = Path.GetFullPath(parse.GetRequiredValue(Folder)),
        };

    /// <summary>Projects are built side by side: artifacts/bin/PROJECT/release.</summary>
    private static string FileOf(string? given, string project, string file)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = given ?? Path.Combine(here.FullName, "..", "..", project, here.Name, file);
        path = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, file) : path);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there; build it first.");
    }

    private static void Say(ChaosOptions options)
    {
        Console.WriteLine($"Provost: {options.Program}");
        Console.WriteLine($"Folders: {options.Folder}");
        if (!Engine.Installation.HasClock)
            Console.WriteLine("The clock is not turned: faketime is not installed.");
    }
}
