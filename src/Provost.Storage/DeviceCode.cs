namespace Provost.Storage;

/// <summary>What became of a device that waits for somebody to sign in elsewhere (RFC 8628).</summary>
public enum DeviceState
{
    Waiting = 0,
    Allowed = 1,
    Refused = 2,
}

/// <summary>A device that waits.</summary>
/// <param name="TenantId">Whose people may sign in; null for those of every tenant.</param>
/// <param name="Scopes">What it asked for.</param>
/// <param name="SignedIn">The tenant, the person and when she signed in; null while nobody has allowed it.</param>
public sealed record DeviceCode(
    Guid AppId,
    Guid? TenantId,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Ends,
    DeviceState State,
    (Guid TenantId, Guid PrincipalId, DateTimeOffset At)? SignedIn
);
