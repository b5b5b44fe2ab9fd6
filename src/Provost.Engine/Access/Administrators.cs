namespace Provost.Engine.Access;

/// <summary>Whether somebody can sign in here.</summary>
public enum SignInState
{
    /// <summary>Nobody gave her a password yet.</summary>
    NoPassword,

    /// <summary>She has one to begin with, and chooses her own at the first sign-in.</summary>
    MustChange,

    /// <summary>Wrong passwords were tried; nothing is tried for some minutes.</summary>
    Locked,

    /// <summary>Disabled or deleted in the directory.</summary>
    Disabled,
    Ready,
}

/// <summary>Somebody who holds a directory role, or can sign in without one.</summary>
/// <param name="Id">Of the user in the directory; an id of its own where <paramref name="IsLocal"/>.</param>
/// <param name="IsLocal">The first administrator, who is nobody in the directory.</param>
public sealed record Administrator(
    Guid Id,
    string UserPrincipalName,
    string DisplayName,
    bool IsLocal,
    SignInState SignIn,
    IReadOnlyList<DirectoryRole> Roles
)
{
    /// <summary>Roles by the names that Entra has for them.</summary>
    public static string NameOf(DirectoryRole role) =>
        role switch
        {
            DirectoryRole.GlobalAdministrator => "Global Administrator",
            DirectoryRole.ApplicationAdministrator => "Application Administrator",
            DirectoryRole.CloudApplicationAdministrator => "Cloud Application Administrator",
            _ => "Reports Reader",
        };
}

/// <summary>Who administers a tenant. Every change is in the audit.</summary>
public interface IAdministratorStore
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<Administrator>> ListAsync(Caller caller, CancellationToken ct);

    /// <summary>Gives a user of the directory, or the local administrator, these roles and no others.</summary>
    /// <exception cref="EngineException">
    /// There is no such user, or nobody who can sign in would be Global Administrator any more.
    /// </exception>
    Task SetRolesAsync(Caller caller, Guid id, IReadOnlyCollection<DirectoryRole> roles, CancellationToken ct);
}
