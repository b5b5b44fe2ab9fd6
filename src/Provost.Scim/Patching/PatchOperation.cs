using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;

namespace Provost.Scim.Patching;

/// <summary>What a PATCH operation does.</summary>
public enum PatchKind
{
    /// <summary>Adds values, keeping those that are there.</summary>
    Add,

    /// <summary>Puts values in the place of others.</summary>
    Replace,

    /// <summary>Takes values away.</summary>
    Remove,
}

/// <summary>
/// Where a PATCH operation works: <c>attr</c>, <c>attr.sub</c>, <c>attr[filter]</c> or <c>attr[filter].sub</c>.
/// </summary>
/// <param name="Attribute">The attribute, with the sub-attribute behind the dot or the brackets.</param>
/// <param name="Filter">What stands in brackets.</param>
public sealed record PatchPath(AttributePath Attribute, Filter? Filter)
{
    /// <summary>Reads a path; bad grammar is an <c>invalidPath</c>.</summary>
    public static PatchPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (path, filter, sub) = FilterParser.ParsePath(text);
        return filter is null || path.SubAttribute is null
            ? new PatchPath(path with { SubAttribute = sub }, filter)
            : throw ScimException.InvalidPath($"'{Excerpt.Of(text)}' has brackets behind a sub-attribute.");
    }

    /// <summary>The path as it is written on the wire.</summary>
    public override string ToString() =>
        Filter is null ? Attribute.ToString()
        : Attribute.SubAttribute is { } sub ? $"{Attribute with { SubAttribute = null }}[{Filter}].{sub}"
        : $"{Attribute}[{Filter}]";
}

/// <summary>One operation of a PATCH (RFC 7644 §3.5.2).</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Path">Where; null for the resource itself.</param>
/// <param name="Value">The value, or null.</param>
public sealed record PatchOperation(PatchKind Kind, PatchPath? Path, JsonNode? Value)
{
    internal static PatchOperation Parse(JsonNode? node)
    {
        if (node is not JsonObject json)
            throw ScimException.InvalidSyntax(
                "Every element of 'Operations' must be an object with 'op', 'path' and 'value'."
            );

        var operation = new PatchOperation(
            KindOf(json.Find("op").AsText()),
            PathOf(json.Find("path")),
            json.Find("value")
        );
        return operation.Kind != PatchKind.Add || json.KeyOf("value") is not null
            ? operation
            : throw ScimException.InvalidValue("An 'add' operation needs a 'value'.");
    }

    private static PatchPath? PathOf(JsonNode? node) =>
        node is null ? null
        : node.GetValueKind() != JsonValueKind.String ? throw ScimException.InvalidPath("'path' must be text.")
        : node.AsText() is { } path && !string.IsNullOrWhiteSpace(path) ? PatchPath.Parse(path)
        : null;

    /// <summary>Entra writes <c>Add</c>, <c>Replace</c> and <c>Remove</c>.</summary>
    private static PatchKind KindOf(string? op) =>
        op?.ToUpperInvariant() switch
        {
            "ADD" => PatchKind.Add,
            "REPLACE" => PatchKind.Replace,
            "REMOVE" => PatchKind.Remove,
            null => throw ScimException.InvalidSyntax("An operation needs an 'op': add, replace or remove."),
            _ => throw ScimException.InvalidSyntax($"'op' must be add, replace or remove, not '{Excerpt.Of(op)}'."),
        };
}
