namespace Provost.Engine.Expressions;

/// <summary>
/// Functions from text to text. Nothing comes of nothing: null gives null unless the reference says otherwise.
/// </summary>
internal static class TextFunctions
{
    private const int LongestShown = 40;

    /// <summary>An account must not be called after a suffix alone, so a missing source gives null.</summary>
    public static Evaluation Append(Value source, Value suffix) =>
        source.Kind == ValueKind.Text ? Value.Text(source.ToString() + suffix) : Convert(source, text => text + suffix);

    public static Evaluation Prepend(Value prefix, Value source) => Convert(source, text => prefix + text);

    public static Evaluation Convert(Value source, Func<string, string> convert) =>
        Single(source) is { } text ? Value.Text(convert(text))
        : source.IsNullOrEmpty ? Value.Null
        : Several(source);

    public static Evaluation CStr(Value value) => Convert(value, static text => text);

    public static Evaluation BitAnd(Value left, Value right) =>
        !Numbers.TryWhole(left, out var a) ? NotWhole("value1", left)
        : !Numbers.TryWhole(right, out var b) ? NotWhole("value2", right)
        : Numbers.Whole(a & b);

    /// <summary>A missing text is found nowhere; an empty one stands at every start, as in Visual Basic.</summary>
    public static Evaluation InStr(ReadOnlySpan<Value> a)
    {
        var start = 1L;
        if (a.Length > 2 && !a[2].IsNull && !Numbers.TryWhole(a[2], out start))
            return NotWhole("start", a[2]);
        if (start < 1)
            return Evaluation.Failed("start counts from 1.");

        StringComparison? compare = (a.Length > 3 ? a[3].ToString() : "") switch
        {
            Keywords.TextCompare => StringComparison.OrdinalIgnoreCase,
            Keywords.BinaryCompare or "" => StringComparison.Ordinal,
            _ => null,
        };
        if (compare is not { } rules)
            return Evaluation.Failed(
                $"compareType has to be {Keywords.TextCompare} or {Keywords.BinaryCompare}, not {Shown(a[3])}."
            );
        if (a[0].IsNullOrEmpty || a[1].IsNull)
            return Value.Number(0);
        return Single(a[0]) is not { } text ? Several(a[0])
            : Single(a[1]) is not { } wanted ? Several(a[1])
            : Value.Number(start > text.Length ? 0 : text.IndexOf(wanted, (int)start - 1, rules) + 1);
    }

    public static Evaluation Left(Value source, Value count)
    {
        if (!Numbers.TryWhole(count, out var length))
            return NotWhole("NumChars", count);
        if (source.IsNullOrEmpty)
            return Value.Text("");
        if (Single(source) is not { } text)
            return Several(source);
        return Value.Text(length < 0 || length > text.Length ? text : Part(text, 0, (int)length));
    }

    public static Evaluation Mid(Value source, Value start, Value length)
    {
        if (!Numbers.TryWhole(start, out var from))
            return NotWhole("start", start);
        if (!Numbers.TryWhole(length, out var count))
            return NotWhole("length", length);
        if (from < 1 || count < 0)
            return Evaluation.Failed("start counts from 1, and length cannot be negative.");
        return Convert(
            source,
            text => from > text.Length ? "" : Part(text, (int)from - 1, (int)Math.Min(count, text.Length - from + 1))
        );
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

    public static Evaluation NotWhole(string name, Value value) =>
        Evaluation.Failed($"{name} has to be a whole number, not {Shown(value)}.");

    public static Evaluation TooLong() =>
        Evaluation.Failed($"gives more than {Expression.LongestValue} characters, which is the most.");

    /// <summary>A value as a message shows it.</summary>
    public static string Shown(Value value)
    {
        var text = value.ToString();
        return value.IsNull ? "nothing"
            : text.Length <= LongestShown ? $"'{text}'"
            : $"'{Part(text, 0, LongestShown - 3)}...'";
    }

    /// <summary>
    /// Positions are those of UTF-16. Half of a character that takes two of them is no text, so it is left out.
    /// </summary>
    private static string Part(string text, int start, int length)
    {
        var end = start + length;
        if (IsInsideOfPair(text, end))
            end--;
        if (IsInsideOfPair(text, start))
            start++;
        return start < end ? text[start..end] : "";
    }

    private static bool IsInsideOfPair(string text, int at) =>
        at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
