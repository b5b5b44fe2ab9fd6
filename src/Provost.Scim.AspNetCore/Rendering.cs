using System.Text.Json.Nodes;
using Provost.Scim.Messages;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.AspNetCore;

/// <summary>A stored resource as an answer shows it: addresses filled in, then what was asked for.</summary>
internal static class Rendering
{
    public static JsonObject Show(ScimCall call, ResourceType type, ScimResource resource, Projection projection)
    {
        Locate(call, type, resource);
        return projection.Apply(resource, type);
    }

    public static string Location(ScimCall call, ResourceType type, ScimResource resource) =>
        $"{call.BaseUrl}{type.Endpoint}/{Uri.EscapeDataString(resource.Id ?? "")}";

    private static void Locate(ScimCall call, ResourceType type, ScimResource resource)
    {
        if (resource["meta"] is not JsonObject meta)
            resource["meta"] = meta = [];
        meta["resourceType"] = type.Name;
        meta["location"] = Location(call, type, resource);

        foreach (var member in Objects(resource["members"]))
            Refer(call, member, (string?)member["type"]);
        foreach (var group in Objects(resource["groups"]))
            Refer(call, group, "Group");
        if (
            resource[CoreSchemas.EnterpriseUserId] is JsonObject enterprise
            && enterprise["manager"] is JsonObject manager
        )
            Refer(call, manager, "User");
    }

    /// <summary>Our own address of the resource; what a client wrote there was a guess, or null.</summary>
    private static void Refer(ScimCall call, JsonObject reference, string? typeName)
    {
        var type = call.Options.ResourceTypes.FirstOrDefault(type => type.Name == typeName);
        if (type is not null && (string?)reference["value"] is { } id)
            reference["$ref"] = $"{call.BaseUrl}{type.Endpoint}/{Uri.EscapeDataString(id)}";
        else
            reference.Remove("$ref");
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? array) => (array as JsonArray ?? []).OfType<JsonObject>();
}
