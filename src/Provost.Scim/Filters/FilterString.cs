using System.Globalization;
using System.Text;

namespace Provost.Scim.Filters;

/// <summary>Strings in a filter, with the escapes of JSON (RFC 8259 §7).</summary>
internal static class FilterString
{
    /// <summary>
    /// Reads the string that starts at <paramref name="at"/> and moves behind it; null where it is broken.
    /// </summary>
    public static string? Read(ReadOnlySpan<char> text, ref int at)
    {
        var rest = text[(at + 1)..];
        var end = rest.IndexOfAny('"', '\\');
        if (end < 0)
            return null;

        if (rest[end] is '\\')
            return ReadEscaped(text, ref at);

        at += end + 2;
        return rest[..end].ToString();
    }

    private static string? ReadEscaped(ReadOnlySpan<char> text, ref int at)
    {
        var result = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] is '"')
            {
                at = i + 1;
                return result.ToString();
            }

            if (text[i] is not '\\')
                result.Append(text[i]);
            else if (Escape(text[(i + 1)..], out var length) is { } c)
            {
                result.Append(c);
                i += length;
            }
            else
                return null;
        }

        return null;
    }

    private static char? Escape(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        if (text is ['u', _, _, _, _, ..])
        {
            length = 5;
            return ushort.TryParse(
                text[1..5],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
                ? (char)code
                : null;
        }

        return text is [var c, ..]
            ? c switch
            {
                '"' or '\\' or '/' => c,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => null,
            }
            : null;
    }
}
