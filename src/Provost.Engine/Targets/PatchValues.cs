using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;

namespace Provost.Engine.Targets;

/// <summary>Turns mapped values into the JSON that a dialect wants.</summary>
internal static class PatchValues
{
    /// <summary>Multi-valued attributes of RFC 7643 whose elements are objects with a <c>value</c>.</summary>
    private static readonly FrozenSet<string> Complex = new[]
    {
        "emails",
        "phoneNumbers",
        "ims",
        "photos",
        "roles",
        "entitlements",
        "x509Certificates",
        "members",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Real JSON types, references as objects.</summary>
    public static JsonNode? Typed(TargetPath path, Value value) =>
        value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Boolean => value.AsBoolean,
            ValueKind.Reference => IsWhole(path) ? new JsonObject { ["value"] = value.ToString() } : value.ToString(),
            ValueKind.Text when IsBoolean(path) && bool.TryParse(value.ToString(), out var flag) => flag,
            _ => Untyped(path, value),
        };

    /// <summary>Entra's default dialect: booleans as <c>"True"</c> and <c>"False"</c>, references as bare ids.</summary>
    public static JsonNode? Legacy(TargetPath path, Value value) =>
        value.Kind is ValueKind.Boolean or ValueKind.Reference ? value.ToString() : Untyped(path, value);

    /// <summary>The literal of a selector, as it stands in an element: <c>primary eq "True"</c> means the boolean.</summary>
    public static JsonNode Literal((string Attribute, string Literal) selector) =>
        IsFlag(selector.Attribute) && bool.TryParse(selector.Literal, out var flag) ? flag : selector.Literal;

    private static JsonNode? Untyped(TargetPath path, Value value)
    {
        var objects = IsWhole(path) && Complex.Contains(path.Name);
        return value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Number => Number(value.AsNumber),
            ValueKind.Many => new JsonArray([.. value.Elements.Select(e => Element(e, objects))]),
            _ when objects => new JsonArray(Element(value.ToString(), objects)),
            _ => value.ToString(),
        };
    }

    private static JsonNode Element(string text, bool asObject) =>
        asObject ? new JsonObject { ["value"] = text } : JsonValue.Create(text);

    private static JsonValue Number(double number) =>
        double.IsInteger(number) && Math.Abs(number) < long.MaxValue
            ? JsonValue.Create((long)number)
            : JsonValue.Create(number);

    private static bool IsWhole(TargetPath path) => path is { Selector: null, SubAttribute: null };

    private static bool IsBoolean(TargetPath path) =>
        path.SubAttribute is { } sub ? IsFlag(sub) : path.Selector is null && IsNamed(path.Name, "active");

    private static bool IsFlag(string name) => IsNamed(name, "primary");

    private static bool IsNamed(string name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}
