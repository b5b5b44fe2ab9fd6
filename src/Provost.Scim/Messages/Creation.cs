using System.Text.Json.Nodes;
using Provost.Scim.Patching;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Messages;

/// <summary>What a body of POST means (RFC 7644 §3.3), however the client spelt it (scim-wire B.3, C).</summary>
public static class Creation
{
    /// <summary>
    /// The resource as it is to be stored, without <c>id</c> and <c>meta</c>, which the server gives. What the client
    /// says of read-only attributes is passed over, as are names that the core schema does not know; null means
    /// unassigned; attributes under the core's own URN, dotted names, bare ids of managers and strings for booleans are
    /// put right; extensions that nobody registered are kept.
    /// </summary>
    public static ScimResource Prepare(JsonObject body, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(type);
        var schemas = new JsonArray(type.Schema.Id);
        var json = new JsonObject { ["schemas"] = schemas };
        foreach (var urn in Listed(body, type))
            schemas.Add(urn);

        new PatchApplication(json, type, new Journal()).Merge(PatchKind.Add, body);
        Require(json, type.Schema);
        foreach (var extension in type.Extensions)
        {
            if (json.Find(extension.Id) is JsonObject part)
                Require(part, extension);
        }

        return new ScimResource(json);
    }

    /// <summary>Entra lists the enterprise extension on every user and a URN of its own on every group.</summary>
    private static IEnumerable<string> Listed(JsonObject body, ResourceType type) =>
        body.Find("schemas") is JsonArray listed
            ? listed
                .Select(urn => urn.AsText() is { } text ? type.FindExtension(text)?.Id : null)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
            : [];

    private static void Require(JsonObject json, Schema schema)
    {
        foreach (var attribute in schema.Attributes)
        {
            if (attribute.Required && json.Find(attribute.Name) is null)
                throw ScimException.InvalidValue($"'{attribute.Name}' is required by {schema.Id}.");
        }
    }
}
