using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Provost.Chaos.Script;

namespace Provost.Chaos;

/// <summary>How a round ended.</summary>
internal sealed record Verdict(string Name, bool Equal, string Text, IReadOnlyList<string> Differences);

/// <summary>One round: a fresh installation, the steps of a scenario, healing, comparison.</summary>
internal sealed class Round(ChaosOptions options, Scenario scenario, TextWriter output)
{
    private const int MostStories = 12;

    private readonly List<string> _differences = [];
    private readonly ConcurrentDictionary<string, Lane> _lanes = [];
    private bool _compared;
    private double _before;
    private int _undone;

    public async Task<Verdict> RunAsync(CancellationToken ct)
    {
        var folder = Path.Combine(options.Folder, scenario.Name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        await using var world = await World.CreateAsync(options, scenario, folder, ct);
        await scenario.WriteAsync(Path.Combine(folder, "steps.txt"), ct);
        await StepsAsync(world, ct);
        await FinishLanesAsync(world, ct);
        if (!_compared)
            await CompareAsync(world, options.HealSeconds, ct);

        var equal = _differences.Count == 0;
        var text =
            $"{scenario.Name}: {(equal ? "equal" : "NOT EQUAL")} — {world.Tally.Acknowledged} operations acknowledged "
            + $"({world.Tally.Refused} refused, {world.Tally.Lost} read back), {world.Tally.Kills} kills, "
            + $"{world.Tally.Freezes} freezes, {world.Tally.Clocks} clock jumps, {world.Tally.Disks} full disks, "
            + $"{world.Own.Sum(t => t.Faults)} faults; "
            + $"{(_undone > 0 ? $"{_undone} steps left undone; " : "")}{Sizes(world)}; {world.Now:0} s";
        await output.WriteLineAsync(text);
        await File.WriteAllLinesAsync(Path.Combine(folder, "verdict.txt"), [text, .. _differences], ct);
        return new Verdict(scenario.Name, equal, text, _differences);
    }

    private async Task StepsAsync(World world, CancellationToken ct)
    {
        var operations = new Operations(world);
        var healing = new Healing(world, output);
        var timed = scenario.Steps.Where(s => s.At is not null).ToList();
        var began = world.Now;
        foreach (var step in scenario.Steps)
        {
            if (step.At is { } at)
            {
                await TellAsync(world, began + at, ct);
                Queue(world, operations, step, ct);
            }
            else if (timed.Count > 0 && step.Verb is "heal" or "compare")
            {
                await FinishLanesAsync(world, ct);
                await OneAsync(world, operations, healing, step, ct);
            }
            else
            {
                began = world.Now;
                await OneAsync(world, operations, healing, step, ct);
                (_before, began) = (began, world.Now);
            }
        }
    }

    private async Task OneAsync(World world, Operations operations, Healing healing, Step step, CancellationToken ct)
    {
        switch (step.Verb)
        {
            case "wait":
                await Task.Delay(TimeSpan.FromSeconds(Number(step.First)), ct);
                break;
            case "await":
                await AwaitAsync(world, step, ct);
                break;
            case "settle":
                await healing.SettleAsync(TimeSpan.FromSeconds(60), ct);
                break;
            case "heal":
                await healing.HealAsync(ct);
                await healing.RetryAsync(ct);
                break;
            case "compare":
                await CompareAsync(world, step["within"] is { } within ? Number(within) : options.HealSeconds, ct);
                break;
            case "kill" or "freeze" or "clock" or "fill":
                await ProcessAsync(world, step, ct);
                break;
            default:
                await operations.RunAsync(step, ct);
                break;
        }
    }

    /// <summary>
    /// <c>await app1 POST 3</c>: until the target has been asked that often since the step before this one began.
    /// </summary>
    private async Task AwaitAsync(World world, Step step, CancellationToken ct)
    {
        var target = world.OwnTarget(step.First) ?? throw new FormatException($"{step}: no target of the driver's own");
        var count = step.Words.Count > 2 ? int.Parse(step.Words[2], CultureInfo.InvariantCulture) : 1;
        var until = world.Now + 60;
        while (target.Seen(s => s.Method == step.Words[1] && s.At >= _before).Count < count && world.Now < until)
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
    }

    private static async Task ProcessAsync(World world, Step step, CancellationToken ct)
    {
        switch (step.Verb)
        {
            case "kill" when world.Options.Kills:
                world.Tally.Kills++;
                await world.Installation.KillAsync(ct);
                break;
            case "freeze" when world.Options.Kills:
                world.Tally.Freezes++;
                await world.Installation.FreezeAsync(Number(step.First), ct);
                break;
            case "clock" when Engine.Installation.HasClock:
                world.Tally.Clocks++;
                await world.Installation.TurnClockAsync((int)Number(step.First), ct);
                break;
            case "fill" when world.Installation.HasDisk:
                world.Tally.Disks++;
                await world.Installation.FillDiskAsync(ct);
                await Task.Delay(TimeSpan.FromSeconds(Number(step.First)), ct);
                world.Installation.FreeDisk();
                break;
        }
    }

    private void Queue(World world, Operations operations, Step step, CancellationToken ct)
    {
        var lane = _lanes.GetOrAdd(
            Operations.Lane(step),
            _ => new Lane(
                (s, stop) =>
                    s.Verb is "kill" or "freeze" or "clock" or "fill"
                        ? ProcessAsync(world, s, stop)
                        : operations.RunAsync(s, stop),
                ct
            )
        );
        lane.Steps.Writer.TryWrite(step);
    }

    /// <summary>
    /// What has not been done some seconds after the last step's time is left undone, on a slow machine for example;
    /// a step that was begun is brought to its end.
    /// </summary>
    private async Task FinishLanesAsync(World world, CancellationToken ct)
    {
        foreach (var lane in _lanes.Values)
            lane.Steps.Writer.TryComplete();
        var all = Task.WhenAll(_lanes.Values.Select(l => l.Done));
        for (var waited = 0; !all.IsCompleted; waited++)
        {
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(5), ct));
            ct.ThrowIfCancellationRequested();
            if (!all.IsCompleted)
                await LineAsync(world, $"waits for {string.Join(", ", Late())}");
            if (waited == 1)
                _undone += _lanes.Values.Sum(l => l.LeaveTheRest());
            foreach (var lane in _lanes.Where(l => waited > 1 && l.Key.StartsWith("demand", StringComparison.Ordinal)))
                lane.Value.Stop();
        }

