using System.Text.Json.Nodes;
using Provost.Scim.Messages;

namespace Provost.Scim.AspNetCore;

/// <summary>What a server says about itself (RFC 7644 §4); it can be read and nothing else.</summary>
internal static class DiscoveryEndpoints
{
    public static Task ConfigAsync(ScimCall call)
    {
        call.Method("GET");
        return call.AnswerAsync(200, At(call, "ServiceProviderConfig", call.Options.ServiceProviderConfig.ToJson()));
    }

    public static Task ResourceTypesAsync(ScimCall call) => ListAsync(call, ResourceTypes(call));

    public static Task ResourceTypeAsync(ScimCall call, string id) => OneAsync(call, ResourceTypes(call), id);

    public static Task SchemasAsync(ScimCall call) => ListAsync(call, Schemas(call));

    public static Task SchemaAsync(ScimCall call, string id) => OneAsync(call, Schemas(call), id);

    private static IEnumerable<JsonObject> ResourceTypes(ScimCall call) =>
        call.Options.ResourceTypes.Select(type => At(call, $"ResourceTypes/{type.Name}", type.ToJson()));

    private static IEnumerable<JsonObject> Schemas(ScimCall call) =>
        Discovery
            .Schemas(call.Options.ResourceTypes)
            .Select(schema => At(call, $"Schemas/{schema.Id}", schema.ToJson()));

    private static Task ListAsync(ScimCall call, IEnumerable<JsonObject> resources)
    {
        call.Method("GET");
        // RFC 7644 §4: a filter is refused, paging and sorting are ignored.
        if (call.Parameter("filter") is not null)
            throw ScimException.Forbidden("What the server says about itself cannot be filtered.");

        var all = resources.ToList();
        return call.AnswerAsync(200, ListResponse.ToJson(all, all.Count, 1));
    }

    private static Task OneAsync(ScimCall call, IEnumerable<JsonObject> resources, string id)
    {
        call.Method("GET");
        var found = resources.FirstOrDefault(r => id.Equals((string?)r["id"], StringComparison.OrdinalIgnoreCase));
        return call.AnswerAsync(200, found ?? throw call.NotFound());
    }

    private static JsonObject At(ScimCall call, string path, JsonObject resource)
    {
        resource["meta"]?["location"] = $"{call.BaseUrl}/{path}";
        return resource;
    }
}
