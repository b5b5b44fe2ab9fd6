using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>
/// What becomes of the account of somebody who is out of scope (ENT-CYC-9, ENT-DEP-1 to 8): a part of the processing
/// step. An event is a new reason; each has its action in the policy, once. Pure.
/// </summary>
internal static class Leaving
{
    public static PlannedChange Plan(ScopeDecision scope, Means means, Link link, string id, DateTimeOffset now)
    {
        if (link.DeleteAt is { } at && at <= now)
            return Delete(scope, means, link, id);
        // Where a request of ours may have changed it since, what was done to it is done again.
        if (link is { IsLetGo: true, Fingerprint: not null })
            return Stay(scope, "The account was let go when its owner left, and is not managed since.", link);
        if (IsDone(scope, link))
            return Stay(
                scope,
                link.State == LinkState.Disabled ? "The account is disabled already." : "The account is left as it is.",
                link
            );

        return Action(means, scope.Reason) switch
        {
            LeaverAction.Nothing => Stay(
                scope,
                "The policy leaves the account as it is (SkipOutOfScopeDeletions).",
                link
            ),
            LeaverAction.Delete => Delete(scope, means, link, id),
            LeaverAction.Disable when means is { CanDisable: false, Kind: ObjectKind.User } => Delete(
                scope,
                means,
                link,
                id
            ),
            LeaverAction.DeleteLater when !means.CanDisable => Stay(scope, "It is deleted later.", link),
            _ => Disable(scope, means, link, id),
        };
    }

    /// <summary>
    /// When the account is deleted: set by the event that says so, and kept whatever happens then, until its owner is
    /// in scope again.
    /// </summary>
    public static DateTimeOffset? DeleteAt(ScopeDecision scope, Means means, Link? link, DateTimeOffset now) =>
        scope.InScope || link is not { HasAccount: true } ? null
        : link.DeleteAt is { } at ? at
        : link.IsLetGo || IsDone(scope, link) || !MayDelete(means, link) ? null
        : Action(means, scope.Reason) == LeaverAction.DeleteLater ? now + TimeSpan.FromDays(means.Policy.Days)
        : null;

    /// <summary>
    /// Why the account is out of scope, for the link. Who was let go stays so, whatever happens in the directory, until
    /// she is in scope again (ENT-DEP-6).
    /// </summary>
    public static string? ReasonToKeep(ScopeDecision scope, Link? before) =>
        scope.InScope ? null
        : before is { IsLetGo: true, Reason: { } reason } ? reason
        : scope.Reason.ToString();

    private static LeaverAction Action(Means means, ScopeReason reason) =>
        (means.Kind, reason) switch
        {
            (ObjectKind.Group, _) => means.Policy.Groups,
            (_, ScopeReason.Purged) => means.Policy.Purged,
            (_, ScopeReason.SoftDeleted) => means.Policy.SoftDeleted,
            (_, ScopeReason.AccountDisabled) => means.Policy.AccountDisabled,
            (_, ScopeReason.FilteredOut) => means.Policy.OutOfScope,
            _ => means.Policy.Unassigned,
        };

    /// <summary>What this reason asks for was done, and nothing has made that doubtful since.</summary>
    private static bool IsDone(ScopeDecision scope, Link link) =>
        link is { InScope: false, Fingerprint: not null } && link.Reason == scope.Reason.ToString();

    private static bool MayDelete(Means means, Link link) =>
        link.Ownership == Ownership.Created || means.Policy.DeleteAdopted;

    private static PlannedChange Delete(ScopeDecision scope, Means means, Link link, string id)
    {
        if (MayDelete(means, link))
            return means.Flow.HasFlag(FlowTypes.Delete)
                ? new PlannedChange.Delete(id)
                : Stay(scope, "This mapping deletes nothing.", link);
        return means.CanDisable
            ? Disable(scope, means, link, id)
            : Stay(scope, "It was there before us and is not deleted.", link);
    }

    private static PlannedChange Disable(ScopeDecision scope, Means means, Link link, string id)
    {
        if (link is { State: LinkState.Disabled, Fingerprint: not null })
            return Stay(scope, "The account is disabled already.", link);
        if (means.Kind == ObjectKind.Group)
            return Stay(scope, "A group cannot be disabled, and the policy does not delete it.", link);
        return means.Flow.HasFlag(FlowTypes.Update) && means.DisablesBy
            ? new PlannedChange.Read(id)
            : Stay(scope, "No mapping of IsSoftDeleted says how to disable an account, so it is left as it is.", link);
    }

    private static PlannedChange.Skip Stay(ScopeDecision scope, string sentence, Link link) =>
        new("NotEffectivelyEntitled", $"{scope.Sentence} {sentence}", link.State);
}
