using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Patching;

/// <summary>
/// Finds elements of multi-valued attributes. References (members of a group) are indexed by their id from the second
/// look-up on, so that many operations on many members cost linear time.
/// </summary>
internal sealed class ElementFinder
{
    private JsonArray? _array;
    private Dictionary<string, JsonNode>? _index;

    /// <summary>Ids that a store, not a PATCH, put there more than once.</summary>
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    /// <summary>
    /// The element that says the same as <paramref name="wanted"/>: the same reference, or the same <c>value</c> for
    /// the same <c>type</c>, or, where there is no <c>value</c>, the same parts.
    /// </summary>
    public JsonNode? Find(JsonArray array, SchemaAttribute attribute, JsonNode wanted)
    {
        if (attribute.IsReference && Value(wanted) is { } id)
            return FindReference(array, id);

        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is { } element && Same(attribute, element, wanted))
                return element;
        }

        return null;
    }

    /// <summary>The elements that match; all of them without a filter.</summary>
    public List<JsonNode> Matching(JsonArray array, SchemaAttribute attribute, Filter? filter)
    {
        if (attribute.IsReference && filter is not null && filter.TryGetEquality("value", out var id))
            return FindReference(array, id) is { } only && filter.MatchesElement(only, attribute) ? [only] : [];

        var matching = new List<JsonNode>();
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is { } element && (filter is null || filter.MatchesElement(element, attribute)))
                matching.Add(element);
        }

        return matching;
    }

    /// <summary>Whether both hold the same references, in whatever order.</summary>
    public bool SameSet(JsonArray left, JsonArray right, SchemaAttribute attribute) =>
        left.Count == right.Count && right.All(e => e is not null && Find(left, attribute, e) is not null);

    public void Added(JsonArray array, SchemaAttribute attribute, JsonNode element)
    {
        if (ReferenceEquals(array, _array) && attribute.IsReference && Value(element) is { } id)
            _index?.TryAdd(id, element);
    }

    public void Removed(JsonArray array, SchemaAttribute attribute, JsonNode element)
    {
        if (!ReferenceEquals(array, _array) || !attribute.IsReference || Value(element) is not { } id)
            return;

        if (_repeated.Contains(id))
            Forget();
        else
            _index?.Remove(id);
    }

    /// <summary>An element has another id now.</summary>
    public void Forget() => _array = null;

    private JsonNode? FindReference(JsonArray array, string id)
    {
        if (!ReferenceEquals(array, _array))
            (_array, _index) = (array, null);
        else
            return (_index ??= Index(array)).GetValueOrDefault(id);

        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is { } element && string.Equals(Value(element), id, StringComparison.Ordinal))
                return element;
        }

        return null;
    }

    private Dictionary<string, JsonNode> Index(JsonArray array)
    {
        var index = new Dictionary<string, JsonNode>(array.Count, StringComparer.Ordinal);
        _repeated.Clear();
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is { } element && Value(element) is { } id && !index.TryAdd(id, element))
                _repeated.Add(id);
        }

        return index;
    }

    private static bool Same(SchemaAttribute attribute, JsonNode element, JsonNode wanted)
    {
        if (element is not JsonObject known || wanted is not JsonObject parts)
            return SingleValues.Same(attribute, element, wanted);
        if (parts.Find("value") is not { } value || attribute.Find("value") is not { } sub)
            return parts.All(p => JsonNode.DeepEquals(p.Value, known.Find(p.Key)));

        return SingleValues.Same(sub, known.Find("value"), value)
            && (
                parts.Find("type").AsText() is not { } type
                || type.Equals(known.Find("type").AsText(), StringComparison.OrdinalIgnoreCase)
            );
    }

    private static string? Value(JsonNode element) =>
        element is JsonObject json ? json.Find("value").AsText() : element.AsText();
}
