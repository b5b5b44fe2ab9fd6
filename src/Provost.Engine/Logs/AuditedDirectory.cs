using System.Diagnostics;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Logs;

/// <summary>A change of users and groups as the audit tells it. Pure.</summary>
public static class AuditedDirectory
{
    /// <param name="before">The changed object before the change; null where the change creates it.</param>
    /// <param name="member">That comes or goes.</param>
    public static AuditedChange Of(DirectoryChange change, DirectoryObject? before, DirectoryObject? member)
    {
        var (id, kind, attributes) =
            change is DirectoryChange.Create create ? (create.Id, create.Kind, create.Attributes)
            : before is not null ? (before.Id, before.Kind, before.Attributes)
            : throw new UnreachableException();
        var target = Target(id, kind, attributes);
        return new AuditedChange(
            kind == ObjectKind.User ? AuditCategory.UserManagement : AuditCategory.GroupManagement,
            Activity(change, kind == ObjectKind.User ? "user" : "group"),
            change is DirectoryChange.Set set ? $"{id}: {string.Join(", ", set.Attributes.Keys)}" : $"{id}"
        )
        {
            // Entra names the member first, and says in its properties which group it is.
            Targets = member is null ? [target] : [Target(member.Id, member.Kind, member.Attributes), target],
            Modified = Modified(change, before, target),
        };
    }

    private static AuditTarget Target(Guid id, ObjectKind kind, IReadOnlyDictionary<string, Value> attributes)
    {
        string? Text(string name) =>
            attributes.GetValueOrDefault(name) is { IsNullOrEmpty: false } value ? value.ToString() : null;

        var userPrincipalName = kind == ObjectKind.User ? Text("userPrincipalName") : null;
        return new($"{kind}", $"{id}", Text("displayName") ?? userPrincipalName ?? "", userPrincipalName);
    }

    private static string Activity(DirectoryChange change, string what) =>
        change switch
        {
            DirectoryChange.Create => $"Add {what}",
            DirectoryChange.Set => $"Update {what}",
            DirectoryChange.SetEnabled(_, true) => "Enable account",
            DirectoryChange.SetEnabled => "Disable account",
            DirectoryChange.SetManager(_, null) => "Remove manager",
            DirectoryChange.SetManager => "Set manager",
            DirectoryChange.AddMember => "Add member to group",
            DirectoryChange.RemoveMember => "Remove member from group",
            DirectoryChange.Delete => $"Delete {what}",
            DirectoryChange.Restore => $"Restore {what}",
            DirectoryChange.Purge => $"Hard delete {what}",
            _ => throw new UnreachableException(),
        };

    private static IReadOnlyList<ModifiedProperty> Modified(
        DirectoryChange change,
        DirectoryObject? before,
        AuditTarget target
    ) =>
        change switch
        {
            DirectoryChange.Create create => AuditedProperties.Between(
                new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase),
                create.Attributes
            ),
            DirectoryChange.Set set => AuditedProperties.Between(before?.Attributes ?? set.Attributes, set.Attributes),
            DirectoryChange.SetEnabled(_, var enabled) => [new("accountEnabled", $"{!enabled}", $"{enabled}")],
            DirectoryChange.SetManager(_, var manager) =>
            [
                new("manager", before?.ManagerId?.ToString(), manager?.ToString()),
            ],
            DirectoryChange.AddMember =>
            [
                new("Group.ObjectID", null, target.Id),
                new("Group.DisplayName", null, target.DisplayName),
            ],
            DirectoryChange.RemoveMember =>
            [
                new("Group.ObjectID", target.Id, null),
                new("Group.DisplayName", target.DisplayName, null),
            ],
            _ => [],
        };
}
