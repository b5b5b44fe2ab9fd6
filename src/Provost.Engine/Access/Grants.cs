using System.Collections.Frozen;

namespace Provost.Engine.Access;

/// <summary>
/// Roles of the directory that an administrator holds (Entra's built-in roles, by their names there).
/// </summary>
public enum DirectoryRole
{
    GlobalAdministrator = 1,
    ApplicationAdministrator = 2,
    CloudApplicationAdministrator = 3,
    ReportsReader = 4,
}

/// <summary>What a caller may do: the permissions of the token, and for a person the directory roles too.</summary>
/// <param name="Permissions">
/// Application permissions (<c>roles</c> of the token) of an application, scopes (<c>scp</c>) where a person signed in.
/// </param>
/// <param name="Roles">The directory roles of the person; null where an application acts on its own.</param>
public sealed record Grants(FrozenSet<string> Permissions, FrozenSet<DirectoryRole>? Roles)
{
    private static readonly FrozenSet<string> NoPermissions = [];

    /// <summary>The console and the service itself are not asked.</summary>
    public static Grants Everything { get; } = new(NoPermissions, null) { IsEverything = true };

    public bool IsEverything { get; private init; }

    /// <summary>An application acts on its own.</summary>
    public static Grants OfApplication(IEnumerable<string> permissions) =>
        new(permissions.ToFrozenSet(StringComparer.Ordinal), null);

    /// <summary>A person acts through an application: both have to be allowed.</summary>
    public static Grants OfPerson(IEnumerable<string> scopes, IEnumerable<DirectoryRole> roles) =>
        new(scopes.ToFrozenSet(StringComparer.Ordinal), roles.ToFrozenSet());
}
