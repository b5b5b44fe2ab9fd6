using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Scim.Schemas;

namespace Provost.Scim.Resources;

/// <summary>
/// Makes values fit their attribute where nothing is lost (scim-wire B.2 P24): <c>"True"</c> becomes <c>true</c>,
/// <c>"5"</c> a number, a bare id the <c>value</c> of a complex attribute. Text is kept as it was sent. What comes out
/// belongs to no other JSON.
/// </summary>
internal static class Coercion
{
    /// <summary>A value or an array of them, as the attribute wants; null where it means that there is none.</summary>
    public static JsonNode? Value(SchemaAttribute attribute, JsonNode? node)
    {
        if (!attribute.MultiValued)
            return Single(attribute, node);

        var many = Many(attribute, node);
        return many.Count > 0 ? new JsonArray([.. many]) : null;
    }

    /// <summary>One value; null where it means that the attribute has none.</summary>
    public static JsonNode? Single(SchemaAttribute attribute, JsonNode? node) =>
        node is JsonArray array && attribute.Type != AttributeType.Unknown
            ? array.Count switch
            {
                0 => null,
                1 => Element(attribute, array[0]),
                _ => throw Wrong(attribute, node, "a single value"),
            }
            : Element(attribute, node);

    /// <summary>The elements of a multi-valued attribute; a value that is no array is an array of one.</summary>
    public static List<JsonNode> Many(SchemaAttribute attribute, JsonNode? node)
    {
        var elements = new List<JsonNode>();
        if (node is not JsonArray array)
        {
            if (!IsEmpty(node) && Element(attribute, node) is { } only)
                elements.Add(only);
            return elements;
        }

        for (var i = 0; i < array.Count; i++)
        {
            if (Element(attribute, array[i]) is { } element)
                elements.Add(element);
        }

        return elements;
    }

    /// <summary>Null and empty text, which unassign an attribute (P13).</summary>
    public static bool IsEmpty(JsonNode? node) =>
        node is null || (node.GetValueKind() == JsonValueKind.String && node.AsText() is "");

    private static JsonNode? Element(SchemaAttribute attribute, JsonNode? node) =>
        node is null ? null
        : attribute.Type == AttributeType.Unknown ? node.DeepClone()
        : attribute.Type == AttributeType.Complex ? Complex(attribute, node)
        : Simple(attribute, node);

    private static JsonValue? Simple(SchemaAttribute attribute, JsonNode node)
    {
        if (attribute.Type is AttributeType.String or AttributeType.Reference)
        {
            return node.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
                ? JsonValue.Create(node.AsText())
                : throw Wrong(attribute, node, "text");
        }

        if (IsEmpty(node))
            return null;

        return attribute.Type switch
        {
            AttributeType.Boolean when node.AsBoolean() is { } flag => JsonValue.Create(flag),
            AttributeType.Integer when node.AsNumber() is { } number && decimal.IsInteger(number) => Number(number),
            AttributeType.Decimal when node.AsNumber() is { } number => Number(number),
            AttributeType.DateTime when node.AsInstant() is not null => JsonValue.Create(node.AsText()),
            AttributeType.Binary when node.GetValueKind() == JsonValueKind.String && Base64.IsValid(node.AsText()) =>
                JsonValue.Create(node.AsText()),
            AttributeType.Boolean => throw Wrong(attribute, node, "true or false"),
            AttributeType.Integer => throw Wrong(attribute, node, "a whole number"),
            AttributeType.Decimal => throw Wrong(attribute, node, "a number"),
            AttributeType.DateTime => throw Wrong(attribute, node, "an instant such as 2026-05-01T08:00:00Z"),
            _ => throw Wrong(attribute, node, "base64"),
        };
    }

    private static JsonObject? Complex(SchemaAttribute attribute, JsonNode node)
    {
        if (node is JsonObject json)
            return Parts(attribute, json);
        if (node is JsonArray || attribute.Find("value") is not { } value)
            throw Wrong(attribute, node, "an object");

        return IsEmpty(node) || Element(value, node) is not { } scalar
            ? null
            : new JsonObject { [value.Name] = scalar };
    }

    /// <summary>
    /// Known names in the spelling of the schema, unknown ones as they are, nothing that is null or read-only.
    /// </summary>
    private static JsonObject? Parts(SchemaAttribute attribute, JsonObject json)
    {
        var result = new JsonObject();
        for (var i = 0; i < json.Count; i++)
        {
            var (name, node) = json.GetAt(i);
            var sub = attribute.Find(name);
            if (node is null || sub is { Mutability: Mutability.ReadOnly })
                continue;

            var value = sub is null ? node.DeepClone() : Value(sub, node);
            if (value is not null)
                result[sub?.Name ?? name] = value;
        }

        return result.Count > 0 ? result : null;
    }

    private static JsonValue Number(decimal number) =>
        decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue
            ? JsonValue.Create((long)number)
            : JsonValue.Create(number);

    private static ScimException Wrong(SchemaAttribute attribute, JsonNode node, string wanted)
    {
        var shape = node.GetValueKind() switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            _ => $"text of {node.AsText()?.Length} characters",
        };
        return ScimException.InvalidValue($"'{attribute.Name}' must be {wanted}, not {shape}.");
    }
}
