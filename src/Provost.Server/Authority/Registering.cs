using System.Text.Json.Nodes;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Server.Hosting;

namespace Provost.Server.Authority;

/// <summary>
/// Registers an application that people sign in to, without adding it to any tenant: their consent does that.
/// </summary>
internal static class Registering
{
    /// <param name="template">The gallery entry whose connector it gets where somebody consents; null for none.</param>
    /// <param name="isMultiTenant">People of every tenant may sign in to it.</param>
    /// <returns>The registration, and the secret that is shown once.</returns>
    public static async Task<(Registration Registration, string Secret)> RegisterAsync(
        Installation installation,
        Caller caller,
        string name,
        GalleryTemplate? template,
        IReadOnlyList<string> redirectUris,
        bool isMultiTenant,
        CancellationToken ct
    )
    {
        foreach (var uri in redirectUris)
            Check(uri);
        var now = installation.Time.GetUtcNow();
        var registration = new Registration(
            Guid.CreateVersion7(now),
            caller.TenantId,
            Guid.CreateVersion7(now),
            name,
            template?.Id ?? "",
            template?.Roles ?? []
        )
        {
            Properties = Properties(redirectUris, isMultiTenant),
        };
        await installation.Applications.AddAsync(caller, registration, null, ct);
        return (registration, await AddSecretAsync(installation, caller, registration.Id, ct));
    }

    /// <summary>
    /// Lets people of every tenant sign in to an application that is registered already, with a new secret.
    /// </summary>
    /// <returns>The secret; null where the application has no registration.</returns>
    public static async Task<string?> AllowSignInAsync(
        Installation installation,
        Caller caller,
        Guid appId,
        string redirectUri,
        CancellationToken ct
    )
    {
        Check(redirectUri);
        var applications = installation.Applications;
        if (await applications.FindRegistrationAsync(caller.TenantId, null, appId, ct) is not { } registration)
            return null;
        var properties = Properties([redirectUri], isMultiTenant: true);
        await applications.UpdateAsync(
            caller,
            registration.Id,
            (Registration r) => r with { Properties = properties },
            ct
        );
        return await AddSecretAsync(installation, caller, registration.Id, ct);
    }

    private static string Properties(IReadOnlyList<string> redirectUris, bool isMultiTenant) =>
        new JsonObject
        {
            ["signInAudience"] = isMultiTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg",
            ["web"] = new JsonObject
            {
                ["redirectUris"] = new JsonArray([.. redirectUris.Select(u => JsonValue.Create(u))]),
            },
        }.ToJsonString();

    private static async Task<string> AddSecretAsync(
        Installation installation,
        Caller caller,
        Guid registrationId,
        CancellationToken ct
    )
    {
        var now = installation.Time.GetUtcNow();
        var secret = SecretHash.Generate();
        var credential = new ApplicationCredential(
            Guid.CreateVersion7(now),
            "secret",
            SecretHash.OfGenerated(secret),
            "For sign-in",
            secret[..3],
            now,
            null
        );
        await installation.Applications.AddCredentialAsync(caller, registrationId, credential, ct);
        return secret;
    }

    private static void Check(string uri)
    {
        if (
            !Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            || !(parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback))
            || parsed.Fragment.Length > 0
        )
            throw new EngineException(
                $"The redirect URI '{uri}' must be https (or http on this machine) and have no '#', for example "
                    + "https://app.example/signin-oidc. The application's documentation names it."
            );
    }
}
