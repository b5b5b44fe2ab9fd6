using System.Globalization;
using System.Text;

namespace Provost.Engine.Directory;

/// <summary>
/// Brings distinguished names (RFC 4514, and the older RFC 1779 with quotes and semicolons) into one form: case,
/// blanks, the way of escaping and the order inside a multi-valued part do not count.
/// </summary>
internal static class DistinguishedName
{
    public static bool TryNormalize(string text, out string normalized)
    {
        normalized = "";
        var result = new List<string>();
        foreach (var part in Split(text, ',', ';'))
        {
            var pairs = new List<string>();
            foreach (var pair in Split(part, '+'))
            {
                if (Pair(pair) is not { } known)
                    return false;
                pairs.Add(known);
            }
            pairs.Sort(StringComparer.Ordinal);
            result.Add(string.Join('+', pairs));
        }
        normalized = string.Join(',', result);
        return result.Count > 0;
    }

    private static string? Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return null;
        var name = text[..equals].Trim().ToLowerInvariant();
        var value = Unescaped(text[(equals + 1)..]);
        return !IsName(name) || value is null ? null : $"{name}={Escaped(value)}";
    }

    /// <summary>A short name or the number of an attribute: <c>uid</c>, <c>0.9.2342.19200300.100.1.1</c>.</summary>
    private static bool IsName(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary>Splits where a separator is neither escaped nor inside quotes.</summary>
    private static List<string> Split(string text, params ReadOnlySpan<char> separators)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (!quoted && separators.Contains(text[i]))
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>
    /// The value itself: <c>\,</c> and <c>\2C</c> are commas; quotes go; null where an escape is broken.
    /// </summary>
    private static string? Unescaped(string text)
    {
        text = text.Trim(' ');
        if (text is ['"', .. var inner, '"'])
            text = inner;
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;

        // Escaped bytes may be parts of one character, so all of the value is put together as UTF-8.
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; )
        {
            if (text[i] == '\\')
            {
                if (
                    i + 2 < text.Length
                    && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var code)
                )
                {
                    bytes.Add(code);
                    i += 3;
                    continue;
                }
                if (++i == text.Length)
                    return null;
            }
            i += AddCharacter(bytes, text.AsSpan(i));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Adds the first character, both halves of it beyond the basic plane; gives its length.</summary>
    private static int AddCharacter(List<byte> bytes, ReadOnlySpan<char> text)
    {
        // Half a character alone becomes U+FFFD.
        _ = Rune.DecodeFromUtf16(text, out var rune, out var length);
        Span<byte> encoded = stackalloc byte[4];
        bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
        return length;
    }

    private static string Escaped(string value)
    {
        var words = value.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var result = new StringBuilder();
        foreach (var c in string.Join(' ', words))
        {
            if (c is ',' or ';' or '+' or '=' or '"' or '\\')
                result.Append('\\');
            result.Append(c);
        }
        return result.ToString();
    }
}
