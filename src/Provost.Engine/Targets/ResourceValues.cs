using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;

namespace Provost.Engine.Targets;

/// <summary>
/// Finds what a <see cref="TargetPath"/> points at in a resource as a target shows it. Names compare without case; an
/// extension may be an object under its URN or flat <c>urn:…:name</c> keys; elements may be plain texts (scim-wire D).
/// </summary>
internal static class ResourceValues
{
    /// <summary>
    /// The values at the path as text; several for a multi-valued attribute, none where it is not there.
    /// </summary>
    public static IEnumerable<string> Read(JsonObject resource, TargetPath path)
    {
        var attribute = Attribute(resource, path);
        var sub = path.SubAttribute;
        return (attribute, path.Selector) switch
        {
            (null, _) => [],
            (JsonArray elements, { } selector) => elements
                .Where(e => Selects(selector, e))
                .SelectMany(e => Texts(e, sub ?? "value")),
            (JsonArray elements, null) => elements.SelectMany(e => Texts(e, sub ?? "value")),
            (_, { } selector) => Selects(selector, attribute) ? Texts(attribute, sub ?? "value") : [],
            (JsonObject complex, null) => Texts(complex, sub ?? "value"),
            _ => sub is null ? Texts(attribute, "value") : [],
        };
    }

    /// <summary>
    /// The one value at the path with its type, to be compared: of the elements that a selector selects the first, a
    /// multi-valued attribute as a whole.
    /// </summary>
    public static Value ReadOne(JsonObject resource, TargetPath path)
    {
        var node = (path.Selector, path.SubAttribute) switch
        {
            ({ }, var sub) => Element(resource, path)?[sub ?? "value"],
            (null, { } sub) => (Attribute(resource, path) as JsonObject)?[sub],
            _ => Attribute(resource, path),
        };
        return node switch
        {
            null => Value.Null,
            JsonArray elements => Value.Many([.. elements.OfType<JsonNode>().Select(Key)]),
            JsonValue value when value.GetValueKind() is JsonValueKind.True => Value.True,
            JsonValue value when value.GetValueKind() is JsonValueKind.False => Value.False,
            _ => Value.Text(Key(node)),
        };
    }

    /// <summary>
    /// Whether the object has the value that was asked for; some targets ignore filters (scim-wire D). Letter case
    /// counts only where RFC 7643 says so: <c>id</c> and <c>externalId</c>.
    /// </summary>
    public static bool Has(TargetObject found, TargetPath path, string value)
    {
        if (path.Text.Equals("id", StringComparison.OrdinalIgnoreCase))
            return found.Id == value;

        var caseExact = path.Name.Equals("externalId", StringComparison.OrdinalIgnoreCase);
        var comparison = caseExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Read(found.Json, path).Any(v => v.Equals(value, comparison));
    }

    /// <summary>The attribute itself, before selector and sub-attribute.</summary>
    public static JsonNode? Attribute(JsonObject resource, TargetPath path)
    {
        if (path.Schema is null)
            return resource[path.Name];

        var inside = resource[path.Schema] is JsonObject extension ? extension[path.Name] : null;
        return inside ?? resource[$"{path.Schema}:{path.Name}"] ?? (IsCore(path.Schema) ? resource[path.Name] : null);
    }

    /// <summary>The first element that <c>[type eq "work"]</c> selects.</summary>
    public static JsonObject? Element(JsonObject resource, TargetPath path) =>
        path.Selector is { } selector
            ? (Attribute(resource, path) as JsonArray)?.OfType<JsonObject>().FirstOrDefault(e => Selects(selector, e))
            : null;

    /// <summary>
    /// A member or manager by id: objects with <c>value</c> or <c>id</c>, texts and numbers are all seen.
    /// </summary>
    public static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonArray elements => elements.SelectMany(References),
            JsonObject element => (TargetJson.Scalar(element["value"]) ?? TargetJson.Scalar(element["id"])) is { } id
                ? [id]
                : [],
            _ => TargetJson.Scalar(node) is { } id ? [id] : [],
        };

    /// <summary>Whether a URN is of a core schema, whose attributes stand at the top of a resource.</summary>
    public static bool IsCore(string schema) =>
        schema.StartsWith("urn:ietf:params:scim:schemas:core:", StringComparison.OrdinalIgnoreCase);

    /// <summary>What an element is known by: its <c>value</c>, or all of it where it has none.</summary>
    private static string Key(JsonNode element) =>
        TargetJson.Scalar(element is JsonObject complex ? complex["value"] : element) ?? element.ToJsonString();

    private static bool Selects((string Attribute, string Literal) selector, JsonNode? element) =>
        element is JsonObject complex
            ? string.Equals(
                TargetJson.Scalar(complex[selector.Attribute]),
                selector.Literal,
                StringComparison.OrdinalIgnoreCase
            )
            // A target that gives e-mail addresses as plain texts has no types: each may be the one.
            : element is JsonValue;

    private static IEnumerable<string> Texts(JsonNode? node, string sub)
    {
        var found = node is JsonObject complex ? complex[sub] : node;
        return found is JsonArray many ? many.Select(TargetJson.Scalar).OfType<string>()
            : TargetJson.Scalar(found) is { } text ? [text]
            : [];
    }
}
