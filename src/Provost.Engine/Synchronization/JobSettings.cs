using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

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
    /// Members of groups inside an assigned group count as its members, at any depth; false as in Entra (ENT-SCO-3).
    /// </summary>
    public bool NestedGroups { get; init; }

    /// <summary>
    /// The least time between two cycles; zero follows every change at once. Entra's is 40 minutes (ENT-CYC-14).
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.Zero;

    /// <summary>The target may be on a private or loopback address.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>What happens to the accounts of those who leave.</summary>
    public LeaverPolicy Leavers { get; init; } = new();

    /// <summary>Whether an account that was there before is taken over.</summary>
    public Adoption Adoption { get; init; } = Adoption.Always;

    /// <summary>How many removals pass without a person's approval.</summary>
    public GuardSettings Guard { get; init; } = new();

    /// <summary>From how many failures on a job is put into quarantine.</summary>
    public QuarantineSettings Quarantine { get; init; } = new();

    /// <summary>Who is written to, and of what.</summary>
    public NotificationSettings Notifications { get; init; } = new();

    /// <summary>
    /// A regular expression of a scoping filter has to match the whole value, not a part of it (ENT-FIL-8: Entra's
    /// examples are right under this reading only).
    /// </summary>
    public bool FilterPatternsMatchWholeValue { get; init; } = true;

    /// <summary>How to speak to this target, as the gallery entry said when the job was made.</summary>
    public TargetProfile Profile { get; init; } = new();

    /// <summary>
    /// Only what decides about people, everything else as it is by default: another value of this looks at everybody
    /// again (ENT-CYC-20), the rest does not (ENT-CYC-26). A setting that is not named here decides.
    /// </summary>
    public JobSettings Deciding() =>
        this with
        {
            Interval = TimeSpan.Zero,
            AllowPrivateAddresses = false,
            Adoption = Adoption.Always,
            Guard = new(),
            Quarantine = new(),
            Notifications = new(),
        };
}

/// <summary>What becomes of an account whose owner leaves (ENT-DEP-4).</summary>
public enum LeaverAction
{
    /// <summary>Left as it is.</summary>
    Nothing,

    /// <summary>Disabled; a target that cannot disable deletes (ENT-DEP-5).</summary>
    Disable,

    /// <summary>Deleted at once.</summary>
    Delete,

    /// <summary>Disabled at once where the target can, and deleted after <see cref="LeaverPolicy.Days"/>.</summary>
    DeleteLater,
}

/// <summary>
/// What happens to accounts, by the reason of the departure. A change of the policy concerns who leaves from then on.
/// </summary>
public sealed record LeaverPolicy
{
    /// <summary>Not assigned any more, neither directly nor through a group (ENT-DEP-6).</summary>
    public LeaverAction Unassigned { get; init; } = LeaverAction.Disable;

    /// <summary>Assigned, but a scoping filter says no.</summary>
    public LeaverAction OutOfScope { get; init; } = LeaverAction.Disable;

    /// <summary>Disabled in the directory.</summary>
    public LeaverAction AccountDisabled { get; init; } = LeaverAction.Disable;

    public LeaverAction SoftDeleted { get; init; } = LeaverAction.Disable;

    /// <summary>Deleted for good (ENT-DEP-3).</summary>
    public LeaverAction Purged { get; init; } = LeaverAction.Delete;

    /// <summary>
    /// For a group, whatever the reason; there is no state between there and gone (ENT-DEP-8), so disabling is
    /// nothing.
    /// </summary>
    public LeaverAction Groups { get; init; } = LeaverAction.Delete;

    /// <summary>How long <see cref="LeaverAction.DeleteLater"/> waits.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Accounts that were there before us may be deleted, too.</summary>
    public bool DeleteAdopted { get; init; }

    /// <summary>Reads a disabled account back: one that says it is active is a failure.</summary>
    public bool ReadBack { get; init; } = true;
}

/// <summary>Which accounts that were there before us are linked without asking a person.</summary>
public enum Adoption
{
    /// <summary>Every single hit, as Entra does.</summary>
    Always,

    /// <summary>
    /// Unless another value stands in a matching attribute of higher precedence: then a person decides.
    /// </summary>
    WhenClear,

    /// <summary>None: a person decides about each.</summary>
    Ask,
}

/// <summary>
/// The guard against accidental removals (ENT-DEP-10 to 14). Disabling counts as a removal, groups count as well.
/// </summary>
public sealed record GuardSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Removals that always pass, in the window; Entra's <c>QuarantineTooManyDeletesThreshold</c>.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Of the people in scope, in percent; the larger of the two counts.</summary>
    public double Percent { get; init; } = 10;

    /// <summary>How far back removals are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);
}

/// <summary>When failures of single objects become a quarantine of the job (ENT-QUA-3 to 5).</summary>
public sealed record QuarantineSettings
{
    /// <summary>
    /// The number of failures at which the share is looked at is taken from the number of objects, because most
    /// companies never reach Entra's 5,000; false for Entra's numbers.
    /// </summary>
    public bool Scaled { get; init; } = true;

    /// <summary>Days in quarantine after which the job is switched off (ENT-QUA-10).</summary>
    public int DisableAfterDays { get; init; } = 28;
}

/// <summary>Mail about a job (ENT-QUA-13, ENT-CRE-9).</summary>
public sealed record NotificationSettings
{
    /// <summary>Where it goes; null for nowhere.</summary>
    public string? Address { get; init; }

    /// <summary>Quarantine, staged removals and an expiring key.</summary>
    public bool OnFailure { get; init; } = true;

    /// <summary>A list of the objects that failed, once a day if there are any.</summary>
    public bool DailyDigest { get; init; }

    /// <summary>The day on which the target's key ends, as the administrator entered it.</summary>
    public DateOnly? KeyExpires { get; init; }
}
