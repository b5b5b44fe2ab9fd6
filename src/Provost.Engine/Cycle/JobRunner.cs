using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// Opens a target; <c>maySend</c> is asked before every request and says whether the lease still covers it.
/// </summary>
public delegate ITarget OpenTarget(TargetConnection connection, TargetProfile profile, Func<bool> maySend);

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
    public async Task<CycleEnd> RunAsync(
        SynchronizationJob job,
        Action<CycleReport> progress,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        if (await store.ConnectionAsync(job.Number, ct) is not { } connection)
            return new CycleEnd.Stopped("CredentialsMissing", "Enter the Tenant URL and the Secret Token first.");

        var profile = job.Settings.Profile with
        {
            SensitiveAttributes = job
                .Settings.Profile.SensitiveAttributes.Union(
                    job.Schema.SensitiveAttributes(),
                    StringComparer.OrdinalIgnoreCase
                )
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
        var length = LeaseKeeper.Length(profile.RequestTimeout);
        if (await store.TakeLeaseAsync(job.Number, owner, length, exclusive, ct) is not { } lease)
            return new CycleEnd.Nothing("Another engine runs this job.");

        try
        {
            await using var keeper = new LeaseKeeper(store, lease, length, time);
            await using var target = open(connection, profile, () => keeper.Covers(profile.RequestTimeout));
            var report = await new Cycle(job, keeper, store, target, time, random, progress, stop).RunAsync(ct);
            if (job.State == JobState.Quarantine)
                await store.SetStateAsync(job.Number, JobState.Active, null, ct);
            await store.ReleaseLeaseAsync(keeper.Lease, ct);
            return new CycleEnd.Finished(report);
        }
        catch (CycleStoppedException stopped)
        {
            await store.SetStateAsync(job.Number, JobState.Quarantine, $"{stopped.Code}: {stopped.Message}", ct);
            return new CycleEnd.Stopped(stopped.Code, stopped.Message);
        }
        catch (LeaseLostException lost)
        {
            return new CycleEnd.Nothing(lost.Message);
        }
    }
}
