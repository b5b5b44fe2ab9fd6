using System.Diagnostics;
using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Filters;

/// <summary>Whether a resource satisfies a filter.</summary>
/// <remarks>
/// An attribute without a value equals nothing and is unequal to everything, so <c>ne</c> holds; <c>eq null</c> means
/// the opposite of <c>pr</c>. Any element of a multi-valued attribute may satisfy a comparison. A complex attribute is
/// compared by its <c>value</c>. Attributes that the schemas do not know are an error, those of extensions that are not
/// registered are compared as what they look like.
/// </remarks>
public static class FilterEvaluation
{
    /// <summary>Whether the resource satisfies the filter; see <see cref="Check"/> for what it refuses.</summary>
    public static bool Matches(this Filter filter, ScimResource resource, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        return filter switch
        {
            Filter.And(var left, var right) => left.Matches(resource, type) && right.Matches(resource, type),
            Filter.Or(var left, var right) => left.Matches(resource, type) || right.Matches(resource, type),
            Filter.Not(var inner) => !inner.Matches(resource, type),
            Filter.Present(var path) => Comparison.IsPresent(Values(resource, path, type, out var target), target.Sub),
            Filter.Compare(var path, var op, var value) => Compare(resource, type, path, op, value),
            Filter.ValuePath(var path, var inner) => AnyElement(
                Values(resource, path, type, out var target),
                inner,
                target.Attribute
            ),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Refuses, as <c>invalidFilter</c>, attributes that the schema does not know, <c>gt</c> and its kin on booleans
    /// and binaries, and comparisons of complex attributes that have no <c>value</c>. Worth calling once before a store
    /// is read, so that an error does not depend on what is stored.
    /// </summary>
    public static void Check(this Filter filter, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        switch (filter)
        {
            case Filter.And(var left, var right):
                left.Check(type);
                right.Check(type);
                break;
            case Filter.Or(var left, var right):
                left.Check(type);
                right.Check(type);
                break;
            case Filter.Not(var inner):
                inner.Check(type);
                break;
            case Filter.Present(var path):
                _ = Resolve(path, type);
                break;
            case Filter.Compare(var path, var op, var value):
                var compared = Resolve(path, type);
                Comparison.Check(compared.Sub ?? compared.Attribute, op, value);
                break;
            case Filter.ValuePath(var path, var inner):
                inner.CheckElement(Resolve(path, type).Attribute);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static bool Compare(
        ScimResource resource,
        ResourceType type,
        AttributePath path,
        Operator op,
        ScimValue value
    )
    {
        var node = Values(resource, path, type, out var target);
        Comparison.Check(target.Sub ?? target.Attribute, op, value);
        return Comparison.Holds(node, target.Attribute, target.Sub, op, value);
    }

    private static bool AnyElement(JsonNode? node, Filter inner, SchemaAttribute? parent)
    {
        if (node is not JsonArray array)
            return node is not null && inner.MatchesElement(node, parent);

        for (var i = 0; i < array.Count; i++)
        {
            if (inner.MatchesElement(array[i], parent))
                return true;
        }

        return false;
    }

    private static JsonNode? Values(
        ScimResource resource,
        AttributePath path,
        ResourceType type,
        out ResolvedTarget target
    )
    {
        target = Resolve(path, type);
        var home = target.Extension is null ? resource.Json : resource.Json.Find(target.Extension) as JsonObject;
        return home?.Find(target.Attribute.Name);
    }

    private static ResolvedTarget Resolve(AttributePath path, ResourceType type)
    {
        var target = AttributeTarget.Resolve(path, type);
        return target is { Kind: TargetKind.Attribute, Attribute: { } attribute }
            ? new(target.Extension, attribute, target.Sub)
            : throw ScimException.InvalidFilter($"{type.Name} has no attribute '{Excerpt.Of(path.ToString())}'.");
    }

    private readonly record struct ResolvedTarget(string? Extension, SchemaAttribute Attribute, SchemaAttribute? Sub);
}
