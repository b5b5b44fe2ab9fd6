using System.Globalization;
using System.Text;

namespace Provost.Engine.Expressions;

/// <summary>Functions over the words of a text.</summary>
internal static class Words
{
    public static Evaluation PCase(ReadOnlySpan<Value> a)
    {
        var separators = a.Length > 1 && !a[1].IsNull ? a[1].ToString() : null;
        return TextFunctions.Convert(a[0], text => PCase(text, separators));
    }

    /// <summary>An empty text for everything that is not there, be it the text, the number or the word.</summary>
    public static Evaluation Word(Value source, Value number, Value delimiters)
    {
        if (source.IsNullOrEmpty || number.IsNull)
            return Value.Text("");
        if (TextFunctions.Single(source) is not { } text)
            return TextFunctions.Several(source);
        if (!Numbers.TryWhole(number, out var wanted))
            return TextFunctions.NotWhole("number", number);

        string[] separators = [.. delimiters.ToString().EnumerateRunes().Select(r => r.ToString())];
        // Without a separator, Split would take white space.
        string[] words = separators is [] ? [text] : text.Split(separators, StringSplitOptions.RemoveEmptyEntries);
        return Value.Text(wanted >= 1 && wanted <= words.Length ? words[wanted - 1] : "");
    }

    private static string PCase(string text, string? separators)
    {
        var result = new StringBuilder(text.Length);
        var atStart = true;
        foreach (var rune in text.ToLowerInvariant().EnumerateRunes())
        {
            var separates = separators is null ? Separates(rune) : separators.EnumerateRunes().Contains(rune);
            result.Append((atStart && !separates ? Rune.ToUpperInvariant(rune) : rune).ToString());
            atStart = separates;
        }
        return result.ToString();
    }

    /// <summary>The Unicode categories between words that the reference lists.</summary>
    private static bool Separates(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
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
