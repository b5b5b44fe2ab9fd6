using Provost.Scim.Resources;

namespace Provost.Scim.Filters;

/// <summary><c>[schema:]name[.subAttribute]</c>, compared without case as RFC 7643 §2.1 asks.</summary>
/// <param name="Schema">
/// The URN in front of the name. Only a schema can say where a URN ends, so the path is cut at its last colon and
/// resolved against the resource type later.
/// </param>
/// <param name="Name">The attribute.</param>
/// <param name="SubAttribute">What follows the dot.</param>
public readonly record struct AttributePath(string? Schema, string Name, string? SubAttribute)
{
    /// <summary>An attribute of the core schema.</summary>
    public AttributePath(string name)
        : this(null, name, null) { }

    /// <summary>Reads a path; bad grammar is an <c>invalidPath</c>.</summary>
    public static AttributePath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var path)
            ? path
            : throw ScimException.InvalidPath($"'{Excerpt.Of(text)}' is not an attribute name such as name.givenName.");
    }

    /// <summary>Reads a path, or says that it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AttributePath path) => TryParse(text, null, out path);

    /// <summary>Reads a path, or says that it is none. A bare name is kept rather than copied.</summary>
    internal static bool TryParse(string text, out AttributePath path) => TryParse(text, text, out path);

    private static bool TryParse(ReadOnlySpan<char> text, string? whole, out AttributePath path)
    {
        path = default;
        var colon = text.LastIndexOf(':');
        var rest = text[(colon + 1)..];
        var dot = rest.IndexOf('.');
        var name = dot < 0 ? rest : rest[..dot];
        var sub = dot < 0 ? default : rest[(dot + 1)..];
        if (colon == 0 || !IsName(name) || (dot >= 0 && !IsName(sub)))
            return false;

        path = new AttributePath(
            colon < 0 ? null : text[..colon].ToString(),
            whole is not null && name.Length == whole.Length ? whole : name.ToString(),
            dot < 0 ? null : sub.ToString()
        );
        return true;
    }

    /// <summary>Whether both name the same attribute.</summary>
    public bool Equals(AttributePath other) =>
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(SubAttribute, other.SubAttribute, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Schema, other.Schema, StringComparison.OrdinalIgnoreCase);

    /// <summary>A hash without case.</summary>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    /// <summary>The path as it is written on the wire.</summary>
    public override string ToString() =>
        (Schema, SubAttribute) switch
        {
            (null, null) => Name ?? "",
            (null, _) => $"{Name}.{SubAttribute}",
            (_, null) => $"{Schema}:{Name}",
            _ => $"{Schema}:{Name}.{SubAttribute}",
        };

    /// <summary>RFC 7643 §2.1, and <c>$</c> as in <c>$ref</c>, which the grammar of RFC 7644 forgot.</summary>
    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !(char.IsAsciiLetter(text[0]) || text[0] is '$' or '_'))
            return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '$'))
                return false;
        }

        return true;
    }
}
