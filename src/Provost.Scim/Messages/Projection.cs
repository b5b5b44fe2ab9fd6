using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;
using static Provost.Scim.Messages.AttributeNames;

namespace Provost.Scim.Messages;

/// <summary>
/// Which attributes an answer holds (RFC 7644 §3.4.2.5 and §3.9). Where a client names both lists, <c>attributes</c>
/// wins. <c>meta</c> is only left out when it is excluded. Names that mean nothing choose nothing.
/// </summary>
public sealed class Projection
{
    private readonly AttributeNames _attributes;
    private readonly AttributeNames _excluded;
    private readonly bool _named;

    private Projection(AttributeNames attributes, AttributeNames excluded, bool named)
    {
        _attributes = attributes;
        _excluded = excluded;
        _named = named;
    }

    /// <summary>What is returned when nothing is asked for.</summary>
    public static Projection Default { get; } = new(AttributeNames.None, AttributeNames.None, false);

    /// <summary>Whether the client asked for something else than the default.</summary>
    public bool IsDefault => !_named && _excluded.IsEmpty;

    /// <summary>Reads the two parameters: names with commas between them.</summary>
    public static Projection Parse(string? attributes, string? excludedAttributes)
    {
        if (!string.IsNullOrWhiteSpace(attributes))
            return new Projection(AttributeNames.Parse(attributes), AttributeNames.None, true);

        return string.IsNullOrWhiteSpace(excludedAttributes)
            ? Default
            : new Projection(AttributeNames.None, AttributeNames.Parse(excludedAttributes), false);
    }

    /// <summary>
    /// Whether an answer would hold this top-level attribute, so that a store need not load what nobody reads: Entra
    /// never asks for the members of a group.
    /// </summary>
    public bool Includes(string attributeName, ResourceType type)
    {
        var target = AttributeTarget.Resolve(new AttributePath(attributeName), type);
        return target.Attribute is { } attribute && Chosen(target.Extension, attribute) != Part.None;
    }

    /// <summary>A copy of the resource for an answer.</summary>
    public JsonObject Apply(ScimResource resource, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        var result = new JsonObject();
        for (var i = 0; i < resource.Json.Count; i++)
        {
            var (name, value) = resource.Json.GetAt(i);
            if (value is null)
                continue;

            var copy = IsUrn(name) ? Extension(name, value, type) : Attribute(null, Known(name, type), value);
            if (copy is not null)
                result.Add(name, copy);
        }

        return result;
    }

    private JsonObject? Extension(string urn, JsonNode value, ResourceType type)
    {
        if (value is not JsonObject json)
            return null;

        var schema = type.FindExtension(urn);
        var result = new JsonObject();
        for (var i = 0; i < json.Count; i++)
        {
            var (name, inner) = json.GetAt(i);
            var attribute = schema?.Find(name) ?? new SchemaAttribute(name, AttributeType.Unknown, "");
            if (inner is not null && Attribute(urn, attribute, inner) is { } copy)
                result.Add(name, copy);
        }

        return result.Count > 0 ? result : null;
    }

    private JsonNode? Attribute(string? extension, SchemaAttribute attribute, JsonNode value)
    {
        var part = Chosen(extension, attribute);
        if (part == Part.None)
            return null;
        if (part == Part.All && !HidesParts(attribute))
            return value.DeepClone();

        return value switch
        {
            JsonObject json => Parts(extension, attribute, json),
            JsonArray array => new JsonArray([
                .. array.Select(e => e is JsonObject json ? Parts(extension, attribute, json) : e?.DeepClone()),
            ]),
            _ => value.DeepClone(),
        };
    }

    private JsonObject Parts(string? extension, SchemaAttribute attribute, JsonObject value)
    {
        var result = new JsonObject();
        for (var i = 0; i < value.Count; i++)
        {
            var (name, part) = value.GetAt(i);
            if (part is not null && IncludesPart(extension, attribute, name))
                result.Add(name, part.DeepClone());
        }

        return result;
    }

    private Part Chosen(string? extension, SchemaAttribute attribute)
    {
        if (attribute.Returned == Returned.Never)
            return Part.None;
        if (attribute.Returned == Returned.Always)
            return Part.All;
        if (!_named)
            return attribute.Returned == Returned.Request ? Part.None : Most(_excluded.Named(extension, attribute));

        var named = _attributes.Named(extension, attribute);
        return ReferenceEquals(attribute, CommonAttributes.Meta) && named == Part.None ? Part.All : named;
    }

    private static Part Most(Part excluded) =>
        excluded switch
        {
            Part.None => Part.All,
            Part.Some => Part.Some,
            _ => Part.None,
        };

    private bool IncludesPart(string? extension, SchemaAttribute attribute, string name)
    {
        var returned = attribute.Find(name)?.Returned ?? Returned.Default;
        if (returned is Returned.Never or Returned.Always)
            return returned == Returned.Always;
        if (!_named)
            return returned == Returned.Default && !_excluded.NamesPart(extension, attribute, name);

        return _attributes.NamesPart(extension, attribute, name)
            || (returned == Returned.Default && _attributes.Named(extension, attribute) is Part.All or Part.None);
    }

    private static SchemaAttribute Known(string name, ResourceType type) =>
        type.Schema.Find(name) ?? CommonAttributes.Find(name) ?? new SchemaAttribute(name, AttributeType.Unknown, "");

    private static bool HidesParts(SchemaAttribute attribute)
    {
        for (var i = 0; i < attribute.SubAttributes.Count; i++)
        {
            if (attribute.SubAttributes[i].Returned is Returned.Never or Returned.Request)
                return true;
        }

        return false;
    }

    private static bool IsUrn(string name) => name.Contains(':', StringComparison.Ordinal);
}
