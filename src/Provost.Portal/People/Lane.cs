using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Portal.Parts;

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
            { InScope: true, Path: "direct" } => Texts.InScope,
            { InScope: true, Path: var path } => Texts.FormatInScopeBy(path),
            { Reason: nameof(ScopeReason.FilteredOut), Filter: var filter } => Texts.FormatOutTheScopingFilterSaysNo(
                filter
            ),
            { Reason: nameof(ScopeReason.DefaultAccessOnly) } => Texts.OutHoldsOnlyDefaultAccess,
            { Reason: nameof(ScopeReason.NotAssigned) } => Texts.OutNotAssignedAnyMore,
            { Reason: { } reason } => Texts.FormatOut(reason),
            _ when Job.Settings.Scope == ScopeSetting.Assigned => Texts.OutNotAssignedNeitherDirectlyNorBy,
            _ => Texts.NotLookedAtYet,
        };

    /// <summary>Whose account it is and what becomes of it; null where there is none.</summary>
    public string? Account =>
        Link switch
        {
            null => null,
            { TargetId: null } => Texts.NoAccount,
            { TargetId: var id, State: var state, Ownership: var ownership, DeleteAt: var at } => (
                ownership == Ownership.Adopted
                    ? Texts.FormatAccountItWasThereBeforeUs(id, Words.Of(state))
                    : Texts.FormatAccountMadeByUs(id, Words.Of(state))
            ) + (at is { } end ? " " + Texts.FormatItIsDeletedOn(Words.Day(end)) : ""),
        };
}
