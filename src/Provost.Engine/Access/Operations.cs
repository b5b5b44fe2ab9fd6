using static Provost.Engine.Access.DirectoryRole;

namespace Provost.Engine.Access;

/// <summary>
/// Everything that can be allowed, with Graph's permissions for it: the least privileged one first, then those that
/// contain it (graph-api 2.5).
/// </summary>
public static class Operations
{
    private const string DirectoryRead = "Directory.Read.All";
    private const string DirectoryWrite = "Directory.ReadWrite.All";
    private const string ApplicationsReadAll = "Application.Read.All";
    private const string ApplicationsWriteAll = "Application.ReadWrite.All";
    private const string OwnApplications = "Application.ReadWrite.OwnedBy";
    private const string SynchronizationWriteAll = "Synchronization.ReadWrite.All";

    private static readonly DirectoryRole[] Administrators =
    [
        GlobalAdministrator,
        ApplicationAdministrator,
        CloudApplicationAdministrator,
    ];

    public static Operation UsersRead { get; } =
        new("read users")
        {
            AnyOf = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", DirectoryRead, DirectoryWrite],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation UsersWrite { get; } =
        new("change users") { AnyOf = ["User.ReadWrite.All", DirectoryWrite], Roles = [GlobalAdministrator] };

    public static Operation UsersEnable { get; } =
        new("enable and disable users")
        {
            AnyOf = ["User.EnableDisableAccount.All", "User.ReadWrite.All", DirectoryWrite],
            Roles = [GlobalAdministrator],
        };

    public static Operation UsersDelete { get; } =
        new("delete and restore users")
        {
            AnyOf = ["User.DeleteRestore.All", "User.ReadWrite.All", DirectoryWrite],
            Roles = [GlobalAdministrator],
        };

    public static Operation UsersDelta { get; } =
        new("follow the changes of users")
        {
            AnyOf = ["User.Read.All", "User.ReadWrite.All", DirectoryRead, DirectoryWrite],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation GroupsRead { get; } =
        new("read groups")
        {
            AnyOf =
            [
                "GroupMember.Read.All",
                "Group.Read.All",
                "GroupMember.ReadWrite.All",
                "Group.ReadWrite.All",
                DirectoryRead,
                DirectoryWrite,
            ],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation GroupsCreate { get; } =
        new("create groups")
        {
            AnyOf = ["Group.Create", "Group.ReadWrite.All", DirectoryWrite],
            Roles = [GlobalAdministrator],
        };

    public static Operation GroupsWrite { get; } =
        new("change groups") { AnyOf = ["Group.ReadWrite.All", DirectoryWrite], Roles = [GlobalAdministrator] };

    public static Operation MembersWrite { get; } =
        new("change the members of groups")
        {
            AnyOf = ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", DirectoryWrite],
            Roles = [GlobalAdministrator],
        };

    public static Operation GroupsDelta { get; } =
        new("follow the changes of groups")
        {
            AnyOf = ["Group.Read.All", "Group.ReadWrite.All", DirectoryRead, DirectoryWrite],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation DirectoryObjectsRead { get; } =
        new("read the directory")
        {
            AnyOf = [DirectoryRead, DirectoryWrite, "User.Read.All", "User.ReadWrite.All", "Group.Read.All"],
            Roles = [.. Administrators, ReportsReader],
        };

    /// <summary>The address does not say what the object is; the store asks for the permission of its kind.</summary>
    public static Operation DeletedObjectsWrite { get; } =
        new("restore deleted objects, or delete them for good")
        {
            AnyOf =
            [
                "User.DeleteRestore.All",
                "User.ReadWrite.All",
                "Group.ReadWrite.All",
                ApplicationsWriteAll,
                DirectoryWrite,
            ],
            OwnedBy = [OwnApplications],
            Roles = Administrators,
        };

    public static Operation OrganizationRead { get; } = new("read the organization") { ForEverybody = true };

    public static Operation TemplatesRead { get; } = new("read the gallery") { ForEverybody = true };

    public static Operation ApplicationsRead { get; } =
        new("read applications")
        {
            AnyOf = [ApplicationsReadAll, ApplicationsWriteAll, DirectoryRead, DirectoryWrite],
            OwnedBy = [OwnApplications],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation ApplicationsWrite { get; } =
        new("change applications")
        {
            AnyOf = [ApplicationsWriteAll, DirectoryWrite],
            OwnedBy = [OwnApplications],
            Roles = Administrators,
        };

    public static Operation AssignmentsRead { get; } =
        new("read app role assignments")
        {
            AnyOf =
            [
                ApplicationsReadAll,
                "AppRoleAssignment.ReadWrite.All",
                ApplicationsWriteAll,
                DirectoryRead,
                DirectoryWrite,
            ],
            OwnedBy = [OwnApplications],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation AssignmentsCreate { get; } =
        new("assign users, groups and applications")
        {
            AnyOf = ["AppRoleAssignment.ReadWrite.All"],
            And = [ApplicationsReadAll, ApplicationsWriteAll, OwnApplications, DirectoryRead, DirectoryWrite],
            Roles = Administrators,
        };

    public static Operation AssignmentsDelete { get; } =
        new("take assignments away") { AnyOf = ["AppRoleAssignment.ReadWrite.All"], Roles = Administrators };

    public static Operation SynchronizationRead { get; } =
        new("read provisioning")
        {
            AnyOf = ["Synchronization.Read.All", SynchronizationWriteAll],
            OwnedBy = [OwnApplications],
            Roles = Administrators,
        };

    public static Operation SynchronizationWrite { get; } =
        new("change provisioning")
        {
            AnyOf = [SynchronizationWriteAll],
            OwnedBy = [OwnApplications],
            Roles = Administrators,
        };

    public static Operation DirectoriesDiscover { get; } =
        new("discover a target's schema")
        {
            AnyOf = [DirectoryWrite, SynchronizationWriteAll],
            OwnedBy = [OwnApplications],
            Roles = Administrators,
        };

    public static Operation BulkUpload { get; } =
        new("upload people in bulk")
        {
            AnyOf = ["SynchronizationData-User.Upload"],
            OwnedBy = ["SynchronizationData-User.Upload.OwnedBy"],
            Roles = Administrators,
        };

    public static Operation ProvisioningLogRead { get; } =
        new("read the provisioning log")
        {
            AnyOf = ["ProvisioningLog.Read.All", "AuditLog.Read.All", DirectoryRead],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation AuditRead { get; } =
        new("read the audit log") { AnyOf = ["AuditLog.Read.All"], Roles = [.. Administrators, ReportsReader] };

    public static Operation AdministratorsRead { get; } =
        new("see who administers the tenant")
        {
            AnyOf =
            [
                "RoleManagement.Read.Directory",
                "RoleManagement.ReadWrite.Directory",
                DirectoryRead,
                DirectoryWrite,
            ],
            Roles = [.. Administrators, ReportsReader],
        };

    public static Operation AdministratorsWrite { get; } =
        new("give and take roles and passwords")
        {
            AnyOf = ["RoleManagement.ReadWrite.Directory"],
            Roles = [GlobalAdministrator],
        };

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        UsersRead,
        UsersWrite,
        UsersEnable,
        UsersDelete,
        UsersDelta,
        GroupsRead,
        GroupsCreate,
        GroupsWrite,
        MembersWrite,
        GroupsDelta,
        DirectoryObjectsRead,
        DeletedObjectsWrite,
        OrganizationRead,
        TemplatesRead,
        ApplicationsRead,
        ApplicationsWrite,
        AssignmentsRead,
        AssignmentsCreate,
        AssignmentsDelete,
        SynchronizationRead,
        SynchronizationWrite,
        DirectoriesDiscover,
        BulkUpload,
        ProvisioningLogRead,
        AuditRead,
        AdministratorsRead,
        AdministratorsWrite,
    ];

    /// <summary>Every permission that there is, by name, in order.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
    [
        .. All.SelectMany(o => o.AnyOf.Concat(o.And).Concat(o.OwnedBy).Concat(o.ApplicationAnyOf))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
