using System.Text.Json.Nodes;
using Provost.Scim.Resources;

namespace Dialpad.Provisioning;

/// <summary>A provisioned user as the tables have it.</summary>
internal sealed record AccountRow
{
    public required string Id { get; init; }
    public required string UserName { get; init; }
    public string? DisplayName { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>Not suspended. A suspended user holds no licence, but keeps office and number.</summary>
    public required bool Active { get; init; }
    public required long OfficeId { get; init; }

    /// <summary>The licence that the user has, or will take when active again.</summary>
    public required string Licence { get; init; }
    public required long Version { get; init; }
    public required long CreatedMs { get; init; }
    public required long ModifiedMs { get; init; }

    /// <summary>What the client wrote, as JSON.</summary>
    public required string Resource { get; init; }

    /// <summary>The telephone number that Dialpad gave.</summary>
    public string? Number { get; init; }

    /// <summary>The groups that the user is a direct member of, as a JSON array.</summary>
    public string? Groups { get; init; }

    public ScimResource ToResource()
    {
        var resource = StoredResource.Of(Resource, Id, Version, CreatedMs, ModifiedMs);
        if (Number is not null)
            AddNumber(resource, Number);
        if (Groups is not null && JsonNode.Parse(Groups) is JsonArray { Count: > 0 } groups)
            resource["groups"] = groups;
        return resource;
    }

    /// <summary>The JSON to keep of a user: not the Dialpad number, whatever a client writes there.</summary>
    public static string Kept(ScimResource resource, bool active)
    {
        var kept = resource.Clone();
        kept["active"] = active;
        if (kept["phoneNumbers"] is JsonArray numbers)
        {
            numbers.RemoveAll(IsDialpadNumber);
            if (numbers.Count == 0)
                kept["phoneNumbers"] = null;
        }
        return StoredResource.Kept(kept, "groups");
    }

    private static void AddNumber(ScimResource resource, string number)
    {
        if (resource["phoneNumbers"] is not JsonArray numbers)
            resource["phoneNumbers"] = numbers = [];
        numbers.Add((JsonNode)new JsonObject { ["type"] = DialpadTypes.DialpadNumber, ["value"] = number });
    }

    private static bool IsDialpadNumber(JsonNode? number) =>
        number is JsonObject json
        && string.Equals(
            new ScimResource(json).Text("type"),
            DialpadTypes.DialpadNumber,
            StringComparison.OrdinalIgnoreCase
        );
}
