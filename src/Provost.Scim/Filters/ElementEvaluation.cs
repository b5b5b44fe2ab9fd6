using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Filters;

/// <summary>What stands in brackets, evaluated on one element of a multi-valued attribute.</summary>
internal static class ElementEvaluation
{
    /// <summary>Whether one element of a multi-valued attribute satisfies what stands in the brackets.</summary>
    public static bool MatchesElement(this Filter filter, JsonNode? element, SchemaAttribute? parent) =>
        filter switch
        {
            Filter.And(var left, var right) => left.MatchesElement(element, parent)
                && right.MatchesElement(element, parent),
            Filter.Or(var left, var right) => left.MatchesElement(element, parent)
                || right.MatchesElement(element, parent),
            Filter.Not(var inner) => !inner.MatchesElement(element, parent),
            Filter.Present(var path) => IsPartPresent(element, parent, path),
            Filter.Compare(var path, var op, var value) => CompareElement(element, parent, path, op, value),
            _ => throw ScimException.InvalidFilter("Brackets cannot be nested."),
        };

    /// <summary>The same refusals as <see cref="FilterEvaluation.Check"/> for what stands in brackets.</summary>
    public static void CheckElement(this Filter filter, SchemaAttribute parent)
    {
        switch (filter)
        {
            case Filter.And(var left, var right):
                left.CheckElement(parent);
                right.CheckElement(parent);
                break;
            case Filter.Or(var left, var right):
                left.CheckElement(parent);
                right.CheckElement(parent);
                break;
            case Filter.Not(var inner):
                inner.CheckElement(parent);
                break;
            case Filter.Present(var path):
                _ = SubAttribute(path, parent);
                break;
            case Filter.Compare(var path, var op, var value):
                Comparison.Check(SubAttribute(path, parent), op, value);
                break;
            default:
                throw ScimException.InvalidFilter("Brackets cannot be nested.");
        }
    }

    private static bool CompareElement(
        JsonNode? element,
        SchemaAttribute? parent,
        AttributePath path,
        Operator op,
        ScimValue value
    )
    {
        var sub = SubAttribute(path, parent);
        Comparison.Check(sub, op, value);
        return Comparison.Holds(Part(element, path), sub, null, op, value);
    }

    private static bool IsPartPresent(JsonNode? element, SchemaAttribute? parent, AttributePath path)
    {
        _ = SubAttribute(path, parent);
        return Comparison.IsPresent(Part(element, path), null);
    }

    /// <summary>
    /// The part of an element that a path inside brackets names; a simple element is its own <c>value</c>.
    /// </summary>
    private static JsonNode? Part(JsonNode? element, AttributePath path) =>
        element is JsonObject json ? json.Find(path.Name)
        : path.Name.Equals("value", StringComparison.OrdinalIgnoreCase) ? element
        : null;

    private static SchemaAttribute? SubAttribute(AttributePath path, SchemaAttribute? parent)
    {
        if (parent is null or { Type: AttributeType.Unknown })
            return null;
        if (path is { Schema: null, SubAttribute: null })
        {
            if (parent.Find(path.Name) is { } found)
                return found;
            if (parent.SubAttributes.Count == 0 && path.Name.Equals("value", StringComparison.OrdinalIgnoreCase))
                return parent;
        }

        throw ScimException.InvalidFilter($"'{parent.Name}' has no sub-attribute '{Excerpt.Of(path.ToString())}'.");
    }
}
