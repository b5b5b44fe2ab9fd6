using Provost.Engine.Synchronization;

namespace Provost.Portal.Applications;

/// <summary>The settings of a job that the page shows, while somebody edits them.</summary>
internal sealed class ProvisioningForm
{
    public ScopeSetting Scope { get; set; }

    public bool Nested { get; set; }

    public bool DefaultAccess { get; set; }

    public bool Guard { get; set; }

    public int GuardCount { get; set; }

    public double GuardPercent { get; set; }

    public LeaverAction Unassigned { get; set; }

    public void Take(JobSettings settings)
    {
        (Scope, Nested, DefaultAccess) = (settings.Scope, settings.NestedGroups, !settings.ExcludeDefaultAccess);
        (Guard, GuardCount, GuardPercent) = (settings.Guard.Enabled, settings.Guard.Count, settings.Guard.Percent);
        Unassigned = settings.Leavers.Unassigned;
    }

    /// <summary>The settings with what was edited; the rest as it is.</summary>
    public JobSettings Over(JobSettings settings) =>
        settings with
        {
            Scope = Scope,
            NestedGroups = Nested,
            ExcludeDefaultAccess = !DefaultAccess,
            Guard = settings.Guard with { Enabled = Guard, Count = GuardCount, Percent = GuardPercent },
            Leavers = settings.Leavers with { Unassigned = Unassigned },
        };
}
