using System.Text.Json.Nodes;

namespace Provost.Scim.Resources;

/// <summary>Finds properties of JSON objects without case (RFC 7643 §2.1).</summary>
internal static class JsonNames
{
    /// <summary>The value of the property; null when it is absent or null.</summary>
    public static JsonNode? Find(this JsonObject json, string name)
    {
        if (json.TryGetPropertyValue(name, out var node))
            return node;

        var index = json.IndexOfName(name);
        return index < 0 ? null : json.GetAt(index).Value;
    }

    /// <summary>The property's name as it is spelt in this object.</summary>
    public static string? KeyOf(this JsonObject json, string name) =>
        json.ContainsKey(name) ? name
        : json.IndexOfName(name) is >= 0 and var index ? json.GetAt(index).Key
        : null;

    private static int IndexOfName(this JsonObject json, string name)
    {
        for (var i = 0; i < json.Count; i++)
        {
            if (json.GetAt(i).Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
