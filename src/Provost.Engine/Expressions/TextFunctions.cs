using System.Globalization;

namespace Provost.Engine.Expressions;

/// <summary>
/// Functions from text to text. Nothing comes of nothing: null gives null unless the reference says otherwise.
/// </summary>
internal static class TextFunctions
{
    /// <summary>An account must not be called after a suffix alone, so a missing source gives null.</summary>
    public static Evaluation Append(Value source, Value suffix) => Convert(source, s => s + suffix);

    public static Evaluation Prepend(Value prefix, Value source) => Convert(source, s => prefix + s);

    public static Evaluation Convert(Value source, Func<string, string> convert) =>
        source.IsNull ? Value.Null
        : Single(source) is { } text ? Value.Text(convert(text))
        : Several(source);

    public static Evaluation BitAnd(Value left, Value right) =>
        !TryWhole(left, out var a) ? NotWhole("value1", left)
        : !TryWhole(right, out var b) ? NotWhole("value2", right)
        : Value.Number(a & b);

    public static Evaluation InStr(ReadOnlySpan<Value> a)
    {
        var start = 1L;
        if (a.Length > 2 && !a[2].IsNull && !TryWhole(a[2], out start))
            return NotWhole("start", a[2]);
        if (start < 1)
            return Evaluation.Failed("start counts from 1.");

        var (text, wanted) = (a[0].ToString(), a[1].ToString());
        var compare =
            a.Length > 3 && a[3].ToString() is Keywords.TextCompare
                ? StringComparison.OrdinalIgnoreCase
                : StringComparison.Ordinal;
        return Value.Number(start > text.Length ? 0 : text.IndexOf(wanted, (int)start - 1, compare) + 1);
    }

    public static Evaluation Left(Value source, Value count)
    {
        if (!TryWhole(count, out var length))
            return NotWhole("NumChars", count);
        if (Single(source) is not { } text)
            return source.IsNull ? Value.Text("") : Several(source);
        return Value.Text(length < 0 || length > text.Length ? text : text[..(int)length]);
    }

    public static Evaluation Mid(Value source, Value start, Value length)
    {
        if (!TryWhole(start, out var from))
            return NotWhole("start", start);
        if (!TryWhole(length, out var count))
            return NotWhole("length", length);
        if (from < 1 || count < 0)
            return Evaluation.Failed("start counts from 1, and length cannot be negative.");
        return Convert(
            source,
            text =>
                from > text.Length ? "" : text.Substring((int)from - 1, (int)Math.Min(count, text.Length - from + 1))
        );
    }

    public static Evaluation PCase(ReadOnlySpan<Value> a)
    {
        var separators = a.Length > 1 && !a[1].IsNull ? a[1].ToString() : null;
        return Convert(a[0], text => PCase(text, separators));
    }

    public static Evaluation Word(Value source, Value number, Value delimiters)
    {
        if (!TryWhole(number, out var wanted))
            return NotWhole("number", number);
        var words = source.ToString().Split(delimiters.ToString().ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        return Value.Text(wanted >= 1 && wanted <= words.Length ? words[wanted - 1] : "");
    }

    /// <summary>The one text that a value is; null for none and for several.</summary>
    public static string? Single(Value value) =>
        value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Many => value.Elements is [var only] ? only : null,
            _ => value.ToString(),
        };

    public static Evaluation Several(Value value) =>
        Evaluation.Failed($"needs one value and was given {value.Elements.Count}; choose with Item, or Join them.");

    /// <summary>Whole numbers may be quoted (ENT-EXP-4).</summary>
    public static bool TryWhole(Value value, out long number)
    {
        if (value.Kind == ValueKind.Number && double.IsInteger(value.AsNumber))
        {
            number = (long)value.AsNumber;
            return true;
        }
        return long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
    }

    public static Evaluation NotWhole(string name, Value value) =>
        Evaluation.Failed($"{name} has to be a whole number, not {Shown(value)}.");

    /// <summary>A value as a message shows it.</summary>
    public static string Shown(Value value)
    {
        var text = value.ToString();
        return value.IsNull ? "nothing" : $"'{(text.Length <= 40 ? text : $"{text[..37]}...")}'";
    }

    private static string PCase(string text, string? separators)
    {
        var result = text.ToLowerInvariant().ToCharArray();
        var atStart = true;
        for (var i = 0; i < result.Length; i++)
        {
            if (separators is null ? Separates(result[i]) : separators.Contains(result[i]))
                atStart = true;
            else if (atStart)
                (result[i], atStart) = (char.ToUpperInvariant(result[i]), false);
        }
        return new(result);
    }

    /// <summary>The Unicode categories between words that the reference lists.</summary>
    private static bool Separates(char c) =>
        char.GetUnicodeCategory(c)
            is UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation
                or UnicodeCategory.MathSymbol
                or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.ModifierSymbol
                or UnicodeCategory.OtherSymbol;
}
