using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Logs;

/// <summary>What was done to an object (ENT-LOG-2).</summary>
public enum ProvisioningAction
{
    Other = 0,
    Create = 1,
    Update = 2,
    Disable = 3,
    Delete = 4,
    StagedDelete = 5,
}

/// <summary>How it ended (ENT-LOG-3).</summary>
public enum ProvisioningStatus
{
    Success = 0,
    Failure = 1,
    Skipped = 2,
    Warning = 3,
}

/// <summary>One entry of the provisioning log, in the compact form in which it is stored (ENT-LOG-4).</summary>
/// <param name="Name">What the object was called at that moment.</param>
/// <param name="Code">The error or skip code (ENT-LOG-8, ENT-LOG-9).</param>
/// <param name="Body">The values, facts and reason as JSON, written and read by <c>EntryBody</c>.</param>
public sealed record ProvisioningEntry(
    long Number,
    DateTimeOffset Time,
    long JobNumber,
    Guid CycleId,
    long ObjectNumber,
    ObjectKind Kind,
    string? SourceId,
    string Name,
    string? TargetId,
    ProvisioningAction Action,
    ProvisioningStatus Status,
    string? Code,
    int DurationMilliseconds,
    int SchemaVersion,
    byte[] Body
);

/// <summary>Which entries to show.</summary>
public sealed record EntryQuery
{
    public long? JobNumber { get; init; }

    public ProvisioningStatus? Status { get; init; }

    public ProvisioningAction? Action { get; init; }

    /// <summary>A part of the name, or a source or target id.</summary>
    public string? Who { get; init; }

    public string? Code { get; init; }

    /// <summary>The earliest instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first instant that is too late.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Entries with a greater number, oldest first; without it the newest come first.</summary>
    public long? After { get; init; }

    public int Take { get; init; } = 100;
}

/// <summary>The provisioning log: written by <see cref="Synchronization.IJobStore.CommitAsync"/>, read here.</summary>
public interface IProvisioningLog
{
    Task<IReadOnlyList<ProvisioningEntry>> ReadAsync(Caller caller, EntryQuery query, CancellationToken ct);

    /// <summary>A page of the caller's tenant's entries, with the jobs that wrote them.</summary>
    Task<IReadOnlyList<LoggedEntry>> PageAsync(Caller caller, LogPage page, CancellationToken ct);

    /// <summary>Counts of the caller's tenant's entries, the earliest hour first; no entry is read for them.</summary>
    /// <param name="application">Null for all.</param>
    /// <param name="since">The hour in which it lies counts whole.</param>
    Task<IReadOnlyList<Activity>> ActivityAsync(
        Caller caller,
        Guid? application,
        DateTimeOffset since,
        CancellationToken ct
    );

    /// <summary>A version of a job's schema, for the names of its time; null where it is not stored.</summary>
    Task<SynchronizationSchema?> SchemaAsync(long jobNumber, int version, CancellationToken ct);

    /// <summary>A page of the audit of the caller's tenant.</summary>
    /// <param name="activity">A part of the activity; null for all.</param>
    Task<IReadOnlyList<AuditEntry>> AuditAsync(Caller caller, LogPage page, string? activity, CancellationToken ct);
}
