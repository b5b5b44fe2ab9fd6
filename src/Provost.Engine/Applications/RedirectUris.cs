using System.Text.Json;

namespace Provost.Engine.Applications;

/// <summary>
/// Which addresses an application may have its people sent to, whoever registers them and wherever. A browser that is
/// sent to another kind of address would run it, or show everybody on the way what it carries. Pure.
/// </summary>
public static class RedirectUris
{
    private const string Web = "web";
    private const string PublicClient = "publicClient";
    private const string SinglePage = "spa";

    private static readonly string[] Platforms = [Web, PublicClient, SinglePage];

    /// <summary>Schemes that browsers or the operating system act on themselves; no program has them as its own.</summary>
    private static readonly HashSet<string> NoPrograms = new(StringComparer.OrdinalIgnoreCase)
    {
        "about",
        "blob",
        "chrome",
        "content",
        "data",
        "file",
        "filesystem",
        "ftp",
        "gopher",
        "http",
        "https",
        "intent",
        "jar",
        "javascript",
        "livescript",
        "mailto",
        "mhtml",
        "mocha",
        "resource",
        "sms",
        "tel",
        "vbscript",
        "view-source",
        "ws",
        "wss",
    };

    /// <summary>The addresses of a registration of this platform that are fit to be gone to.</summary>
    /// <param name="properties">Those of a registration, as JSON.</param>
    /// <param name="platform"><c>web</c>, <c>publicClient</c> or <c>spa</c>.</param>
    public static IReadOnlyList<string> Fit(string properties, string platform) =>
        [.. Of(properties, platform).Where(uri => IsFit(uri, platform == PublicClient))];

    /// <summary>Refuses a change that would bring an address which is not fit; those that were there stay.</summary>
    /// <exception cref="EngineException">The sentence names the address.</exception>
    public static void CheckChange(string before, string after)
    {
        foreach (var platform in Platforms)
        {
            var known = Of(before, platform);
            foreach (var uri in Of(after, platform).Where(u => !known.Contains(u, StringComparer.Ordinal)))
                Check(uri, platform);
        }
    }

    /// <param name="platform"><c>web</c>, <c>publicClient</c> or <c>spa</c>.</param>
    /// <exception cref="EngineException">The sentence names the address.</exception>
    public static void Check(string uri, string platform = Web)
    {
        if (IsFit(uri, platform == PublicClient))
            return;
        var also = platform == PublicClient ? ", or have a scheme of the program's own," : "";
        throw new EngineException(
            $"redirectUris: the redirect URI '{uri}' must be https (or http on this machine){also} and have no '#' and "
                + "no user name, for example https://app.example/signin-oidc. The application's documentation names it."
        );
    }

    private static bool IsFit(string text, bool isProgram) =>
        text.All(c => c is > ' ' and not '\\' and not '\u007f')
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && !text.Contains('#', StringComparison.Ordinal)
        && uri.UserInfo.Length == 0
        && (
            uri.Scheme == Uri.UriSchemeHttps ? uri.Host.Length > 0
            : uri.Scheme == Uri.UriSchemeHttp ? uri.IsLoopback
            : isProgram
                && !NoPrograms.Contains(uri.Scheme)
                && text.AsSpan(uri.Scheme.Length).StartsWith(":/", StringComparison.Ordinal)
        );

    private static List<string> Of(string properties, string platform)
    {
        using var bag = JsonDocument.Parse(properties);
        return
            bag.RootElement.TryGetProperty(platform, out var part)
            && part.ValueKind == JsonValueKind.Object
            && part.TryGetProperty("redirectUris", out var uris)
            && uris.ValueKind == JsonValueKind.Array
            ? [.. uris.EnumerateArray().Select(u => u.ValueKind == JsonValueKind.String ? u.GetString() ?? "" : "")]
            : [];
    }
}
