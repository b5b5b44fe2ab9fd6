using System.Collections.Concurrent;
using System.Threading.Channels;
using Provost.Engine;
using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;

namespace Provost.Server.Hosting;

/// <summary>
/// Keeps all jobs going: a change of the directory wakes them at once, a sweep every two seconds finds what no wake-up
/// told of (retries that are due, another process's changes). Every job has its own turn; a slow target holds up nobody
/// else.
/// </summary>
internal sealed class JobLoop(Installation installation, TextWriter messages)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, Turn> _turns = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <param name="stop">
    /// Ends the loop: running cycles bring what is under way to its end, the rest stays in the backlog.
    /// </param>
    public async Task RunAsync(CancellationToken stop)
    {
        installation.Directory.Changed += Wake;
        await using var sweep = installation.Time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, SweepEvery);
        try
        {
            await foreach (var _ in _wake.Reader.ReadAllAsync(stop))
                await SweepAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(_turns.Values.Select(t => t.Running));
        }
        finally
        {
            installation.Directory.Changed -= Wake;
        }
    }

    /// <summary>Waits until a job has done everything that there is to do now.</summary>
    public async Task SettledAsync(Guid applicationId, CancellationToken ct)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100), installation.Time);
        do
        {
            Wake();
            var job = await installation.Jobs.FindAsync(applicationId, ct);
            if (job is null or { State: JobState.Quarantine or JobState.Paused })
                throw new EngineException($"The job does not run: {job?.StateReason ?? "it is paused"}.");
            var running = _turns.TryGetValue(job.Number, out var turn) && !turn.Running.IsCompleted;
            if (!running && !await installation.Jobs.HasWorkAsync(job, installation.Time.GetUtcNow(), ct))
                return;
        } while (await look.WaitForNextTickAsync(ct));
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task SweepAsync(CancellationToken stop)
    {
        var now = installation.Time.GetUtcNow();
        foreach (var job in await installation.Jobs.JobsAsync(stop))
        {
            var turn = _turns.GetOrAdd(job.Number, static _ => new Turn());
            if (job.State == JobState.Active && turn.Quarantined)
                turn.Forgive();
            if (job.State == JobState.Paused || !turn.Running.IsCompleted || now < turn.NotBefore)
                continue;
            if (await installation.Jobs.HasWorkAsync(job, now, stop))
                turn.Running = RunAsync(job, turn, stop);
        }
    }

    private async Task RunAsync(SynchronizationJob job, Turn turn, CancellationToken stop)
    {
        var began = installation.Time.GetUtcNow();
        try
        {
            var end = await installation.Runner.RunAsync(job, _ => { }, stop, CancellationToken.None);
            turn.Quarantined = end is CycleEnd.Stopped;
            turn.Failures = turn.Quarantined ? turn.Failures + 1 : 0;
            turn.NotBefore = turn.Quarantined ? began + Pause(turn.Failures) : began + job.Settings.Interval;
            if (end is CycleEnd.Stopped stopped && turn.Failures == 1)
                await messages.WriteLineAsync($"provost: {job.Id} is in quarantine: {stopped.Code}: {stopped.Detail}");
        }
#pragma warning disable CA1031 // The host: whatever one job meets, the others go on, and it is tried again.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            turn.Failures++;
            turn.NotBefore = began + Pause(turn.Failures);
            var what = unexpected is EngineException ? unexpected.Message : unexpected.ToString();
            await messages.WriteLineAsync($"provost: {job.Id}: {what}");
        }

        // What came in meanwhile is looked for at once: no wake-up is lost between the end of a cycle and this line.
        Wake();
    }

    /// <summary>
    /// 10 seconds after the first failure, twice as long after each further one, an hour at the most.
    /// </summary>
    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromSeconds(Math.Min(10 * Math.Pow(2, Math.Min(failures - 1, 20)), LongestPause.TotalSeconds));

    private sealed class Turn
    {
        public Task Running { get; set; } = Task.CompletedTask;

        public DateTimeOffset NotBefore { get; set; }

        public int Failures { get; set; }

        public bool Quarantined { get; set; }

        /// <summary>
        /// Somebody started the job again: the pause that its failures had earned is over (ENT-CYC-17).
        /// </summary>
        public void Forgive() => (Failures, NotBefore, Quarantined) = (0, default, false);
    }
}
