using System.Text.Json.Nodes;
using Provost.Scim.Patching;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Messages;

/// <summary>What a body of PUT means (RFC 7644 §3.5.1).</summary>
public static class Replacement
{
    /// <summary>
    /// The resource that takes the place of <paramref name="current"/>, which is left as it is. What the body leaves
    /// out is unassigned, except what a client cannot write or read: <c>id</c>, <c>meta</c>, read-only attributes and
    /// the password stay. So do immutable attributes, which the body may repeat but not change, and <c>active</c>: a
    /// client that does not know it must not enable a person by accident.
    /// </summary>
    public static ScimResource Prepare(ScimResource current, JsonObject body, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(current);
        var next = Creation.Prepare(body, type);
        if (current.Id is { } id)
            next.Json.Insert(1, "id", id);

        Carry(current.Json, next.Json, type.Schema.Attributes);
        foreach (var extension in type.Extensions)
        {
            if (current.Json.Find(extension.Id) is not JsonObject old)
                continue;

            var part = next.Json.Find(extension.Id) as JsonObject ?? [];
            Carry(old, part, extension.Attributes);
            if (part is { Count: > 0, Parent: null })
            {
                next.Json[extension.Id] = part;
                if (next.Json["schemas"] is JsonArray schemas && schemas.All(s => s.AsText() != extension.Id))
                    schemas.Add(extension.Id);
            }
        }

        if (current["meta"] is { } meta)
            next["meta"] = meta.DeepClone();

        return next;
    }

    private static void Carry(JsonObject old, JsonObject next, IReadOnlyList<SchemaAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (old.Find(attribute.Name) is not { } value)
                continue;

            var given = next.Find(attribute.Name);
            if (given is null && Stays(attribute))
                next[attribute.Name] = value.DeepClone();
            else if (attribute.Mutability == Mutability.Immutable && !SingleValues.Same(attribute, value, given))
                throw ScimException.Mutability($"'{attribute.Name}' cannot be changed once it has a value.");
        }
    }

    private static bool Stays(SchemaAttribute attribute) =>
        attribute.Mutability != Mutability.ReadWrite || attribute.Name == "active";
}
