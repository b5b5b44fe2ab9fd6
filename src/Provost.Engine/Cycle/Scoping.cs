using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>Why an object is in scope or not. The names are what the log and the links say.</summary>
public enum ScopeReason
{
    InScope,

    /// <summary>Deleted for good in the directory.</summary>
    Purged,
    SoftDeleted,
    AccountDisabled,
    NotAssigned,

    /// <summary>Assigned, but with Default Access only, in an application that has roles of its own.</summary>
    DefaultAccessOnly,

    /// <summary>Assigned, but the scoping filter of the mapping says no.</summary>
    FilteredOut,
}

/// <summary>The scoping step's answer, with the facts that it rests on (ENT-POD-3).</summary>
/// <param name="Path">
/// By which way an object came into scope: <c>direct</c>, <c>group Sales</c>, <c>group Sales ▸ EMEA</c>,
/// <c>all</c>; null out of it.
/// </param>
public readonly record struct ScopeDecision(
    ScopeReason Reason,
    string? Path,
    bool IsActive,
    bool IsAssigned,
    bool HasRequiredRole,
    FilterResult? Filter = null
)
{
    public bool InScope => Reason == ScopeReason.InScope;

    /// <summary>
    /// What the filter said in a few words: the group of clauses that passed, or the clauses that did not.
    /// </summary>
    public string? FilterText =>
        Filter switch
        {
            null or { Clauses.Count: 0 } => null,
            { Passed: true, Group: var group } => group,
            var failed => string.Join("; ", failed.Clauses.Where(c => !c.Passed)),
        };

    /// <summary>The answer as a sentence for the log.</summary>
    public string Sentence =>
        Reason switch
        {
            ScopeReason.InScope => $"In scope: {Path}.",
            ScopeReason.Purged => "Deleted for good in the directory.",
            ScopeReason.SoftDeleted => "Deleted in the directory, and can be restored there.",
            ScopeReason.AccountDisabled => "The account is disabled in the directory.",
            ScopeReason.FilteredOut => $"The scoping filter leaves it out: {FilterText}.",
            ScopeReason.NotAssigned => "Not assigned to the application, neither directly nor through a group.",
            _ => "Assigned with Default Access only; this application has roles of its own, so assign one of them"
                + " (or turn the setting excludeDefaultAccess off).",
        };
}

/// <summary>
/// The scoping step: who is to have an account, from our own tables only. Pure (ENT-SCO-1 to 12, ENT-MAP-33).
/// </summary>
public static class Scoping
{
    public static ScopeDecision Decide(
        JobSettings settings,
        bool applicationHasRoles,
        DirectoryObject? source,
        IReadOnlyList<Entitlement> entitlements,
        FilterResult? filter = null
    )
    {
        var active = source is { AccountEnabled: true, DeletedAt: null };
        var assigned = entitlements.Count > 0;
        var entitled = FirstWithRole(entitlements, settings.ExcludeDefaultAccess && applicationHasRoles);
        var all = settings.Scope == ScopeSetting.All;

        var reason = source switch
        {
            null => ScopeReason.Purged,
            { DeletedAt: not null } => ScopeReason.SoftDeleted,
            { AccountEnabled: false } => ScopeReason.AccountDisabled,
            _ when all || entitled is not null => filter is { Passed: false }
                ? ScopeReason.FilteredOut
                : ScopeReason.InScope,
            _ => assigned ? ScopeReason.DefaultAccessOnly : ScopeReason.NotAssigned,
        };
        var path = reason == ScopeReason.InScope ? Path(entitled, all) : null;
        return new ScopeDecision(reason, path, active, assigned, all || entitled is not null, filter);
    }

    private static Entitlement? FirstWithRole(IReadOnlyList<Entitlement> entitlements, bool roleNeeded)
    {
        for (var i = 0; i < entitlements.Count; i++)
        {
            if (!roleNeeded || entitlements[i].RoleId != AppRole.DefaultAccess)
                return entitlements[i];
        }

        return null;
    }

    private static string? Path(Entitlement? entitled, bool all) =>
        entitled switch
        {
            { GroupName: null } => "direct",
            { GroupName: var group, InnerGroup: { } inner } => $"group {group} ▸ {inner}",
            { GroupName: var group } => $"group {group}",
            null => all ? "all" : null,
        };
}
