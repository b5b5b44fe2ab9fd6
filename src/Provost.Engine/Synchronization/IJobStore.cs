using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>An object whose failure waits for another try (ENT-TRM-9).</summary>
/// <param name="Phase">The step that failed and will be done again.</param>
public sealed record Escrow(
    BacklogPhase Phase,
    long ObjectNumber,
    DateTimeOffset FirstFailed,
    int Tries,
    DateTimeOffset NextAttempt,
    string Code,
    string Detail
);

/// <summary>An object of the backlog, with all that is needed to decide about it.</summary>
/// <param name="Source">Null when the object was deleted for good.</param>
/// <param name="Link">Null when the job never evaluated it.</param>
/// <param name="LastName">What the log called an object that is gone.</param>
/// <param name="LastId">The id of an object that is gone.</param>
public sealed record WorkObject(
    long ObjectNumber,
    ObjectKind Kind,
    DirectoryObject? Source,
    Link? Link,
    IReadOnlyList<Entitlement> Entitlements,
    Escrow? Escrow,
    string? LastName = null,
    string? LastId = null
)
{
    public string Name => Source?.DisplayName ?? LastName ?? $"object {ObjectNumber}";

    public string? SourceId => Source?.Id.ToString() ?? LastId;
}

/// <summary>One membership of a group that may have to be written.</summary>
/// <param name="MemberTargetId">The member's account; null while there is none.</param>
/// <param name="Wanted">The directory has this membership.</param>
/// <param name="Written">We wrote it: null when a crash left that unknown.</param>
public sealed record MemberWork(
    long MemberNumber,
    string? MemberName,
    string? MemberTargetId,
    bool Wanted,
    bool? Written
);

/// <summary>A user whose manager may have to be written.</summary>
/// <param name="WrittenName">The manager that was written last, where the directory still knows who that is.</param>
public sealed record ManagerWork(
    long UserNumber,
    DirectoryObject? Source,
    Link? Link,
    long? ManagerNumber,
    string? ManagerTargetId,
    string? ManagerName,
    string? WrittenName
);

/// <summary>What saving a schema led to.</summary>
/// <param name="Version">The version that counts now.</param>
/// <param name="Changed">False if it means the same as the one before, so that nobody is looked at again.</param>
/// <param name="Users">How many users the job knows.</param>
public sealed record SchemaSaved(int Version, bool Changed, long Users, long Groups);

/// <summary>How much a cycle has before it.</summary>
public sealed record BacklogSize(long Removals, long Users, long Groups, long Managers, long Members);

/// <summary>Jobs and all that they remember: leases, backlog, intents, links, escrows and log entries.</summary>
public interface IJobStore
{
    Task<SynchronizationJob> CreateAsync(Caller caller, SynchronizationJob job, CancellationToken ct);

    Task<IReadOnlyList<SynchronizationJob>> JobsAsync(CancellationToken ct);

    Task<SynchronizationJob?> FindAsync(Guid applicationId, CancellationToken ct);

    Task SetStateAsync(long jobNumber, JobState state, string? reason, CancellationToken ct);

    Task SetSettingsAsync(Caller caller, long jobNumber, JobSettings settings, CancellationToken ct);

    /// <summary>
    /// Stores the next version of the schema and lets the next cycle look at everybody again; links are kept
    /// (ENT-CYC-20, ENT-FIL-3). An equal one changes nothing. It has to have been checked before.
    /// </summary>
    Task<SchemaSaved> SetSchemaAsync(Caller caller, long jobNumber, SynchronizationSchema schema, CancellationToken ct);

    /// <summary>Stores where the target is; the token is encrypted before it reaches the disk.</summary>
    Task SetConnectionAsync(Caller caller, long jobNumber, TargetConnection connection, CancellationToken ct);

    Task<TargetConnection?> ConnectionAsync(long jobNumber, CancellationToken ct);

    /// <summary>Takes the job if nobody holds it and raises the epoch; null while somebody does.</summary>
    /// <param name="exclusive">The data directory is locked by this process, so an old lease is a dead one's.</param>
    Task<Lease?> TakeLeaseAsync(long jobNumber, string owner, TimeSpan length, bool exclusive, CancellationToken ct);

    /// <summary>
    /// Moves the end of the lease; throws <see cref="LeaseLostException"/> where it is another's by now.
    /// </summary>
    Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan length, CancellationToken ct);

    Task ReleaseLeaseAsync(Lease lease, CancellationToken ct);

    /// <summary>Requests of an earlier run whose outcome was never recorded.</summary>
    Task<IReadOnlyList<Intent>> OpenIntentsAsync(long jobNumber, CancellationToken ct);

    /// <summary>
    /// Puts what the changes since the watermark touch into the backlog and moves the watermark past them, in one
    /// transaction. Without a watermark everybody entitled, and everybody linked, is put there.
    /// </summary>
    Task ImportChangesAsync(Lease lease, SynchronizationJob job, DateTimeOffset now, CancellationToken ct);

    /// <summary>Whether the directory has changed since the job's watermark, or a retry is due.</summary>
    Task<bool> HasWorkAsync(SynchronizationJob job, DateTimeOffset now, CancellationToken ct);

    Task<BacklogSize> BacklogSizeAsync(long jobNumber, CancellationToken ct);

    /// <summary>
    /// The next page of a phase in the order of object numbers. Only linked objects in the phase of removals.
    /// </summary>
    Task<IReadOnlyList<WorkObject>> BacklogAsync(
        SynchronizationJob job,
        BacklogPhase phase,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Objects in the users' and groups' backlog that have an account: only they can be removals.</summary>
    Task<IReadOnlyList<WorkObject>> LinkedBacklogAsync(
        SynchronizationJob job,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Moves objects to the front of the cycle.</summary>
    Task MarkRemovalsAsync(Lease lease, IReadOnlyCollection<long> objectNumbers, CancellationToken ct);

    Task<IReadOnlyList<ManagerWork>> ManagerBacklogAsync(
        SynchronizationJob job,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Linked groups that have memberships in the backlog.</summary>
    Task<IReadOnlyList<WorkObject>> MemberBacklogGroupsAsync(SynchronizationJob job, CancellationToken ct);

    Task<IReadOnlyList<MemberWork>> MemberBacklogAsync(
        SynchronizationJob job,
        long groupNumber,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Links of another object of this job to the same account, so that two people never share one.</summary>
    Task<bool> IsLinkedElsewhereAsync(
        long jobNumber,
        long objectNumber,
        ObjectKind kind,
        string targetId,
        CancellationToken ct
    );

    /// <summary>
    /// One group commit: intents are on disk before this returns, and outcomes with their links, log entries, escrows
    /// and ended intents are one transaction, refused with <see cref="LeaseLostException"/> where the epoch is not ours
    /// any more.
    /// </summary>
    Task CommitAsync(Lease lease, SynchronizationJob job, CommitBatch batch, CancellationToken ct);

    Task<Link?> LinkAsync(long jobNumber, long objectNumber, CancellationToken ct);

    Task<IReadOnlyList<Escrow>> EscrowsAsync(long jobNumber, CancellationToken ct);
}
