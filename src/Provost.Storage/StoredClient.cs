namespace Provost.Storage;

/// <summary>An application that may ask for tokens, as it is stored.</summary>
/// <param name="Roles">Values of the application permissions that it was granted.</param>
public sealed record StoredClient(
    Guid TenantId,
    Guid AppId,
    Guid ServicePrincipalId,
    string DisplayName,
    IReadOnlyList<string> Roles,
    IReadOnlyList<StoredCredential> Credentials
);

/// <summary>What an application shows that it is itself by.</summary>
/// <param name="Kind"><c>secret</c>, <c>certificate</c> or <c>jwk</c>.</param>
/// <param name="Value">The hash of the secret, the certificate in base64 (DER), or the public JSON Web Key.</param>
public sealed record StoredCredential(string Kind, string Value, DateTimeOffset? Starts, DateTimeOffset? Ends);
