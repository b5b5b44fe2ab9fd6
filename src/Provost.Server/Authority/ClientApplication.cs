using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;
using Provost.Storage;

namespace Provost.Server.Authority;

/// <summary>An application that may ask for tokens by itself.</summary>
/// <param name="ServicePrincipalId">The object that stands for it in its tenant: the token's <c>oid</c>.</param>
/// <param name="Secrets">Any of them will do, so that one can be replaced while the other is in use.</param>
/// <param name="Roles">Values of the application permissions that it was granted.</param>
internal sealed record ClientApplication(
    Guid TenantId,
    Guid AppId,
    Guid ServicePrincipalId,
    string DisplayName,
    IReadOnlyList<ClientSecret> Secrets,
    IReadOnlyList<ClientKey> Keys,
    IReadOnlyList<string> Roles
)
{
    public static ClientApplication From(RegisteredClient client) =>
        new(
            client.Registration.TenantId,
            client.Registration.AppId,
            client.ServicePrincipalId,
            client.Registration.DisplayName,
            [
                .. client
                    .Registration.Credentials.Where(c => c.Kind == "secret")
                    .Select(c => new ClientSecret(c.Value, c.Starts, c.Ends)),
            ],
            [
                .. client
                    .Registration.Credentials.Where(c => c.Kind != "secret")
                    .Select(c => new ClientKey(
                        c.Kind == "jwk" ? new JsonWebKey(c.Value) : Certificate(c.Value),
                        c.Starts,
                        c.Ends
                    )),
            ],
            client.Permissions
        );

    private static X509SecurityKey Certificate(string base64) =>
        new(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(base64)));
}

/// <summary>The hash of a secret (<see cref="SecretHash"/>) and when it may be used.</summary>
internal sealed record ClientSecret(string Hash, DateTimeOffset? Starts, DateTimeOffset? Ends)
{
    public bool IsValid(DateTimeOffset now) => (Starts is null || Starts <= now) && (Ends is null || Ends > now);
}

/// <summary>A public key that the application's assertions are checked with, and when it may be used.</summary>
internal sealed record ClientKey(SecurityKey Key, DateTimeOffset? Starts, DateTimeOffset? Ends)
{
    public bool IsValid(DateTimeOffset now) => (Starts is null || Starts <= now) && (Ends is null || Ends > now);
}
