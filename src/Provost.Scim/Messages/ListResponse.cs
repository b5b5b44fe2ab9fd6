using System.Text.Json.Nodes;

namespace Provost.Scim.Messages;

/// <summary>A page of resources (RFC 7644 §3.4.2).</summary>
public static class ListResponse
{
    /// <summary>The schema of the message.</summary>
    public const string SchemaId = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    /// <summary>
    /// The message. <c>Resources</c> is there even when it is empty, because clients read it without asking.
    /// </summary>
    /// <param name="resources">
    /// The resources of this page, as they are to be returned; none may belong to other JSON.
    /// </param>
    /// <param name="total">How many match altogether.</param>
    /// <param name="startIndex">The index of the first, from 1.</param>
    public static JsonObject ToJson(IEnumerable<JsonObject> resources, int total, int startIndex)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var page = new JsonArray();
        foreach (var resource in resources)
            page.Add((JsonNode)resource);

        return new JsonObject
        {
            ["schemas"] = new JsonArray(SchemaId),
            ["totalResults"] = total,
            ["startIndex"] = startIndex,
            ["itemsPerPage"] = page.Count,
            ["Resources"] = page,
        };
    }
}
