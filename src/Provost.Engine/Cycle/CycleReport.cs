using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Engine.Cycle;

/// <summary>What happened to the objects of one kind.</summary>
public sealed record Counts(
    long Created = 0,
    long Updated = 0,
    long Disabled = 0,
    long Deleted = 0,
    long Skipped = 0,
    long Failed = 0,
    long Staged = 0
)
{
    public Counts Plus(Counts more) =>
        new(
            Created + more.Created,
            Updated + more.Updated,
            Disabled + more.Disabled,
            Deleted + more.Deleted,
            Skipped + more.Skipped,
            Failed + more.Failed,
            Staged + more.Staged
        );

    public long Changed => Created + Updated + Disabled + Deleted;

    public long All => Changed + Skipped + Failed + Staged;

    internal Counts With(ProvisioningEntry entry) =>
        (entry.Status, entry.Action) switch
        {
            (ProvisioningStatus.Failure, _) => this with { Failed = Failed + 1 },
            (ProvisioningStatus.Warning, _) => this,
            (_, ProvisioningAction.StagedDelete) => this with { Staged = Staged + 1 },
            (ProvisioningStatus.Skipped, _) => this with { Skipped = Skipped + 1 },
            (_, ProvisioningAction.Create) => this with { Created = Created + 1 },
            (_, ProvisioningAction.Disable) => this with { Disabled = Disabled + 1 },
            (_, ProvisioningAction.Delete) => this with { Deleted = Deleted + 1 },
            _ => this with { Updated = Updated + 1 },
        };
}

/// <summary>How far a cycle is, or what it came to. Immutable; a newer one replaces it.</summary>
/// <param name="Total">Objects and references that the cycle set out to do.</param>
/// <param name="References">
/// Managers and batches of members written; failed ones in <paramref name="FailedReferences"/>.
/// </param>
public sealed record CycleReport(
    Guid CycleId,
    bool Initial,
    DateTimeOffset Began,
    string Step,
    long Total,
    long Done,
    Counts Users,
    Counts Groups,
    long References,
    long FailedReferences,
    long Requests,
    TimeSpan Took
)
{
    /// <summary>Of a run on demand: everything that was logged, in the order in which it happened.</summary>
    public IReadOnlyList<ProvisioningEntry> Entries { get; init; } = [];

    /// <summary>What the guard said where it held removals back; null where it did not.</summary>
    public GuardVerdict? Guard { get; init; }

    /// <summary>Earlier failures that are over.</summary>
    public long Recovered { get; init; }

    /// <summary>It did not come to its end: it was stopped, or the target asked to be left alone.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Until when the target asked to be left alone.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    internal static CycleReport Begin(Synchronization.SynchronizationJob job, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), job.Watermark is null, now, "", 0, 0, new(), new(), 0, 0, 0, default);

    /// <summary>What this cycle and the one after it came to together.</summary>
    public CycleReport Plus(CycleReport later) =>
        later with
        {
            Initial = Initial,
            Began = Began,
            Total = Total + later.Total,
            Done = Done + later.Done,
            Users = Users.Plus(later.Users),
            Groups = Groups.Plus(later.Groups),
            References = References + later.References,
            FailedReferences = FailedReferences + later.FailedReferences,
            Requests = Requests + later.Requests,
            Took = Took + later.Took,
            Recovered = Recovered + later.Recovered,
            Guard = Guard ?? later.Guard,
        };

    public bool AnythingFailed => Users.Failed + Groups.Failed + FailedReferences > 0;

    public bool AnythingChanged => Users.Changed + Groups.Changed + References > 0;

    internal CycleReport With(Outcome outcome)
    {
        if (outcome.Entry is not { } entry)
            return this with { Done = Done + (outcome.Settles is null ? 0 : 1) };
        if (outcome.EndsEscrow is not null && entry.Status == ProvisioningStatus.Success)
            return (this with { Recovered = Recovered + 1 }).With(outcome with { EndsEscrow = null });

        var reference = outcome.Settles == BacklogPhase.Manager || outcome.SettledMembers is not null;
        return (reference, entry) switch
        {
            (true, { Status: ProvisioningStatus.Failure }) => this with
            {
                FailedReferences = FailedReferences + 1,
                Done = Done + 1,
            },
            (true, { Status: ProvisioningStatus.Success }) => this with
            {
                References = References + 1,
                Done = Done + 1,
            },
            (true, _) => this with { Done = Done + 1 },
            (_, { Kind: ObjectKind.User }) => this with { Users = Users.With(entry), Done = Done + 1 },
            _ => this with { Groups = Groups.With(entry), Done = Done + 1 },
        };
    }
}
