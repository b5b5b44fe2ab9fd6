using System.Diagnostics.CodeAnalysis;

namespace Provost.Engine.Targets;

/// <summary>Reads <c>[urn:]name[[attribute eq "literal"]][.subAttribute]</c>.</summary>
internal static class TargetPathParser
{
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out TargetPath? path,
        [NotNullWhen(false)] out string? problem
    )
    {
        path = null;
        var (schema, rest) = SplitSchema(text);

        var (name, selector, tail) = (rest, ((string, string)?)null, "");
        if (rest.IndexOf('[', StringComparison.Ordinal) is >= 0 and var open)
        {
            if (rest.IndexOf(']', open) is not (> 0 and var close))
                return Fail(text, "a ']'", out problem);
            selector = Selector(rest[(open + 1)..close]);
            if (selector is null)
                return Fail(text, "a selector such as [type eq \"work\"]", out problem);
            (name, tail) = (rest[..open], rest[(close + 1)..]);
        }
        else if (rest.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot)
        {
            (name, tail) = (rest[..dot], rest[dot..]);
        }

        var sub = tail.Length > 0 ? tail[1..] : null;
        if (!IsName(name) || (tail.Length > 0 && tail[0] != '.') || (sub is not null && !IsName(sub)))
            return Fail(text, "a name such as userName, name.givenName or emails[type eq \"work\"].value", out problem);

        path = new TargetPath(text, schema, name, selector, sub);
        problem = null;
        return true;
    }

    /// <summary>
    /// A URN ends at its last colon in front of a bracket: versions hold dots, literals may hold colons.
    /// </summary>
    private static (string? Schema, string Name) SplitSchema(string text)
    {
        if (!text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            return (null, text);

        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var colon = text.LastIndexOf(':', bracket < 0 ? text.Length - 1 : bracket);
        return (text[..colon], text[(colon + 1)..]);
    }

    private static (string, string)? Selector(string text)
    {
        var parts = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
            parts is [var attribute, var word, ['"', .. var literal, '"']]
            && word.Equals("eq", StringComparison.OrdinalIgnoreCase)
            && IsName(attribute)
            ? (attribute, literal)
            : null;
    }

    private static bool IsName(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '$');

    private static bool Fail(string text, string wanted, out string problem)
    {
        problem = $"Target attribute '{text}' cannot be read: expected {wanted}.";
        return false;
    }
}
