using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Targets;

/// <summary>Turns mapped values into the JSON that a dialect wants.</summary>
internal static class PatchValues
{
    /// <summary>Real JSON types, references as objects.</summary>
    public static JsonNode? Typed(TargetPath path, Value value) =>
        value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Boolean => value.AsBoolean,
            ValueKind.Reference => IsWhole(path) ? new JsonObject { ["value"] = value.ToString() } : value.ToString(),
            ValueKind.Text
                when TargetSlots.TypeOf(path) == SlotType.Boolean && bool.TryParse(value.ToString(), out var flag) =>
                flag,
            _ => Untyped(path, value, Element),
        };

    /// <summary>
    /// Entra's default dialect: booleans as <c>"True"</c> and <c>"False"</c>, references as bare ids.
    /// </summary>
    public static JsonNode? Legacy(TargetPath path, Value value) =>
        value.Kind is ValueKind.Boolean or ValueKind.Reference ? value.ToString() : Untyped(path, value, Wrapped);

    /// <summary>
    /// The literal of a selector, as it stands in an element: <c>primary eq "True"</c> means the boolean.
    /// </summary>
    public static JsonNode Literal((string Attribute, string Literal) selector) =>
        IsFlag(selector.Attribute) && bool.TryParse(selector.Literal, out var flag) ? flag : selector.Literal;

    private static JsonNode? Untyped(TargetPath path, Value value, Func<string, JsonNode> element)
    {
        var isList = TargetSlots.IsList(path);
        return value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Number => Number(value.AsNumber),
            ValueKind.Many => new JsonArray([.. value.Elements.Select(e => isList ? element(e) : e)]),
            _ when isList => new JsonArray(element(value.ToString())),
            _ => value.ToString(),
        };
    }

    /// <summary>Expressions over roles give elements as JSON objects (scim-wire A.5), everything else texts.</summary>
    private static JsonNode Element(string text) =>
        text.StartsWith('{') && TargetJson.ReadObject(Encoding.UTF8.GetBytes(text)) is { } element
            ? element
            : Wrapped(text);

    private static JsonObject Wrapped(string text) => new() { ["value"] = text };

    private static JsonValue Number(double number) =>
        double.IsInteger(number) && Math.Abs(number) < long.MaxValue
            ? JsonValue.Create((long)number)
            : JsonValue.Create(number);

    private static bool IsWhole(TargetPath path) => path is { Selector: null, SubAttribute: null };

    private static bool IsFlag(string name) => name.Equals("primary", StringComparison.OrdinalIgnoreCase);
}
