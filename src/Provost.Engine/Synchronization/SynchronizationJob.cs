using Provost.Engine.Targets;

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

    /// <summary>The last cycle could not reach the target or was refused by it; it is tried again less often.</summary>
    Quarantine,
}

/// <summary>What an administrator set for a job.</summary>
public sealed record JobSettings
{
    public ScopeSetting Scope { get; init; } = ScopeSetting.Assigned;

    /// <summary>
    /// People who hold only Default Access in an application that has roles of its own are left out, as the tutorial
    /// says (ENT-SCO-10; the newer service takes them in, and so does this setting when it is false).
    /// </summary>
    public bool ExcludeDefaultAccess { get; init; } = true;

    /// <summary>
    /// The least time between two cycles; zero follows every change at once. Entra's is 40 minutes (ENT-CYC-14).
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.Zero;

    /// <summary>The target may be on a private or loopback address.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>How to speak to this target, as the gallery entry said when the job was made.</summary>
    public TargetProfile Profile { get; init; } = new();
}

/// <summary>One synchronization job: one application provisioned with one schema (ENT-TRM-1).</summary>
/// <param name="Number">The store's own key.</param>
/// <param name="Id">As Graph shows it: the template's name, a dot, and 32 hexadecimal digits.</param>
/// <param name="Watermark">
/// The last change of the directory that is settled or in the backlog; null before the initial cycle.
/// </param>
/// <param name="ApplicationHasRoles">The application has roles of its own, beside Default Access.</param>
/// <param name="StateReason">Why the job is in quarantine, for a person.</param>
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
);
