using Provost.Engine.Applications;

namespace Provost.Storage;

/// <summary>An application that may ask for tokens by itself.</summary>
/// <param name="ServicePrincipalId">What stands for it in its tenant: the token's <c>oid</c>.</param>
/// <param name="Permissions">The application permissions that it was granted.</param>
public sealed record RegisteredClient(
    Registration Registration,
    Guid ServicePrincipalId,
    IReadOnlyList<string> Permissions
);
