namespace Provost.Server.Graph;

/// <summary>Keys in addresses of applications and service principals (graph-api "Key syntax").</summary>
internal static class AddressKeys
{
    private const string ByAppId = "appId=";

    /// <summary>Whether the key names the object: by its id, or as <c>appId=…</c>.</summary>
    public static bool Names(string key, Guid id, Guid appId) =>
        key.StartsWith(ByAppId, StringComparison.OrdinalIgnoreCase)
            ? Guid.TryParse(key[ByAppId.Length..], out var asked) && asked == appId
            : Guid.TryParseExact(key, "D", out var own) && own == id;
}
