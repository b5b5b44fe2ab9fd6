using System.Security.Cryptography;
using System.Text;
using Provost.Engine.Access;

namespace Provost.Engine.Applications;

/// <summary>
/// Microsoft Graph as an application of a tenant: its roles are the application permissions. It is the same in every
/// tenant and stands in no table.
/// </summary>
public static class GraphApplication
{
    public const string DisplayName = "Microsoft Graph";

    // Before the roles: static members are made in the order of the text.
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["Application.Read.All"] = "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
        ["Application.ReadWrite.All"] = "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
        ["Application.ReadWrite.OwnedBy"] = "18a4783c-866b-4cc7-a460-3d5e5662c884",
        ["AppRoleAssignment.ReadWrite.All"] = "06b708a9-e830-4db3-a914-8e69da51d44f",
        ["AuditLog.Read.All"] = "b0afded3-3588-46d8-8b3d-9842eff778da",
        ["Directory.Read.All"] = "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
        ["Directory.ReadWrite.All"] = "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
        ["Group.Create"] = "bf7b1a76-6e77-406b-b258-bf5c7720e98f",
        ["Group.Read.All"] = "5b567255-7703-4780-807c-7be8301ae99b",
        ["Group.ReadWrite.All"] = "62a82d76-70ea-41e2-9197-370581804d09",
        ["GroupMember.Read.All"] = "98830695-27a2-44f7-8c18-0c3ebc9698f6",
        ["GroupMember.ReadWrite.All"] = "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
        ["Synchronization.Read.All"] = "5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce",
        ["Synchronization.ReadWrite.All"] = "9b50c33d-700f-43b1-b2eb-87e89b703581",
        ["User.Read.All"] = "df021288-bdef-4463-88db-98f22de89214",
        ["User.ReadBasic.All"] = "97235f07-e226-4f63-ace3-39588e11d3a1",
        ["User.ReadWrite.All"] = "741f803b-c850-494e-b5df-cde7c675a1ca",
    };

    /// <summary>Its id in every tenant of the world.</summary>
    public static Guid AppId { get; } = new("00000003-0000-0000-c000-000000000000");

    /// <summary>The roles, one a permission. Clients that know Graph's ids for them find those.</summary>
    public static IReadOnlyList<AppRole> Roles { get; } =
    [
        .. Operations.Permissions.Select(p => new AppRole(RoleId(p), p, p, $"Lets the application use {p}.")
        {
            ForUsers = false,
            ForApplications = true,
        }),
    ];

    public static Application In(Guid tenantId) =>
        new(0, ObjectId(tenantId), tenantId, DisplayName, "", Roles)
        {
            AppId = AppId,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

    /// <summary>The id of what stands for it in a tenant: always the same one.</summary>
    public static Guid ObjectId(Guid tenantId) => Derived($"{tenantId} {AppId}");

    private static Guid RoleId(string permission) =>
        Known.TryGetValue(permission, out var id) ? new Guid(id) : Derived($"{AppId} {permission}");

    private static Guid Derived(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
