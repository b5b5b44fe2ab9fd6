using Provost.Engine.Access;

namespace Provost.Storage;

/// <summary>Somebody who signs in here with a password.</summary>
/// <param name="Id">The user's id in the directory; an id of its own where <paramref name="IsLocal"/>.</param>
/// <param name="IsLocal">
/// An administrator who is nobody in the directory, so that somebody gets in whatever is imported.
/// </param>
/// <param name="IsEnabled">False for a user who is disabled or deleted in the directory.</param>
/// <param name="PasswordChanged">Tokens and sessions from before are worth nothing.</param>
public sealed record Account(
    Guid Id,
    Guid TenantId,
    string UserPrincipalName,
    string DisplayName,
    string? Mail,
    bool IsLocal,
    bool IsEnabled,
    string PasswordHash,
    bool MustChange,
    DateTimeOffset PasswordChanged,
    int Failures,
    DateTimeOffset? LockedUntil,
    IReadOnlyList<DirectoryRole> Roles
);
