using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>What makes settings unusable, each as a sentence that names the setting and its remedy. Pure.</summary>
public static class JobSettingsRules
{
    private const int LongestWait = 3650;

    /// <summary>How far back the guard may be told to count.</summary>
    public static TimeSpan LongestWindow { get; } = TimeSpan.FromDays(30);

    /// <exception cref="EngineException">Every mistake at once.</exception>
    public static void ThrowIfUnusable(JobSettings settings, SynchronizationSchema schema)
    {
        var problems = Problems(settings, schema).ToList();
        if (problems.Count > 0)
            throw new EngineException($"These settings cannot be used. {string.Join(" ", problems)}");
    }

    public static IEnumerable<string> Problems(JobSettings settings, SynchronizationSchema schema) =>
        [
            .. Numbers(settings),
            .. Leavers(settings.Leavers),
            .. Leavers(settings, schema),
            .. Scope(settings.Scope, schema),
        ];

    private static IEnumerable<string> Numbers(JobSettings settings)
    {
        if (settings.Interval < TimeSpan.Zero)
            yield return "Interval: a time of zero (follow every change at once) or more.";
        if (settings.Guard.Count < 0)
            yield return "Guard.Count: the number of removals that always pass, 0 or more.";
        if (settings.Guard.Percent is not (>= 0 and <= 100))
            yield return "Guard.Percent: a share of the people in scope from 0 to 100.";
        if (settings.Guard.Window <= TimeSpan.Zero || settings.Guard.Window > LongestWindow)
            yield return "Guard.Window: from a minute to 30 days.";
        if (settings.Quarantine.DisableAfterDays is < 1 or > LongestWait)
            yield return $"Quarantine.DisableAfterDays: from 1 to {LongestWait} days.";
        if (settings.Leavers.Days is < 1 or > LongestWait)
            yield return $"Leavers.Days: from 1 to {LongestWait} days; to delete at once choose the action Delete.";
    }

    /// <summary>What comes later in somebody's life may not be milder than what has happened already.</summary>
    private static IEnumerable<string> Leavers(LeaverPolicy policy)
    {
        if (policy is { SoftDeleted: LeaverAction.Delete, Purged: LeaverAction.DeleteLater })
            yield return "Leavers.Purged: an account that is deleted on soft deletion is gone when the object is purged; "
                + "choose Delete or Nothing for Purged.";
        if (policy is { AccountDisabled: LeaverAction.Delete, SoftDeleted: LeaverAction.Disable })
            yield return "Leavers.SoftDeleted: somebody disabled is deleted, but somebody deleted is only disabled; "
                + "choose a milder action for AccountDisabled, or Delete for SoftDeleted.";
        if (policy.Groups == LeaverAction.Disable)
            yield return "Leavers.Groups: a group cannot be disabled; choose Nothing, Delete or DeleteLater.";
    }

    /// <summary>A policy that deletes and a mapping that may not (ENT-MAP-8).</summary>
    private static IEnumerable<string> Leavers(JobSettings settings, SynchronizationSchema schema)
    {
        var policy = settings.Leavers;
        LeaverAction[] ofUsers = [policy.Unassigned, policy.OutOfScope, policy.AccountDisabled, policy.SoftDeleted];
        if (
            schema.For(ObjectKind.User) is { } users
            && !users.FlowTypes.HasFlag(FlowTypes.Delete)
            && ofUsers.Any(a => a is LeaverAction.Delete or LeaverAction.DeleteLater)
        )
            yield return $"Leavers: the policy deletes accounts, but '{users.Title}' has the action Delete switched off; "
                + "switch it on, or choose Disable.";
    }

    private static IEnumerable<string> Scope(ScopeSetting scope, SynchronizationSchema schema)
    {
        if (scope != ScopeSetting.All || schema.For(ObjectKind.User) is not { } users)
            yield break;
        foreach (var attribute in users.Attributes)
            if (attribute.Source is { } text && ReadsRoles(text))
                yield return $"Scope: everybody has no role, and {attribute.Target} is mapped from roles (ENT-SCO-14); "
                    + "choose the scope Assigned, or remove that mapping.";
    }

    private static bool ReadsRoles(string expression) =>
        Expression.TryParse(expression).Value?.Compile().Attributes.Contains("appRoleAssignments") ?? false;
}
