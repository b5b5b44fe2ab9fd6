using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Patching;

/// <summary>What the <c>eq</c> conjuncts of a filter say of an element that is to be made (P7).</summary>
/// <param name="Element">The element so far, in the types of the schema.</param>
/// <param name="OnlyNamesSlot">The filter asks for <c>type</c> and <c>primary</c> alone, as Entra's do.</param>
internal sealed record Seeds(JsonObject Element, bool OnlyNamesSlot)
{
    /// <summary>Null where the filter does not say what the element would be.</summary>
    public static Seeds? Of(Filter? filter, SchemaAttribute attribute)
    {
        if (filter is null)
            return null;

        var element = new JsonObject();
        var onlyNamesSlot = Collect(filter, attribute, element);
        return element.Count > 0 ? new Seeds(element, onlyNamesSlot) : null;
    }

    private static bool Collect(Filter filter, SchemaAttribute attribute, JsonObject element)
    {
        switch (filter)
        {
            case Filter.And(var left, var right):
                return Collect(left, attribute, element) & Collect(right, attribute, element);
            case Filter.Compare(var path, Operator.Eq, var value) when value.Kind != ScimValueKind.Null:
                var sub = attribute.Find(path.Name);
                if (sub is not { Mutability: Mutability.ReadOnly } && Literal(sub, value) is { } node)
                    element[sub?.Name ?? path.Name] = node;
                return sub?.Name is "type" or "primary";
            default:
                return false;
        }
    }

    private static JsonNode? Literal(SchemaAttribute? sub, ScimValue value)
    {
        JsonNode node = value.Kind switch
        {
            ScimValueKind.Boolean => JsonValue.Create(value.AsBoolean),
            ScimValueKind.Number => JsonValue.Create(value.AsNumber),
            _ => JsonValue.Create(value.Text),
        };
        return sub is null ? node : Coercion.Single(sub, node);
    }
}
