using System.Text.Json;

namespace Provost.Engine.Queries;

/// <summary>Whether an object, as it is shown, passes a filter: for collections that fit into memory.</summary>
public static class JsonFilter
{
    /// <param name="text">How texts compare, unless they are inside <c>tolower()</c>.</param>
    public static bool Matches(
        FilterNode filter,
        JsonElement element,
        StringComparison text = StringComparison.OrdinalIgnoreCase
    ) =>
        filter switch
        {
            FilterNode.And(var left, var right) => Matches(left, element, text) && Matches(right, element, text),
            FilterNode.Or(var left, var right) => Matches(left, element, text) || Matches(right, element, text),
            FilterNode.Not(var inner) => !Matches(inner, element, text),
            FilterNode.Compare(var property, var how, var literal) => Compare(
                At(element, property),
                how,
                literal,
                Comparison(property, text)
            ),
            FilterNode.In(var property, var literals) => literals.Any(l =>
                Compare(At(element, property), ComparisonOperator.Eq, l, Comparison(property, text))
            ),
            FilterNode.Test(var function, var property, var part) => Test(
                At(element, property),
                function,
                part,
                Comparison(property, text)
            ),
            FilterNode.Any(var path, var inner) => At(element, new(path)) is { ValueKind: JsonValueKind.Array } all
                && all.EnumerateArray().Any(e => inner is null || Matches(inner, e, text)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static StringComparison Comparison(FilterProperty property, StringComparison text) =>
        property.Folded ? StringComparison.OrdinalIgnoreCase : text;

    /// <summary>The value that a path leads to; undefined where the way ends earlier.</summary>
    private static JsonElement At(JsonElement element, FilterProperty property)
    {
        foreach (var name in property.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element.ValueKind != JsonValueKind.Object)
                return default;
            element = element
                .EnumerateObject()
                .FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Value;
        }

        return element;
    }

    private static bool Compare(JsonElement value, ComparisonOperator how, FilterLiteral literal, StringComparison text)
    {
        if (literal.Kind == LiteralKind.Null || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            var same =
                literal.Kind == LiteralKind.Null && value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;
            return how switch
            {
                ComparisonOperator.Eq => same && literal.Kind == LiteralKind.Null,
                ComparisonOperator.Ne => !same,
                _ => false,
            };
        }

        return Order(value, literal, text) is { } order
            && how switch
            {
                ComparisonOperator.Eq => order == 0,
                ComparisonOperator.Ne => order != 0,
                ComparisonOperator.Gt => order > 0,
                ComparisonOperator.Ge => order >= 0,
                ComparisonOperator.Lt => order < 0,
                _ => order <= 0,
            };
    }

    private static int? Order(JsonElement value, FilterLiteral literal, StringComparison text) =>
        (value.ValueKind, literal.Kind) switch
        {
            (JsonValueKind.Number, LiteralKind.Number) => value.GetDouble().CompareTo(literal.Number),
            (JsonValueKind.String, LiteralKind.Instant) => value.TryGetDateTimeOffset(out var instant)
                ? instant.CompareTo(literal.Instant)
                : null,
            (JsonValueKind.String, _) => string.Compare(
                value.GetString(),
                literal.Text,
                literal.Kind == LiteralKind.Id ? StringComparison.OrdinalIgnoreCase : text
            ),
            (JsonValueKind.True, _) => string.CompareOrdinal("true", literal.Text),
            (JsonValueKind.False, _) => string.CompareOrdinal("false", literal.Text),
            _ => null,
        };

    private static bool Test(JsonElement value, TextFunction function, string part, StringComparison comparison) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text
        && function switch
        {
            TextFunction.StartsWith => text.StartsWith(part, comparison),
            TextFunction.EndsWith => text.EndsWith(part, comparison),
            _ => text.Contains(part, comparison),
        };
}
