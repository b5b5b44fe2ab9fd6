using System.Text.Json.Nodes;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Server.Hosting;

namespace Provost.Server.Authority;

/// <summary>Registers an application that people sign in to, without adding it to any tenant: their consent does that.</summary>
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
        var secret = SecretHash.Generate();
        var properties = new JsonObject
        {
            ["signInAudience"] = isMultiTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg",
            ["web"] = new JsonObject
            {
                ["redirectUris"] = new JsonArray([.. redirectUris.Select(u => JsonValue.Create(u))]),
            },
        };
        var registration = new Registration(
            Guid.CreateVersion7(now),
            caller.TenantId,
            Guid.CreateVersion7(now),
            name,
            template?.Id ?? "",
            template?.Roles ?? []
        )
        {
            Properties = properties.ToJsonString(),
        };
        await installation.Applications.AddAsync(caller, registration, null, ct);
        var credential = new ApplicationCredential(
            Guid.CreateVersion7(now),
            "secret",
            SecretHash.OfGenerated(secret),
            "Made with the registration",
            secret[..3],
            now,
            null
        );
        await installation.Applications.AddCredentialAsync(caller, registration.Id, credential, ct);
        return (registration, secret);
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
