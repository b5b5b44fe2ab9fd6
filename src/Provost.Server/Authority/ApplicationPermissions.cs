namespace Provost.Server.Authority;

/// <summary>The application permissions of Microsoft Graph that this server knows (graph-api.md §2.5).</summary>
internal static class ApplicationPermissions
{
    public static IReadOnlyList<string> All { get; } =
    [
        "Application.Read.All",
        "Application.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
        "AppRoleAssignment.ReadWrite.All",
        "AuditLog.Read.All",
        "CustomSecAttributeProvisioning.Read.All",
        "CustomSecAttributeProvisioning.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
        "Group.Create",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "GroupMember.Read.All",
        "GroupMember.ReadWrite.All",
        "ProvisioningLog.Read.All",
        "Synchronization.Read.All",
        "Synchronization.ReadWrite.All",
        "SynchronizationData-User.Upload",
        "SynchronizationData-User.Upload.OwnedBy",
        "User.DeleteRestore.All",
        "User.EnableDisableAccount.All",
        "User.Read.All",
        "User.ReadBasic.All",
        "User.ReadWrite.All",
    ];
}
