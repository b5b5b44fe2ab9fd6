using System.Globalization;

namespace Provost.Engine.Expressions;

/// <summary>Reads dates as people and directories write them, the same way on every machine and on every day.</summary>
internal static class DateText
{
    private const DateTimeStyles Lenient = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal;

    public static bool TryRead(Value value, out DateTimeOffset date)
    {
        date = value.Kind == ValueKind.Instant ? value.AsInstant : default;
        return value.Kind == ValueKind.Instant
            || (
                value.ToString() is var text
                && NamesYear(text)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Lenient, out date)
            );
    }

    /// <summary>Without a year in the format it is 2000, in which every day of a year can be read.</summary>
    public static bool TryRead(string text, string format, DateTimeStyles styles, out DateTimeOffset date) =>
        format.Length == 1 || format.Contains('y')
            ? DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, styles, out date)
            : TryRead($"2000 {text}", $"yyyy {format}", styles, out date);

    /// <summary>
    /// Where a text names no year or no day, .NET takes today's. A year has four digits, or two behind two separators.
    /// </summary>
    private static bool NamesYear(string text)
    {
        var (digits, separators) = (0, 0);
        foreach (var c in text.AsSpan().TrimStart())
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            separators += c is '/' or '-' or '.' ? 1 : 0;
            if (digits == 4 || (separators == 2 && digits == 2))
                return true;
            if (c is ':')
                return false;
        }
        return false;
    }

    public static bool TryStyles(Value value, out DateTimeStyles styles)
    {
        styles = DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;
        if (!value.IsNullOrEmpty && !Enum.TryParse(value.ToString(), ignoreCase: true, out styles))
            return false;
        // Every machine has to give the same text, so the local time is UTC.
        styles &= DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal;
        styles |= DateTimeStyles.AssumeUniversal;
        return true;
    }
}
