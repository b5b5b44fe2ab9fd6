using System.Text.Json.Nodes;
using Provost.Scim.Schemas;

namespace Provost.Scim.Messages;

/// <summary>Schemas and resource types as resources (RFC 7643 §6 and §7), without <c>meta.location</c>.</summary>
public static class Discovery
{
    /// <summary>
    /// Every schema that a server with these resource types publishes: theirs, and those of the discovery resources
    /// themselves.
    /// </summary>
    public static IReadOnlyList<Schema> Schemas(IEnumerable<ResourceType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        return
        [
            .. types
                .SelectMany(t => t.Extensions.Prepend(t.Schema))
                .DistinctBy(s => s.Id, StringComparer.OrdinalIgnoreCase),
            CoreSchemas.ServiceProviderConfig,
            CoreSchemas.ResourceType,
            CoreSchemas.Schema,
        ];
    }

    /// <summary>A schema as a resource.</summary>
    public static JsonObject ToJson(this Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new JsonObject
        {
            ["schemas"] = new JsonArray(CoreSchemas.Schema.Id),
            ["id"] = schema.Id,
            ["name"] = schema.Name,
            ["description"] = schema.Description,
            ["attributes"] = new JsonArray([.. schema.Attributes.Select(Attribute)]),
            ["meta"] = new JsonObject { ["resourceType"] = "Schema" },
        };
    }

    /// <summary>A resource type as a resource.</summary>
    public static JsonObject ToJson(this ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new JsonObject
        {
            ["schemas"] = new JsonArray(CoreSchemas.ResourceType.Id),
            ["id"] = type.Name,
            ["name"] = type.Name,
            ["endpoint"] = type.Endpoint,
            ["description"] = type.Schema.Description,
            ["schema"] = type.Schema.Id,
            ["schemaExtensions"] = new JsonArray([
                .. type.Extensions.Select(e => new JsonObject { ["schema"] = e.Id, ["required"] = false }),
            ]),
            ["meta"] = new JsonObject { ["resourceType"] = "ResourceType" },
        };
    }

    /// <summary>What does not apply is left out rather than null: Entra reads the answer into a form.</summary>
    private static JsonObject Attribute(SchemaAttribute attribute)
    {
        var json = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = Camel(attribute.Type),
            ["multiValued"] = attribute.MultiValued,
            ["description"] = attribute.Description,
            ["required"] = attribute.Required,
        };
        if (attribute.Type is AttributeType.String or AttributeType.Reference or AttributeType.Binary)
            json["caseExact"] = attribute.CaseExact;

        json["mutability"] = Camel(attribute.Mutability);
        json["returned"] = Camel(attribute.Returned);
        json["uniqueness"] = Camel(attribute.Uniqueness);
        AddList(json, "canonicalValues", attribute.CanonicalValues);
        AddList(json, "referenceTypes", attribute.ReferenceTypes);
        if (attribute.SubAttributes.Count > 0)
            json["subAttributes"] = new JsonArray([.. attribute.SubAttributes.Select(Attribute)]);

        return json;
    }

    private static void AddList(JsonObject json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            json[name] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
    }

    private static string Camel<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
