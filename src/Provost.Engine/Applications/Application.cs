namespace Provost.Engine.Applications;

/// <summary>A role that an application knows (<c>appRole</c> in Graph).</summary>
/// <param name="Value">What the role is called in tokens and expressions.</param>
public sealed record AppRole(Guid Id, string Value, string DisplayName, string Description)
{
    /// <summary>The role of an assignment that names none: Default Access.</summary>
    public static Guid DefaultAccess => Guid.Empty;
}

/// <summary>An application of a tenant (<c>servicePrincipal</c> in Graph).</summary>
/// <param name="Number">Grows with creation; the store's own key.</param>
/// <param name="TemplateId">The gallery entry that it was made from, for example <c>dialpad</c>.</param>
public sealed record Application(
    long Number,
    Guid Id,
    Guid TenantId,
    string DisplayName,
    string TemplateId,
    IReadOnlyList<AppRole> Roles
);

/// <summary>A user or group that is assigned to an application with a role (<c>appRoleAssignment</c>).</summary>
/// <param name="RoleId"><see cref="AppRole.DefaultAccess"/> where none was chosen.</param>
public sealed record AppRoleAssignment(Guid Id, Guid ApplicationId, Guid PrincipalId, Guid RoleId);

/// <summary>Why somebody is entitled to an application: directly, or as a member of a group.</summary>
/// <param name="GroupName">The assigned group's name, null for a direct assignment.</param>
/// <param name="InnerGroup">The group inside it of which she is a member, where nested groups count.</param>
public readonly record struct Entitlement(Guid RoleId, string? GroupName, string? InnerGroup = null);
