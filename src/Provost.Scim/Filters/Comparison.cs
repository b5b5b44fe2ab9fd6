using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Filters;

/// <summary>Compares JSON values with the values of filters (RFC 7644 table 3).</summary>
internal static class Comparison
{
    /// <summary>Whether there is a value that is not empty: no empty text, array or object (<c>pr</c>).</summary>
    public static bool IsPresent(JsonNode? node, SchemaAttribute? sub)
    {
        switch (node)
        {
            case null:
                return false;
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (IsPresent(array[i], sub))
                        return true;
                }

                return false;
            case JsonObject json when sub is not null:
                return IsPresent(json.Find(sub.Name), null);
            case JsonObject json:
                for (var i = 0; i < json.Count; i++)
                {
                    if (IsPresent(json.GetAt(i).Value, null))
                        return true;
                }

                return false;
            default:
                return node.AsText() is not "";
        }
    }

    /// <summary>
    /// Whether the value, any element of it, or the sub-attribute of any element satisfies the comparison.
    /// </summary>
    public static bool Holds(
        JsonNode? node,
        SchemaAttribute? attribute,
        SchemaAttribute? sub,
        Operator op,
        ScimValue value
    )
    {
        if (value.Kind == ScimValueKind.Null)
            return IsPresent(node, sub) == (op == Operator.Ne);

        switch (node)
        {
            case JsonArray { Count: > 0 } array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (Holds(array[i], attribute, sub, op, value))
                        return true;
                }

                return false;
            case JsonObject json:
                return ScalarHolds(json.Find(sub?.Name ?? "value"), sub ?? attribute?.Find("value"), op, value);
            case JsonValue when sub is null || IsValue(sub.Name):
                return ScalarHolds(node, sub ?? attribute, op, value);
            default:
                return op == Operator.Ne;
        }
    }

    /// <summary>Refuses what cannot be compared whatever is stored, as <c>invalidFilter</c>.</summary>
    public static void Check(SchemaAttribute? attribute, Operator op, ScimValue value)
    {
        var leaf = attribute is { Type: AttributeType.Complex } ? attribute.Find("value") : attribute;
        if (attribute is not null && leaf is null)
            throw ScimException.InvalidFilter(
                $"'{attribute.Name}' has parts: compare one, as in '{attribute.Name}.formatted'."
            );
        if (value.Kind == ScimValueKind.Null)
        {
            _ = op is Operator.Eq or Operator.Ne
                ? true
                : throw ScimException.InvalidFilter($"null can be compared with eq and ne, not with {op.Name()}.");
            return;
        }

        var fits = leaf?.Type switch
        {
            AttributeType.Boolean => op < Operator.Gt && (op is not (Operator.Eq or Operator.Ne) || IsBoolean(value)),
            AttributeType.Binary => op < Operator.Gt,
            AttributeType.DateTime => IsTextual(op) || JsonScalars.Instant(value.Text) is not null,
            AttributeType.Integer or AttributeType.Decimal => IsTextual(op)
                || JsonScalars.Number(value.Text) is not null,
            _ => true,
        };
        if (!fits)
            throw ScimException.InvalidFilter(
                $"'{leaf?.Name}' cannot be compared by '{op.Name()} {Excerpt.Of(value.ToString())}'."
            );
    }

    private static bool ScalarHolds(JsonNode? node, SchemaAttribute? leaf, Operator op, ScimValue value)
    {
        if (node is null)
            return op == Operator.Ne;
        if (!IsTextual(op) && Order(node, leaf, value) is { } order)
            return Holds(op, order);

        var exact = leaf is { CaseExact: true } ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return node.AsText() is { } text ? Holds(op, text, value.Text, exact) : op == Operator.Ne;
    }

    /// <summary>The order of values that are more than text: booleans, numbers, instants.</summary>
    private static int? Order(JsonNode node, SchemaAttribute? leaf, ScimValue value) =>
        leaf?.Type switch
        {
            AttributeType.Boolean => node.AsBoolean()?.CompareTo(AsBoolean(value)),
            AttributeType.Integer or AttributeType.Decimal => Order(node.AsNumber(), JsonScalars.Number(value.Text)),
            AttributeType.DateTime => Order(node.AsInstant(), JsonScalars.Instant(value.Text)),
            null or AttributeType.Unknown => OrderByLooks(node, value),
            _ => null,
        };

    private static int? OrderByLooks(JsonNode node, ScimValue value) =>
        node.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False when IsBoolean(value) => node.AsBoolean()
                ?.CompareTo(AsBoolean(value)),
            JsonValueKind.Number => Order(node.AsNumber(), JsonScalars.Number(value.Text)),
            JsonValueKind.String when value.Kind == ScimValueKind.Boolean => node.AsBoolean()
                ?.CompareTo(value.AsBoolean),
            JsonValueKind.String => Order(node.AsInstant(), JsonScalars.Instant(value.Text)),
            _ => null,
        };

    private static int? Order<T>(T? left, T? right)
        where T : struct, IComparable<T> => left is { } l && right is { } r ? l.CompareTo(r) : null;

    private static bool Holds(Operator op, int order) =>
        op switch
        {
            Operator.Eq => order == 0,
            Operator.Ne => order != 0,
            Operator.Gt => order > 0,
            Operator.Ge => order >= 0,
            Operator.Lt => order < 0,
            Operator.Le => order <= 0,
            _ => throw new UnreachableException(),
        };

    private static bool Holds(Operator op, string text, string wanted, StringComparison comparison) =>
        op switch
        {
            Operator.Eq => text.Equals(wanted, comparison),
            Operator.Ne => !text.Equals(wanted, comparison),
            Operator.Co => text.Contains(wanted, comparison),
            Operator.Sw => text.StartsWith(wanted, comparison),
            Operator.Ew => text.EndsWith(wanted, comparison),
            _ => Holds(op, string.Compare(text, wanted, comparison)),
        };

    private static bool IsTextual(Operator op) => op is Operator.Co or Operator.Sw or Operator.Ew;

    private static bool IsValue(string name) => name.Equals("value", StringComparison.OrdinalIgnoreCase);

    private static bool IsBoolean(ScimValue value) => bool.TryParse(value.Text, out _);

    /// <summary>Entra compares booleans with strings: <c>roles[primary eq "True"]</c>.</summary>
    private static bool AsBoolean(ScimValue value) => bool.TryParse(value.Text, out var result) && result;
}
