using System.Text.Json;
using Provost.Engine.Applications;

namespace Provost.Server.Authority;

/// <summary>Looks up the registration with this app id, of whichever tenant; null where there is none.</summary>
internal delegate Task<Registration?> FindRegistration(Guid appId, CancellationToken ct);

/// <summary>An application that people sign in to.</summary>
/// <param name="WebUris">Redirect URIs of a server that keeps a secret.</param>
/// <param name="PublicUris">Redirect URIs of programs and pages that cannot keep one; they must use PKCE.</param>
/// <param name="IsFallbackPublicClient">Registered as a program that has no redirect URI at all.</param>
internal sealed record InteractiveClient(
    Registration Registration,
    bool IsMultiTenant,
    IReadOnlyList<string> WebUris,
    IReadOnlyList<string> PublicUris,
    bool IsFallbackPublicClient
)
{
    public Guid AppId => Registration.AppId;

    /// <summary>Whether people of this tenant may sign in to it.</summary>
    public bool IsFor(Guid tenantId) => IsMultiTenant || Registration.TenantId == tenantId;

    /// <summary>Whether it may use flows that show no secret and have no redirect URI, as that of devices.</summary>
    public bool IsPublicClient => IsFallbackPublicClient || PublicUris.Count > 0;

    public static InteractiveClient From(Registration registration)
    {
        using var bag = JsonDocument.Parse(registration.Properties);
        var root = bag.RootElement;
        var audience = root.TryGetProperty("signInAudience", out var value) ? value.GetString() : null;
        return new InteractiveClient(
            registration,
            audience is not null and not "AzureADMyOrg",
            Uris(root, "web"),
            [.. Uris(root, "publicClient"), .. Uris(root, "spa")],
            root.TryGetProperty("isFallbackPublicClient", out var fallback) && fallback.ValueKind == JsonValueKind.True
        );
    }

    public bool Knows(string redirectUri) => IsOf(WebUris, redirectUri) || IsPublic(redirectUri);

    /// <summary>
    /// Whether a code for this address needs no secret. A program on the person's own machine listens on a port that
    /// nobody knows beforehand (RFC 8252 §7.3).
    /// </summary>
    public bool IsPublic(string redirectUri) =>
        IsOf(PublicUris, redirectUri)
        || (
            Loopback(redirectUri) is { } wanted && PublicUris.Any(known => Loopback(known) is { } uri && uri == wanted)
        );

    /// <summary>Compared by every character (RFC 9700 §2.1).</summary>
    private static bool IsOf(IReadOnlyList<string> known, string redirectUri) =>
        known.Contains(redirectUri, StringComparer.Ordinal);

    private static (string Host, string Path)? Loopback(string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && uri is { IsLoopback: true, Scheme: "http" }
            ? (uri.Host, uri.PathAndQuery + uri.Fragment)
            : null;

    private static List<string> Uris(JsonElement root, string platform) =>
        root.TryGetProperty(platform, out var part)
        && part.ValueKind == JsonValueKind.Object
        && part.TryGetProperty("redirectUris", out var uris)
        && uris.ValueKind == JsonValueKind.Array
            ? [.. uris.EnumerateArray().Select(u => u.GetString() ?? "")]
            : [];
}
