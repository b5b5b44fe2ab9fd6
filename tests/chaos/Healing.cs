namespace Provost.Chaos;

/// <summary>Ends all faults, and waits until the program has done what there is to do.</summary>
internal sealed class Healing(World world, TextWriter output)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Faults off, clock right, disk free, every job started.</summary>
    public async Task HealAsync(CancellationToken ct)
    {
        if (world.Installation.HasDisk)
            world.Installation.FreeDisk();
        if (Engine.Installation.HasClock)
            await world.Installation.TurnClockAsync(0, ct);
        foreach (var app in world.Apps.Values)
        {
            await app.Target.HealAsync(ct);
            await world.Graph.AskAsync("POST", $"{app.JobPath}/start", null, ct);
        }
    }

    /// <summary>
    /// The differences that stay: compared until there are none, or the time is over. Failures are tried again, as an
    /// administrator would.
    /// </summary>
    public async Task<IReadOnlyList<Difference>> UntilEqualAsync(double within, CancellationToken ct)
    {
        var until = world.Now + within;
        var retry = world.Now + 5;
        while (true)
        {
            await Task.Delay(Look, ct);
            var found = await new Comparison(world).AccountsAsync(ct);
            var idle = await IdleAsync(ct);
            if (found.Count == 0 && idle)
                found = await new Comparison(world).EverythingAsync(ct);
            if (found.Count == 0 && idle)
                return found;
            if (world.Now > until)
                return await StuckAsync(await new Comparison(world).EverythingAsync(ct), ct);
            if (world.Now < retry)
                continue;
            retry = world.Now + 15;
            await output.WriteLineAsync(
                $"  {world.Scenario.Name} {world.Now, 5:0.0} s: heals, {found.Count} differences"
            );
            await RetryAsync(ct);
        }
    }

    /// <summary>Until nothing runs and nothing comes any more.</summary>
    public async Task SettleAsync(TimeSpan atMost, CancellationToken ct)
    {
        var until = world.Now + atMost.TotalSeconds;
        for (var quiet = 0; quiet < 3 && world.Now < until; )
        {
            await Task.Delay(Look, ct);
            quiet = await IdleAsync(ct) ? quiet + 1 : 0;
        }
    }

    public async Task RetryAsync(CancellationToken ct)
    {
        foreach (var app in world.Apps.Values)
        {
            // A quarantine that began after the healing, by a failure from before it.
            var job = await world.Graph.GetAsync(app.JobPath, ct);
            if (job.Json?["status"]?["quarantine"] is not null)
                await world.Graph.AskAsync("POST", $"{app.JobPath}/start", null, ct);
            await world.Installation.CommandAsync(ct, "escrow", "retry", app.Name, "--all");
        }
    }

    /// <summary>No cycle runs, and no request is under way.</summary>
    private async Task<bool> IdleAsync(CancellationToken ct)
    {
        foreach (var app in world.Apps.Values)
        {
            if (!app.Target.IsQuiet)
                return false;
            var job = await world.Graph.GetAsync(app.JobPath, ct);
            if (job.Json?["status"]?["progress"]?.AsArray().Count > 0)
                return false;
        }

        return true;
    }

    /// <summary>Says how each job stands that has something left to do.</summary>
    private async Task<IReadOnlyList<Difference>> StuckAsync(IReadOnlyList<Difference> found, CancellationToken ct)
    {
        var all = found.ToList();
        foreach (var name in found.Select(d => d.App).Where(a => world.Apps.ContainsKey(a)).Distinct())
        {
            var (_, status) = await world.Installation.CommandAsync(ct, "apps", "status", name);
            all.Add(new Difference(name, null, $"how the job stands:\n{status.TrimEnd()}"));
        }

        return all;
    }
}
