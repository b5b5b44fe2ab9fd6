using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Patching;

/// <summary>Operations on multi-valued attributes (scim-wire B.2).</summary>
internal sealed class MultipleValues(Journal journal)
{
    private readonly SingleValues _single = new(journal);
    private readonly ElementFinder _finder = new();

    /// <summary>Which elements, which part of them, and the value.</summary>
    public readonly record struct Change(Filter? Filter, SchemaAttribute? Sub, JsonNode? Value, bool HasValue);

    public void Assign(PatchKind kind, JsonObject home, SchemaAttribute attribute, Change change)
    {
        var array = Array(home, attribute);
        switch (kind)
        {
            case PatchKind.Remove when change is { Filter: null, Sub: null, HasValue: true }:
                RemoveGiven(array, attribute, change.Value);
                break;
            case PatchKind.Remove when change is { Filter: null, Sub: null }:
                Clear(home, attribute);
                return;
            case PatchKind.Remove:
                RemoveMatching(array, attribute, change);
                break;
            case PatchKind.Add when change is { Filter: null, Sub: null }:
                AddAll(array, attribute, Given(attribute, change.Value));
                break;
            case PatchKind.Replace when change is { Filter: null, Sub: null }:
                ReplaceAll(home, attribute, array, Given(attribute, change.Value));
                return;
            default:
                SetMatching(kind, array, attribute, change);
                break;
        }

        if (array.Count == 0)
            Clear(home, attribute);
        else if (array.Parent is null)
            journal.Set(home, attribute.Name, array);
    }

    /// <summary>
    /// The array as it is, or a new one that nobody holds yet. A value stored without an array is put into one.
    /// </summary>
    private JsonArray Array(JsonObject home, SchemaAttribute attribute)
    {
        var there = home.Find(attribute.Name);
        if (there is JsonArray array)
            return array;
        if (there is null)
            return [];

        var wrapped = new JsonArray(there.DeepClone());
        journal.Set(home, attribute.Name, wrapped);
        return wrapped;
    }

    private void Clear(JsonObject home, SchemaAttribute attribute)
    {
        if (attribute.Required)
            throw ScimException.InvalidValue($"'{attribute.Name}' is required: it cannot be removed or empty.");

        journal.Remove(home, attribute.Name);
    }

    /// <summary>Appends what is not there yet (P5).</summary>
    private void AddAll(JsonArray array, SchemaAttribute attribute, List<JsonNode> elements)
    {
        Primary.Check(elements);
        foreach (var element in elements)
        {
            var there = _finder.Find(array, attribute, element);
            if (there is null)
                Append(array, attribute, element);
            else if (!attribute.IsReference && there is JsonObject known && element is JsonObject parts)
            {
                parts.Remove("value");
                parts.Remove("type");
                _single.MergeParts(known, attribute, parts);
                Primary.KeepOne(journal, array, known);
            }
        }
    }

    private void Append(JsonArray array, SchemaAttribute attribute, JsonNode element)
    {
        CheckSize(attribute, array.Count + 1);
        journal.Append(array, element);
        _finder.Added(array, attribute, element);
        Primary.KeepOne(journal, array, element);
    }

    private static List<JsonNode> Given(SchemaAttribute attribute, JsonNode? value)
    {
        CheckSize(attribute, (value as JsonArray)?.Count ?? 1);
        return Coercion.Many(attribute, value);
    }

    /// <summary>
    /// References are indexed; other elements are compared one by one, so there cannot be any number.
    /// </summary>
    private static void CheckSize(SchemaAttribute attribute, int count)
    {
        if (count > ScimLimits.Elements && !attribute.IsReference)
            throw ScimException.TooLarge($"'{attribute.Name}' cannot hold more than {ScimLimits.Elements} values.");
    }

    /// <summary>Replaces the whole set (P10). References are a set: their order and decoration do not matter.</summary>
    private void ReplaceAll(JsonObject home, SchemaAttribute attribute, JsonArray array, List<JsonNode> elements)
    {
        var fresh = new JsonArray();
        new MultipleValues(new Journal()).AddAll(fresh, attribute, elements);
        if (fresh.Count == 0)
            Clear(home, attribute);
        else if (!attribute.IsReference || !_finder.SameSet(array, fresh, attribute))
            journal.Set(home, attribute.Name, fresh);
    }

