using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Portal.People;

/// <summary>Where a person or a group stands in one application.</summary>
/// <param name="Timeline">The latest entries of the log, the newest first.</param>
public sealed record Lane(
    Application Application,
    SynchronizationJob Job,
    Link? Link,
    IReadOnlyList<LoggedEntry> Timeline
)
{
    /// <summary>In or out, and why, in one sentence.</summary>
    public string Verdict =>
        Link switch
        {
            { InScope: true, Path: "direct" } => "In scope: assigned directly",
            { InScope: true, Path: var path } => $"In scope by {path}",
            { Reason: nameof(ScopeReason.FilteredOut), Filter: var filter } =>
                $"Out: the scoping filter says no ({filter})",
            { Reason: nameof(ScopeReason.DefaultAccessOnly) } => "Out: holds only Default Access",
            { Reason: nameof(ScopeReason.NotAssigned) } => "Out: not assigned any more",
            { Reason: { } reason } => $"Out: {reason}",
            _ when Job.Settings.Scope == ScopeSetting.Assigned => "Out: not assigned, neither directly nor by a group",
            _ => "Not looked at yet",
        };

    /// <summary>Whose account it is and what becomes of it; null where there is none.</summary>
    public string? Account =>
        Link switch
        {
            null => null,
            { TargetId: null } => "No account.",
            { TargetId: var id, State: var state, Ownership: var ownership, DeleteAt: var at } =>
                $"Account {id}, {state.ToString().ToLowerInvariant()}, "
                    + (ownership == Ownership.Adopted ? "was there before us." : "made by us.")
                    + (at is { } end ? $" It is deleted on {end:yyyy-MM-dd}." : ""),
        };
}
