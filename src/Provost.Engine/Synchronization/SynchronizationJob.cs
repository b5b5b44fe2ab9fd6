using Provost.Engine.Applications;

namespace Provost.Engine.Synchronization;

/// <summary>Who is provisioned (ENT-SCO-1).</summary>
public enum ScopeSetting
{
    Assigned,
    All,
}

/// <summary>Whether a job runs (ENT-QUA-15).</summary>
public enum JobState
{
    Paused,
    Active,

    /// <summary>Something is wrong, and <see cref="SynchronizationJob.Quarantine"/> says what.</summary>
    Quarantine,
}

/// <summary>One synchronization job: one application provisioned with one schema (ENT-TRM-1).</summary>
/// <param name="Number">The store's own key.</param>
/// <param name="Id">As Graph shows it: the template's name, a dot, and 32 hexadecimal digits.</param>
/// <param name="Watermark">
/// The last change of the directory that is settled or in the backlog; null before the initial cycle.
/// </param>
/// <param name="ApplicationHasRoles">The application has roles of its own, beside Default Access.</param>
/// <param name="StateReason">Why the job is in quarantine or was switched off, for a person.</param>
public sealed record SynchronizationJob(
    long Number,
    string Id,
    Guid ApplicationId,
    long ApplicationNumber,
    Guid TenantId,
    bool ApplicationHasRoles,
    JobState State,
    string? StateReason,
    JobSettings Settings,
    SynchronizationSchema Schema,
    long? Watermark
)
{
    /// <summary>The application's own roles, for expressions over <c>appRoleAssignments</c>.</summary>
    public IReadOnlyList<AppRole> Roles { get; init; } = [];

    /// <summary>
    /// The numbers of the objects that a run on demand is about: it sees the backlog of these only. Null for a cycle.
    /// </summary>
    public IReadOnlyList<long>? Subjects { get; init; }

    /// <summary>Somebody switched it on once, so that one that does not run was paused.</summary>
    public bool WasStarted { get; init; }

    /// <summary>Raised by everything that a person decides about the job: what was read before is older.</summary>
    public long Revision { get; init; }

    /// <summary>Also while the job is paused: what put it there before.</summary>
    public Quarantine? Quarantine { get; init; }
}

/// <summary>What a restart forgets, with Graph's names and values (ENT-CYC-23).</summary>
[Flags]
public enum ResetScope
{
    /// <summary>Nothing: the job is only switched on.</summary>
    None = 0,

    /// <summary>The links: everybody is matched afresh.</summary>
    ConnectorDataStore = 1,

    /// <summary>The failures, and with them their retries.</summary>
    Escrows = 2,

    /// <summary>How far the directory was read: everybody is looked at again.</summary>
    Watermark = 4,
    QuarantineState = 8,
    Full = 15,

    /// <summary>Carries out the removals that wait for an approval.</summary>
    ForceDeletes = 32,
}