    /// <summary>Entra's legacy dialect names the elements to remove by value; the others stay (P17).</summary>
    private void RemoveGiven(JsonArray array, SchemaAttribute attribute, JsonNode? value)
    {
        foreach (var element in Given(attribute, value))
        {
            var there = _finder.Find(array, attribute, element);
            while (there is not null)
            {
                Remove(array, attribute, there);
                there = attribute.IsReference ? null : _finder.Find(array, attribute, element);
            }
        }
    }

    private void RemoveMatching(JsonArray array, SchemaAttribute attribute, Change change)
    {
        foreach (var element in _finder.Matching(array, attribute, change.Filter))
        {
            if (change.Sub is null)
                Remove(array, attribute, element);
            else if (element is JsonObject parts)
            {
                _single.Set(parts, change.Sub, null);
                if (SaysNothing(parts))
                    Remove(array, attribute, element);
            }
        }
    }

    private void Remove(JsonArray array, SchemaAttribute attribute, JsonNode element)
    {
        journal.RemoveAt(array, array.IndexOf(element));
        _finder.Removed(array, attribute, element);
    }

    /// <summary>Sets values in the elements that match (P6, P11), or makes such an element (P7, P12).</summary>
    private void SetMatching(PatchKind kind, JsonArray array, SchemaAttribute attribute, Change change)
    {
        var matching = _finder.Matching(array, attribute, change.Filter);
        if (matching.Count == 0)
        {
            if (!Coercion.IsEmpty(change.Value))
                Create(kind, array, attribute, change);
            return;
        }

        if (Coercion.IsEmpty(change.Value))
        {
            if (kind == PatchKind.Replace || change.Sub is not null)
                RemoveMatching(array, attribute, change);
            return;
        }

        if (matching.Count > 1 && Primary.IsSetBy(change))
            throw ScimException.InvalidValue("Only one element can be 'primary': the filter in the path matches more.");

        foreach (var element in matching)
            SetElement(kind, array, attribute, change, element);
    }

    private void SetElement(PatchKind kind, JsonArray array, SchemaAttribute attribute, Change change, JsonNode element)
    {
        var result = element;
        if (change.Sub is { } sub && element is JsonObject json)
            _single.Set(json, sub, change.Value);
        else if (kind == PatchKind.Add && element is JsonObject known && Parts(attribute, change.Value) is { } parts)
            _single.MergeParts(known, attribute, parts);
        else
        {
            result = journal.ReplaceAt(array, array.IndexOf(element), Element(attribute, change));
            _finder.Forget();
        }

        if (change.Sub is { Name: "value" })
            _finder.Forget();

        Primary.KeepOne(journal, array, result);
    }

    /// <summary>
    /// Entra adds and replaces <c>emails[type eq "work"].value</c> without knowing whether there is such an element.
    /// For replace the RFC's <c>noTarget</c> stays where the filter asks for more than <c>type</c> or <c>primary</c>
    /// (P12).
    /// </summary>
    private void Create(PatchKind kind, JsonArray array, SchemaAttribute attribute, Change change)
    {
        var seeds = Seeds.Of(change.Filter, attribute);
        if (change.Filter is not null && (seeds is null || (kind == PatchKind.Replace && !seeds.OnlyNamesSlot)))
            throw ScimException.NoTarget($"No element of '{attribute.Name}' matches the filter in the path.");

        Append(array, attribute, Element(attribute, change));
    }

    /// <summary>An element made of what the filter says of it and of the value.</summary>
    private static JsonNode Element(SchemaAttribute attribute, Change change)
    {
        var seeded = Seeds.Of(change.Filter, attribute)?.Element ?? [];
        var unnoticed = new SingleValues(new Journal());
        if (change.Sub is { } sub)
            unnoticed.Set(seeded, sub, change.Value);
        else if (Parts(attribute, change.Value) is { } parts)
            unnoticed.MergeParts(seeded, attribute, parts);
        else if (Coercion.Single(attribute, change.Value) is { } simple)
            return simple;

        return seeded;
    }

    private static JsonObject? Parts(SchemaAttribute attribute, JsonNode? value) =>
        Coercion.Single(attribute, value) as JsonObject;

    /// <summary>Nothing but what the element is for is left (P19).</summary>
    private static bool SaysNothing(JsonObject element) =>
        element.All(p =>
            p.Key.Equals("type", StringComparison.OrdinalIgnoreCase)
            || p.Key.Equals("primary", StringComparison.OrdinalIgnoreCase)
        );
}