        await all;
        _lanes.Clear();
    }

    private IEnumerable<string> Late() =>
        _lanes.Where(l => !l.Value.Done.IsCompleted).Select(l => $"{l.Key} ({l.Value.Steps.Reader.Count} steps)");

    private async Task CompareAsync(World world, double within, CancellationToken ct)
    {
        _compared = true;
        var healing = new Healing(world, output);
        await healing.HealAsync(ct);
        var found = await healing.UntilEqualAsync(within, ct);
        var aftermath = new Aftermath(world);
        found = found.Count == 0 ? await aftermath.CheckAsync(ct) : [.. found, .. await aftermath.UnforeseenAsync(ct)];
        var told = 0;
        foreach (var difference in found)
        {
            _differences.Add(difference.ToString());
            if (++told > MostStories)
                continue;
            await output.WriteLineAsync($"  {difference}");
            foreach (var line in await new Story(world).OfAsync(difference, ct))
            {
                _differences.Add($"    {line}");
                await output.WriteLineAsync($"    {line}");
            }
        }

        if (told > MostStories)
            await output.WriteLineAsync($"  … and {told - MostStories} more, in verdict.txt");
    }

    private double _told;

    private async Task TellAsync(World world, double until, CancellationToken ct)
    {
        while (world.Now < until)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(0.5, until - world.Now + 0.001)), ct);
            if (world.Now - _told < 8)
                continue;
            _told = world.Now;
            await LineAsync(world, "");
        }
    }

    private Task LineAsync(World world, string more) =>
        output.WriteLineAsync(
            $"  {scenario.Name} {world.Now, 5:0.0} s: {world.Tally.Acknowledged} operations, {world.Tally.Kills} kills, "
                + $"{world.Own.Sum(t => t.Faults)} faults {more}".TrimEnd()
        );

    private static string Sizes(World world)
    {
        var sizes = world.Installation.Sizes();
        return $"database {Megabytes("provost.db")}, WAL {Megabytes("provost.db-wal")}";

        string Megabytes(string file) => $"{sizes.GetValueOrDefault(file) / 1e6:0.0} MB";
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Steps that are done one after the other.</summary>
    private sealed class Lane
    {
        private readonly CancellationTokenSource _stop;
        private volatile bool _left;

        public Lane(Func<Step, CancellationToken, Task> run, CancellationToken ct)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            Done = Task.Run(() => RunAsync(run), CancellationToken.None);
        }

        public Channel<Step> Steps { get; } = Channel.CreateUnbounded<Step>();

        public Task Done { get; }

        /// <summary>No further step is begun; gives how many there were.</summary>
        public int LeaveTheRest()
        {
            _left = true;
            return Steps.Reader.Count;
        }

        /// <summary>Nobody waits for the answer any more.</summary>
        public void Stop() => _stop.Cancel();

        private async Task RunAsync(Func<Step, CancellationToken, Task> run)
        {
            try
            {
                await foreach (var step in Steps.Reader.ReadAllAsync(_stop.Token))
                {
                    if (!_left)
                        await run(step, _stop.Token);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // A run on demand takes as long as it takes.
            }
        }
    }
}
