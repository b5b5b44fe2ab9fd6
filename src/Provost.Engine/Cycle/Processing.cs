using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>What is to be done about one object.</summary>
internal abstract record PlannedChange
{
    private PlannedChange() { }

    /// <summary>Look for an account with the matching attributes.</summary>
    public sealed record Match : PlannedChange;

    /// <summary>Read the linked account before anything is compared.</summary>
    public sealed record Read(string TargetId) : PlannedChange;

    public sealed record Create : PlannedChange;

    public sealed record Update(TargetObject Current, IReadOnlyList<AttributeChange> Changes) : PlannedChange;

    public sealed record Disable(TargetObject Current, IReadOnlyList<AttributeChange> Changes) : PlannedChange;

    public sealed record Delete(string TargetId) : PlannedChange;

    /// <summary>Nothing is sent; the reason stands in the log as it is.</summary>
    /// <param name="State">What the account is, now that we know.</param>
    public sealed record Skip(string Code, string Reason, LinkState State) : PlannedChange;
}

/// <summary>What the application and the mapping allow (ENT-MAP-8, ENT-DEP-4, ENT-DEP-5).</summary>
/// <param name="DisablesBy">The mapping has an attribute that depends on <c>IsSoftDeleted</c>.</param>
/// <param name="Leavers">What happens to accounts of those who leave; null for the defaults.</param>
internal readonly record struct Means(
    ObjectKind Kind,
    FlowTypes Flow,
    bool SoftDelete,
    bool DisablesBy,
    LeaverPolicy? Leavers = null
)
{
    public LeaverPolicy Policy => Leavers ?? Usual;

    private static LeaverPolicy Usual { get; } = new();

    /// <summary>Users are disabled where that is possible; groups have no such state (ENT-DEP-8).</summary>
    public bool CanDisable => Kind == ObjectKind.User && SoftDelete;
}

/// <summary>The processing step: what should be against what is. Pure, so every rule is one test.</summary>
internal static class Processing
{
    /// <summary>What can be said before the target is asked.</summary>
    /// <param name="fingerprint">Of the values that the mapping gives now.</param>
    /// <param name="targetIsEmpty">The target listed no account at all before this cycle's first write.</param>
    /// <param name="now">The instant of the cycle.</param>
    public static PlannedChange Begin(
        ScopeDecision scope,
        Means means,
        Link? link,
        long fingerprint,
        bool targetIsEmpty,
        DateTimeOffset now = default
    ) =>
        (scope.InScope, link) switch
        {
            (true, { HasAccount: true, State: LinkState.Active } known) when known.Fingerprint == fingerprint => Equal(
                known
            ),
            (true, { HasAccount: true, TargetId: { } id }) => new PlannedChange.Read(id),
            (true, _) when targetIsEmpty && means.Flow.HasFlag(FlowTypes.Add) => new PlannedChange.Create(),
            (true, _) => new PlannedChange.Match(),
            (false, { HasAccount: true, TargetId: { } id } known) => Leaving.Plan(scope, means, known, id, now),
            (false, _) => NotEntitled(scope, link?.State ?? LinkState.None),
        };

    /// <summary>
    /// What is to be done, now that the target was asked: <paramref name="current"/> is null where there is nothing.
    /// </summary>
    /// <param name="changes">The differences; for a leaver only those that depend on <c>IsSoftDeleted</c>.</param>
    public static PlannedChange Plan(
        ScopeDecision scope,
        Means means,
        TargetObject? current,
        IReadOnlyList<AttributeChange> changes
    ) =>
        (scope.InScope, current) switch
        {
            (true, null) => means.Flow.HasFlag(FlowTypes.Add)
                ? new PlannedChange.Create()
                : new PlannedChange.Skip(
                    "SkippedByMapping",
                    "There is no account, and this mapping creates none.",
                    LinkState.None
                ),
            (true, _) when changes.Count == 0 => new PlannedChange.Skip(
                "RedundantExport",
                "The account has these values already.",
                LinkState.Active
            ),
            (true, { } found) => means.Flow.HasFlag(FlowTypes.Update)
                ? new PlannedChange.Update(found, changes)
                : new PlannedChange.Skip("SkippedByMapping", "This mapping updates no accounts.", LinkState.Active),
            (false, null) => new PlannedChange.Skip(
                "NotEffectivelyEntitled",
                $"{scope.Sentence} The account is gone already.",
                LinkState.Deleted
            ),
            (false, _) when changes.Count == 0 => new PlannedChange.Skip(
                "RedundantExport",
                $"{scope.Sentence} The account is disabled already.",
                LinkState.Disabled
            ),
            (false, { } found) => new PlannedChange.Disable(found, changes),
        };

    /// <summary>Whether this takes somebody's access away, which is what the guard counts (ENT-DEP-10).</summary>
    public static bool IsRemoval(ScopeDecision scope, PlannedChange planned) =>
        !scope.InScope && planned is PlannedChange.Read or PlannedChange.Disable or PlannedChange.Delete;

    private static PlannedChange.Skip Equal(Link link) =>
        new("RedundantExport", "Nothing has changed since the account was last written.", link.State);

    private static PlannedChange.Skip NotEntitled(ScopeDecision scope, LinkState state) =>
        new("NotEffectivelyEntitled", scope.Sentence, state);
}
