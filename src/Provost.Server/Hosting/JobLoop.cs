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
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromMinutes(10);
    private const int PurgedAtOnce = 1000;

    private readonly ConcurrentDictionary<long, Turn> _turns = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private DateTimeOffset _nextPurge;

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
            if (job is null or { State: JobState.Paused } or { Quarantine.IsSlowedDown: true })
                throw new EngineException($"The job does not run: {job?.StateReason ?? "it is paused"}.");
            var running = _turns.TryGetValue(job.Number, out var turn) && !turn.Running.IsCompleted;
            if (
                !running
                && !await installation.Jobs.HasWorkAsync(job, installation.Time.GetUtcNow(), ct)
                && await installation.Runner.UnsettledUntilAsync(job, ct) is null
            )
                return;
        } while (await look.WaitForNextTickAsync(ct));
    }

    /// <summary>How far the cycle of a job is, and when that was seen; null where none runs.</summary>
    public (CycleReport Report, DateTimeOffset At)? Progress(long jobNumber) =>
        _turns.TryGetValue(jobNumber, out var turn) ? turn.Progress : null;

    /// <summary>Stops the cycle of a job, if one runs, and returns when it has ended.</summary>
    public async Task StopCycleAsync(long jobNumber, CancellationToken ct)
    {
        if (!_turns.TryGetValue(jobNumber, out var turn))
            return;
        turn.Stop();
        await turn.Running.WaitAsync(ct);
    }

    /// <summary>
    /// Runs a job for named objects now: a cycle that runs is stopped within seconds, and goes on afterwards.
    /// </summary>
    public async Task<CycleEnd> OnDemandAsync(SynchronizationJob job, CancellationToken ct)
    {
        var turn = _turns.GetOrAdd(job.Number, static _ => new Turn());
        await turn.Alone.WaitAsync(ct);
        try
        {
            turn.Stop();
            await turn.Running.WaitAsync(ct);
            return await installation.Runner.RunAsync(job, _ => { }, ct, CancellationToken.None);
        }
        finally
        {
            turn.Alone.Release();
            Wake();
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Whatever was deleted 30 days ago goes, a thousand at a time, which wakes the jobs by itself.</summary>
    private async Task PurgeAsync(DateTimeOffset now, CancellationToken stop)
    {
        if (now < _nextPurge)
            return;
        await installation.Applications.PurgeExpiredAsync(stop);
        if (await installation.Directory.PurgeExpiredAsync(PurgedAtOnce, stop) < PurgedAtOnce)
            _nextPurge = now + PurgeEvery;
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        var now = installation.Time.GetUtcNow();
        await PurgeAsync(now, stop);
        foreach (var job in await installation.Jobs.JobsAsync(stop))
        {
            var turn = _turns.GetOrAdd(job.Number, static _ => new Turn());
            if (job.State == JobState.Paused)
                turn.Stop();
            if (!turn.Running.IsCompleted || turn.Waits(installation.Time))
                continue;
            if (JobSchedule.NextCycle(job, turn.LastBegan(installation.Time)) is not { } next || now < next)
                continue;

            // A quarantine is judged again when its time comes, also where nothing waits.
            if (job.Quarantine is { IsSlowedDown: true } || await installation.Jobs.HasWorkAsync(job, now, stop))
                await BeginAsync(job, turn, stop);
        }
    }

    private async Task BeginAsync(SynchronizationJob job, Turn turn, CancellationToken stop)
    {
        if (!await turn.Alone.WaitAsync(TimeSpan.Zero, stop))
            return;
        turn.Running = RunAsync(job, turn, stop);
        turn.Alone.Release();
    }

    private async Task RunAsync(SynchronizationJob job, Turn turn, CancellationToken stop)
    {
        turn.Began = installation.Time.GetTimestamp();
        using var stopped = turn.Begin(stop);
        try
        {
            var end = await installation.Runner.RunAsync(
                job,
                report => turn.Progress = (report, installation.Time.GetUtcNow()),
                stopped.Token,
                CancellationToken.None
            );
            turn.Broken = 0;
            turn.Pause(
                installation.Time,
                end is CycleEnd.Finished({ ResumesAt: { } resumes })
                    ? resumes - installation.Time.GetUtcNow()
                    : TimeSpan.Zero
            );

            // What was cut short goes on at once: the interval lies between whole cycles.
            if (end is CycleEnd.Finished({ Interrupted: true }))
                turn.Began = null;
            if (end is CycleEnd.Stopped(var code, var detail) && job.Quarantine is null)
                await messages.WriteLineAsync($"provost: {job.Id} is in quarantine: {code}: {detail}");
        }
#pragma warning disable CA1031 // The host: whatever one job meets, the others go on, and it is tried again.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            turn.Pause(installation.Time, Pause(++turn.Broken));
            var what = unexpected is EngineException ? unexpected.Message : unexpected.ToString();
            await messages.WriteLineAsync($"provost: {job.Id}: {what}");
        }
        finally
        {
            turn.Progress = null;
            turn.End();
        }

        // What came in meanwhile is looked for at once: no wake-up is lost between the end of a cycle and this line.
        Wake();
    }

    /// <summary>
    /// What nobody foresaw, a full disk for example, can often not be stored either: 10 seconds after the first time,
    /// twice as long after each further one, an hour at the most.
    /// </summary>
    private static TimeSpan Pause(int broken) =>
        TimeSpan.FromSeconds(Math.Min(10 * Math.Pow(2, Math.Min(broken - 1, 20)), LongestPause.TotalSeconds));

    private sealed class Turn
    {
        private readonly Lock _lock = new();
        private CancellationTokenSource? _stop;
        private long _pausedAt;
        private TimeSpan _pause;

        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>Held by a run on demand: no cycle begins meanwhile.</summary>
        public SemaphoreSlim Alone { get; } = new(1, 1);

        /// <summary>
        /// When the last cycle began, and how long none begins: by a clock that only goes forward, so that a job does
        /// not stand still when the clock of the machine is put back.
        /// </summary>
        public long? Began { get; set; }

        /// <summary>How far the cycle that runs is, and when that was seen.</summary>
        public (CycleReport Report, DateTimeOffset At)? Progress { get; set; }

        public int Broken { get; set; }

        public DateTimeOffset? LastBegan(TimeProvider time) =>
            Began is { } began ? time.GetUtcNow() - time.GetElapsedTime(began) : null;

        public void Pause(TimeProvider time, TimeSpan pause) => (_pausedAt, _pause) = (time.GetTimestamp(), pause);

        public bool Waits(TimeProvider time) => time.GetElapsedTime(_pausedAt) < _pause;

        public CancellationTokenSource Begin(CancellationToken stop)
        {
            lock (_lock)
                return _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        }

        public void Stop()
        {
            lock (_lock)
                _stop?.Cancel();
        }

        public void End()
        {
            lock (_lock)
                _stop = null;
        }
    }
}
