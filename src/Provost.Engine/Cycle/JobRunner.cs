using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// Opens a target; <c>maySend</c> is asked before every request and says whether the lease still covers it; after
/// <c>stop</c> no further request is begun.
/// </summary>
public delegate ITarget OpenTarget(
    TargetConnection connection,
    TargetProfile profile,
    Func<bool> maySend,
    CancellationToken stop
);

/// <summary>How a cycle ended.</summary>
public abstract record CycleEnd
{
    private CycleEnd() { }

    public sealed record Finished(CycleReport Report) : CycleEnd;

    /// <summary>The target could not be worked with; the job is in quarantine and the backlog is kept.</summary>
    public sealed record Stopped(string Code, string Detail) : CycleEnd;

    /// <summary>There was nothing to do, or another engine has the job.</summary>
    public sealed record Nothing(string Why) : CycleEnd;
}

/// <summary>Runs one cycle of a job under its lease.</summary>
/// <param name="random">
/// A number from 0 up to, not including, its argument, for expressions that ask for chance.
/// </param>
/// <param name="owner">One incarnation of this process.</param>
/// <param name="exclusive">
/// This process holds the lock on the data directory: whoever held a lease before is dead.
/// </param>
public sealed class JobRunner(
    IJobStore store,
    OpenTarget open,
    TimeProvider time,
    Func<int, int> random,
    string owner,
    bool exclusive
)
{
    /// <summary>
    /// Called when a quarantine began, changed its reason, ended, or switched the job off, after that was stored, with
    /// the job as it was and as it is now.
    /// </summary>
    public Func<
        SynchronizationJob,
        SynchronizationJob,
        QuarantineChange,
        CancellationToken,
        Task
    >? QuarantineChanged { get; init; }

    /// <summary>Called when the guard has held removals back, after that was stored.</summary>
    public Func<SynchronizationJob, GuardVerdict, CancellationToken, Task>? RemovalsHeld { get; init; }

    /// <param name="stop">
    /// Ends the cycle within the time of the requests under way; what was not begun stays in the backlog.
    /// </param>
    public async Task<CycleEnd> RunAsync(
        SynchronizationJob job,
        Action<CycleReport> progress,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        var length = LeaseKeeper.Length(job.Settings.Profile.RequestTimeout);
        if (await store.TakeLeaseAsync(job.Number, owner, length, exclusive, ct) is not { } lease)
            return new CycleEnd.Nothing("Another engine runs this job.");

        try
        {
            await using var keeper = new LeaseKeeper(store, lease, length, time);
            (job, var report, var stopped) = await NewestAsync(job, keeper, progress, stop, ct);
            if (job.Subjects is null)
                await EndAsync(job, keeper.Lease, report, stopped, ct);
            else
                await ReleaseAsync(job, keeper.Lease, ct);
            if (report.Guard is { } verdict && RemovalsHeld is { } held)
                await held(job, verdict, ct);
            return stopped is null
                ? new CycleEnd.Finished(report)
                : new CycleEnd.Stopped(stopped.Code, stopped.Message);
        }
        catch (LeaseLostException lost)
        {
            return new CycleEnd.Nothing(lost.Message);
        }
    }

    /// <summary>
    /// For a command that ends with its run: waits for creations whose answers were lost and runs a further cycle, until
    /// none is left that time alone settles. A server has its sweep for that.
    /// </summary>
    public async Task<CycleEnd> RunToTheEndAsync(
        SynchronizationJob job,
        Action<CycleReport> progress,
        CancellationToken stop
    )
    {
        var end = await RunAsync(job, progress, stop, CancellationToken.None);
        while (
            end is CycleEnd.Finished({ Interrupted: false } report)
            && await UnsettledUntilAsync(job, stop) is { } until
            && await store.FindAsync(job.ApplicationId, stop) is { } newer
        )
        {
            var wait = until - time.GetUtcNow();
            progress(
                report with
                {
                    Step = $"settling: requests of an earlier run may arrive for {wait.TotalSeconds:0} s more",
                }
            );
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, stop);
            var next = await RunAsync(newer, later => progress(report.Plus(later)), stop, CancellationToken.None);
            end = next is CycleEnd.Finished(var more) ? new CycleEnd.Finished(report.Plus(more)) : next;
        }

        return end;
    }

    /// <summary>When the last of the creations can be settled that cannot yet; null where there is none.</summary>
    public async Task<DateTimeOffset?> UnsettledUntilAsync(SynchronizationJob job, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return (await store.OpenIntentsAsync(job.Number, ct))
            .Where(i => i.Operation == Operation.Create)
            .Select(i => i.TrustedFrom(job.Settings.Profile.Staleness))
            .Where(until => until > now)
            .Max();
    }

    /// <summary>
    /// Runs the cycle of the job as it is: where somebody changes it before the import, the cycle begins again with the
    /// newer one, so that nothing that was asked for is lost.
    /// </summary>
    private async Task<(SynchronizationJob Job, CycleReport Report, CycleStoppedException? Stopped)> NewestAsync(
        SynchronizationJob job,
        LeaseKeeper keeper,
        Action<CycleReport> progress,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        while (true)
        {
            try
            {
                var (report, stopped) = await CycleAsync(job, keeper, progress, stop, ct);
                return (job, report, stopped);
            }
            catch (JobChangedException)
            {
                if (await store.FindAsync(job.ApplicationId, ct) is not { } newer || IsOff(newer, job))
                    return (job, CycleReport.Begin(job, time.GetUtcNow()) with { Interrupted = true }, null);
                job = newer with { Subjects = job.Subjects };
            }
        }
    }

    /// <summary>Switched off meanwhile; a run on demand goes on also then.</summary>
    private static bool IsOff(SynchronizationJob newer, SynchronizationJob job) =>
        newer.State == JobState.Paused && job is { Subjects: null, State: not JobState.Paused };

    private async Task<(CycleReport Report, CycleStoppedException? Stopped)> CycleAsync(
        SynchronizationJob job,
        LeaseKeeper keeper,
        Action<CycleReport> progress,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        var report = CycleReport.Begin(job, time.GetUtcNow());
        try
        {
            await using var target = await OpenAsync(job, keeper, stop, ct);
            return (await new Cycle(job, keeper, store, target, time, random, Watch, stop).RunAsync(ct), null);
        }
        catch (CycleStoppedException stopped)
        {
            return (report with { Interrupted = true }, stopped);
        }

        void Watch(CycleReport newer)
        {
            report = newer;
            progress(newer);
        }
    }

    private async Task<ITarget> OpenAsync(
        SynchronizationJob job,
        LeaseKeeper keeper,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        // What the schema marks as sensitive is shown in no exchange that is kept.
        var profile = job.Settings.Profile with
        {
            SensitiveAttributes = job
                .Settings.Profile.SensitiveAttributes.Union(
                    job.Schema.SensitiveAttributes(),
                    StringComparer.OrdinalIgnoreCase
                )
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
        try
        {
            var connection =
                await store.ConnectionAsync(job.Number, ct)
                ?? throw new CycleStoppedException(
                    "CredentialsMissing",
                    "Enter the Tenant URL and the Secret Token first."
                );
            return open(connection, profile, () => keeper.Covers(profile.RequestTimeout), stop);
        }
        catch (EngineException unusable) when (unusable is not StorageException)
        {
            throw new CycleStoppedException("CredentialsUnusable", unusable.Message);
        }
    }

    /// <summary>A run about named objects says nothing about the job as a whole.</summary>
    private async Task ReleaseAsync(SynchronizationJob job, Lease lease, CancellationToken ct) =>
        await store.EndCycleAsync(
            lease,
            job,
            await store.StatusAsync(job.Number, ct),
            job.Quarantine,
            QuarantineChange.None,
            ct
        );

    private async Task EndAsync(
        SynchronizationJob job,
        Lease lease,
        CycleReport report,
        CycleStoppedException? stopped,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var failures = await store.OpenFailuresAsync(job.Number, ct);
        var execution = new TaskExecution(
            report,
            report.Interrupted ? TaskExecutionResult.Failed
                : report.AnythingFailed ? TaskExecutionResult.EntryLevelErrors
                : TaskExecutionResult.Succeeded,
            now,
            failures.Objects,
            failures.Objects + failures.References,
            stopped is null ? null : $"{stopped.Code}: {stopped.Message}"
        );
        var (quarantine, change) =
            report.Interrupted && stopped is null
                ? (job.Quarantine, QuarantineChange.None)
                : QuarantineRules.After(
                    job.Quarantine,
                    Cause(job, report, stopped, failures),
                    job.Settings.Quarantine,
                    now
                );
        var status = (await store.StatusAsync(job.Number, ct)).After(execution);
        var counts = await store.EndCycleAsync(lease, job, status, quarantine, change, ct);
        if (
            !counts
            || change is QuarantineChange.None or QuarantineChange.Continued
            || QuarantineChanged is not { } tell
        )
            return;

        var state = quarantine is null ? JobState.Active : JobState.Quarantine;
        if (change == QuarantineChange.SwitchedOff)
            state = JobState.Paused;
        await tell(job, job with { State = state, Quarantine = quarantine }, change, ct);
    }

    private static QuarantineCause? Cause(
        SynchronizationJob job,
        CycleReport report,
        CycleStoppedException? stopped,
        OpenFailures failures
    )
    {
        if (stopped is not null)
            return new QuarantineCause(
                QuarantineReason.EncounteredQuarantineException,
                stopped.Code,
                stopped.Message,
                stopped.Exchange
            );

        // A retry that succeeds lifts a quarantine (ENT-CYC-30, ENT-QUA-11); the next cycle judges again.
        return job.Quarantine is { IsSlowedDown: true } && report.Recovered > 0
            ? null
            : QuarantineRules.Cause(job.Settings.Quarantine, failures);
    }
}
