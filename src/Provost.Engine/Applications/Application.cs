using System.Text.Json.Serialization;

namespace Provost.Engine.Applications;

/// <summary>A role that an application knows (<c>appRole</c> in Graph).</summary>
/// <param name="Value">What the role is called in tokens and expressions; empty where it has no such name.</param>
public sealed record AppRole(Guid Id, string Value, string DisplayName, string Description)
{
    /// <summary>The role of an assignment that names none: Default Access.</summary>
    [JsonIgnore]
    public static Guid DefaultAccess => Guid.Empty;

    [JsonIgnore]
    public static string DefaultAccessName => "Default Access";

    /// <summary>Nobody can be assigned with a role that is not.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Users and groups can be assigned with it.</summary>
    public bool ForUsers { get; init; } = true;

    /// <summary>Other applications can be assigned with it.</summary>
    public bool ForApplications { get; init; }
}

/// <summary>An application of a tenant (<c>servicePrincipal</c> in Graph).</summary>
/// <param name="Number">Grows with creation; the store's own key.</param>
/// <param name="TemplateId">
/// The gallery entry whose connector it has, for example <c>dialpad</c>; empty while it has none.
/// </param>
public sealed record Application(
    long Number,
    Guid Id,
    Guid TenantId,
    string DisplayName,
    string TemplateId,
    IReadOnlyList<AppRole> Roles
)
{
    /// <summary>What clients call it (<c>appId</c>); shared with its registration.</summary>
    public Guid AppId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set while it can be restored.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Graph's properties that nothing here reads, as they were given: a JSON object.</summary>
    public string Properties { get; init; } = "{}";

    public IReadOnlyList<Guid> Owners { get; init; } = [];
}

/// <summary>
/// What was registered (<c>application</c> in Graph), of which a service principal stands in the tenant.
/// </summary>
/// <param name="TemplateId">The gallery entry that it was made from; empty where it was registered by itself.</param>
public sealed record Registration(
    Guid Id,
    Guid TenantId,
    Guid AppId,
    string DisplayName,
    string TemplateId,
    IReadOnlyList<AppRole> Roles
)
{
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set while it can be restored.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <inheritdoc cref="Application.Properties"/>
    public string Properties { get; init; } = "{}";

    public IReadOnlyList<Guid> Owners { get; init; } = [];

    public IReadOnlyList<ApplicationCredential> Credentials { get; init; } = [];
}

/// <summary>What an application shows that it is itself by (<c>passwordCredential</c>, <c>keyCredential</c>).</summary>
/// <param name="Kind"><c>secret</c>, <c>certificate</c> or <c>jwk</c>.</param>
/// <param name="Value">The hash of the secret, the certificate in base64 (DER), or the public JSON Web Key.</param>
/// <param name="Hint">The first characters of a secret, so that people know which one it is.</param>
public sealed record ApplicationCredential(
    Guid KeyId,
    string Kind,
    string Value,
    string? DisplayName,
    string? Hint,
    DateTimeOffset? Starts,
    DateTimeOffset? Ends
);

/// <summary>A user or group that is assigned to an application with a role (<c>appRoleAssignment</c>).</summary>
/// <param name="RoleId"><see cref="AppRole.DefaultAccess"/> where none was chosen.</param>
public sealed record AppRoleAssignment(Guid Id, Guid ApplicationId, Guid PrincipalId, Guid RoleId);

/// <summary>An assignment with what it is shown with.</summary>
/// <param name="Position">The place in the order in which assignments are listed.</param>
/// <param name="PrincipalType"><c>User</c>, <c>Group</c> or <c>ServicePrincipal</c>.</param>
public sealed record AssignmentView(
    AppRoleAssignment Assignment,
    string Position,
    string PrincipalType,
    string PrincipalDisplayName,
    string ResourceDisplayName,
    DateTimeOffset CreatedAt
);

/// <summary>Why somebody is entitled to an application: directly, or as a member of a group.</summary>
/// <param name="GroupName">The assigned group's name, null for a direct assignment.</param>
/// <param name="InnerGroup">The group inside it of which she is a member, where nested groups count.</param>
public readonly record struct Entitlement(Guid RoleId, string? GroupName, string? InnerGroup = null);
