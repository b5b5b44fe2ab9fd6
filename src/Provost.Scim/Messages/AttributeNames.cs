using Provost.Scim.Filters;
using Provost.Scim.Schemas;

namespace Provost.Scim.Messages;

/// <summary>The names in <c>attributes</c> or <c>excludedAttributes</c>.</summary>
internal sealed class AttributeNames
{
    private readonly List<AttributePath> _paths;

    private AttributeNames(List<AttributePath> paths) => _paths = paths;

    /// <summary>How much of an attribute a list names.</summary>
    public enum Part
    {
        None,
        Some,
        All,
    }

    public static AttributeNames None { get; } = new([]);

    public bool IsEmpty => _paths.Count == 0;

    /// <summary>Names with commas between them; a comma in brackets belongs to the name.</summary>
    public static AttributeNames Parse(string text)
    {
        var names = new List<AttributePath>();
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ',';
            depth += c switch
            {
                '[' => 1,
                ']' => -1,
                _ => 0,
            };
            if (c is not ',' || (depth > 0 && i < text.Length))
                continue;

            if (TryName(text.AsSpan(start, i - start).Trim(), out var path))
                names.Add(path);
            start = i + 1;
        }

        return names.Count <= ScimLimits.FilterTerms
            ? new AttributeNames(names)
            : throw ScimException.InvalidValue($"More than {ScimLimits.FilterTerms} attribute names.");
    }

    /// <summary>Whether the sub-attribute is named.</summary>
    public bool NamesPart(string? extension, SchemaAttribute attribute, string name) =>
        _paths.Any(p =>
            Means(p, extension, attribute.Name) is { } tail && tail.Equals(name, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>How much of the attribute is named.</summary>
    public Part Named(string? extension, SchemaAttribute attribute)
    {
        var part = Part.None;
        for (var i = 0; i < _paths.Count && part != Part.All; i++)
        {
            if (Means(_paths[i], extension, attribute.Name) is { } tail)
                part = tail.Length == 0 ? Part.All : Part.Some;
        }

        return part;
    }

    /// <summary><c>emails[type eq "work"]</c>, as Microsoft's test collection asks, means <c>emails</c>.</summary>
    private static bool TryName(ReadOnlySpan<char> text, out AttributePath path)
    {
        var open = text.IndexOf('[');
        return AttributePath.TryParse(open < 0 ? text : text[..open], out path);
    }

    /// <summary>
    /// What a path adds to the attribute: nothing, a sub-attribute, or null where it means another one.
    /// </summary>
    private static string? Means(AttributePath path, string? extension, string name)
    {
        if (path.Schema is null)
            return Same(path.Name, name) ? path.SubAttribute ?? "" : null;

        var urn = Urns.Modern(path.Schema);
        if (extension is null ? Urns.IsCore(urn) : Same(urn, extension))
            return Same(path.Name, name) ? path.SubAttribute ?? "" : null;

        var longer = $"{path.Schema}:{path.Name}";
        var whole = extension is null ? Urns.IsCore(longer) && !Urns.IsCore(urn) : Same(Urns.Modern(longer), extension);
        return whole && path.SubAttribute is null ? "" : null;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
