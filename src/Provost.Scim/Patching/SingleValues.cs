using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Patching;

/// <summary>Operations on single-valued attributes and on the parts of one element (scim-wire B.2).</summary>
internal sealed class SingleValues(Journal journal)
{
    public void Assign(
        PatchKind kind,
        JsonObject home,
        SchemaAttribute attribute,
        SchemaAttribute? sub,
        JsonNode? value
    )
    {
        var given = kind == PatchKind.Remove ? null : value;
        if (sub is not null)
            AssignPart(home, attribute, sub, given);
        else if (attribute.Type != AttributeType.Complex)
            Set(home, attribute, given);
        else if (given is JsonObject { Count: > 0 } merged && !attribute.IsReference)
            Merge(home, attribute, merged);
        else if (Coercion.IsEmpty(given) || Coercion.Single(attribute, given) is not JsonObject parts)
            Unassign(home, attribute);
        else if (attribute.IsReference)
            Refer(home, attribute, parts);
        else
            Merge(home, attribute, parts);
    }

    /// <summary>Sets a simple value; null and empty text unassign it (P13).</summary>
    public void Set(JsonObject home, SchemaAttribute attribute, JsonNode? value)
    {
        if (Coercion.IsEmpty(value) || Coercion.Value(attribute, value) is not { } given)
        {
            Unassign(home, attribute);
            return;
        }

        if (attribute.Mutability == Mutability.Immutable && home.Find(attribute.Name) is { } there)
        {
            if (!Same(attribute, there, given))
                throw ScimException.Mutability($"'{attribute.Name}' cannot be changed once it has a value.");
            return;
        }

        journal.Set(home, attribute.Name, given);
    }

    /// <summary>Sets the given parts and keeps the others (P4).</summary>
    public void MergeParts(JsonObject element, SchemaAttribute attribute, JsonObject parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var (name, part) = parts.GetAt(i);
            if (attribute.Find(name) is not { } sub)
                SetUnknown(element, name, part);
            else if (sub.Mutability != Mutability.ReadOnly)
                Set(element, sub, part);
        }
    }

    /// <summary>Whether both are the same value, as the attribute compares it.</summary>
    public static bool Same(SchemaAttribute attribute, JsonNode? left, JsonNode? right) =>
        JsonNode.DeepEquals(left, right)
        || (
            attribute is { CaseExact: false, Type: AttributeType.String or AttributeType.Reference }
            && left.AsText() is { } text
            && text.Equals(right.AsText(), StringComparison.OrdinalIgnoreCase)
        );

    private void AssignPart(JsonObject home, SchemaAttribute attribute, SchemaAttribute sub, JsonNode? value)
    {
        var element = home.Find(attribute.Name) as JsonObject ?? [];
        if (attribute.IsReference && sub.Name == "value" && !Same(sub, element.Find(sub.Name), value))
        {
            foreach (var stale in attribute.SubAttributes.Where(s => !ReferenceEquals(s, sub)))
                journal.Remove(element, stale.Name);
        }

        Set(element, sub, value);
        Settle(home, attribute, element);
    }

    private void Merge(JsonObject home, SchemaAttribute attribute, JsonObject parts)
    {
        var element = home.Find(attribute.Name) as JsonObject ?? [];
        MergeParts(element, attribute, parts);
        Settle(home, attribute, element);
    }

    /// <summary>
    /// A reference to somebody else takes nothing over from the old one: its URI and name would be wrong.
    /// </summary>
    private void Refer(JsonObject home, SchemaAttribute attribute, JsonObject parts)
    {
        var there = home.Find(attribute.Name) as JsonObject;
        if (there is null || !parts.All(p => JsonNode.DeepEquals(p.Value, there.Find(p.Key))))
            journal.Set(home, attribute.Name, parts);
    }

    private void Settle(JsonObject home, SchemaAttribute attribute, JsonObject element)
    {
        if (element.Count == 0)
            Unassign(home, attribute);
        else if (element.Parent is null)
            journal.Set(home, attribute.Name, element);
    }

    private void SetUnknown(JsonObject element, string name, JsonNode? value)
    {
        if (Coercion.IsEmpty(value) || value is null)
            journal.Remove(element, name);
        else
            journal.Set(element, name, value.DeepClone());
    }

    private void Unassign(JsonObject home, SchemaAttribute attribute)
    {
        if (attribute.Required)
            throw ScimException.InvalidValue($"'{attribute.Name}' is required: it cannot be removed or empty.");
        if (attribute.Mutability == Mutability.Immutable && home.Find(attribute.Name) is not null)
            throw ScimException.Mutability($"'{attribute.Name}' cannot be removed once it has a value.");

        journal.Remove(home, attribute.Name);
    }
}
