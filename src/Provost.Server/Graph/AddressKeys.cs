namespace Provost.Server.Graph;

/// <summary>Keys in addresses of applications and service principals (graph-api "Key syntax").</summary>
internal static class AddressKeys
{
    private const string ByAppId = "appId=";

    /// <summary>What the key says: an id, or an <c>appId</c>; neither where it cannot be one.</summary>
    public static (Guid? Id, Guid? AppId) Read(string key) =>
        key.StartsWith(ByAppId, StringComparison.OrdinalIgnoreCase)
            ? (null, Guid.TryParseExact(key[ByAppId.Length..], "D", out var asked) ? asked : null)
            : (Guid.TryParseExact(key, "D", out var own) ? own : null, null);
}
