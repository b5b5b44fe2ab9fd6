using System.Globalization;
using System.Text.Json.Nodes;
using Provost.Scim.Resources;

namespace Dialpad.Provisioning;

/// <summary>What users and groups have in common: what the client wrote, and what the server notes about it.</summary>
internal static class StoredResource
{
    public static ScimResource Of(string json, string id, long version, long createdMs, long modifiedMs)
    {
        var resource = ScimResource.Parse(json);
        resource.Id = id;
        resource["meta"] = new JsonObject
        {
            ["created"] = Instant(createdMs),
            ["lastModified"] = Instant(modifiedMs),
            ["version"] = $"W/\"{version}\"",
        };
        return resource;
    }

    /// <summary>The JSON to keep: without what the server computes anew for every answer.</summary>
    public static string Kept(ScimResource resource, params ReadOnlySpan<string> computed)
    {
        var kept = resource.Clone();
        kept.Id = null;
        kept["meta"] = null;
        foreach (var attribute in computed)
            kept[attribute] = null;
        return kept.Json.ToJsonString();
    }

    private static string Instant(long ms) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(ms)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
