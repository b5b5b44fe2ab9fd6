using System.Collections.Frozen;
using System.Text;

namespace Provost.Engine.Expressions;

/// <summary>
/// NormalizeDiacritics (ENT-EXP-12): Latin letters lose their marks, whether composed or followed by combining ones. A
/// table, because the program runs without the data that Unicode normalisation needs.
/// </summary>
internal static class Diacritics
{
    private static readonly (string Plain, string Marked)[] Rows =
    [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
        ("ae", "æǣǽ"),
        ("b", "ḃḅḇ"),
        ("c", "çćĉċčḉ"),
        ("d", "ďḋḍḏḑḓ"),
        ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
        ("f", "ḟ"),
        ("g", "ĝğġģǧǵḡ"),
        ("h", "ĥȟḣḥḧḩḫẖ"),
        ("i", "ìíîïĩīĭįǐȉȋḭḯỉịı"),
        ("j", "ĵǰ"),
        ("k", "ķǩḱḳḵ"),
        ("l", "ĺļľłḷḹḻḽ"),
        ("m", "ḿṁṃ"),
        ("n", "ñńņňǹṅṇṉṋ"),
        ("o", "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
        ("oe", "øǿ"),
        ("p", "ṕṗ"),
        ("r", "ŕŗřȑȓṙṛṝṟ"),
        ("s", "śŝşšșṡṣṥṧṩ"),
        ("ss", "ß"),
        ("t", "ţťțṫṭṯṱẗ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ("v", "ṽṿ"),
        ("w", "ŵẁẃẅẇẉẘ"),
        ("x", "ẋẍ"),
        ("y", "ýÿŷȳẏẙỳỵỷỹ"),
        ("z", "źżžẑẓẕ"),
    ];

    private static readonly FrozenDictionary<char, string> Plain = Table().ToFrozenDictionary();

    public static string Remove(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text;

        var result = new StringBuilder(text.Length);
        var letter = '\0';
        foreach (var c in text)
        {
            if (IsMark(c))
            {
                AfterMark(result, letter, c);
                continue;
            }
            letter = c;
            if (Plain.TryGetValue(c, out var plain))
                result.Append(plain);
            else
                result.Append(c);
        }
        return result.ToString();
    }

    /// <summary>A mark behind a Latin letter goes; œ is only listed with one; other scripts keep theirs.</summary>
    private static void AfterMark(StringBuilder result, char letter, char mark)
    {
        if (letter is 'œ' or 'Œ' && result.Length > 0 && result[^1] == letter)
            result.Remove(result.Length - 1, 1).Append(letter == 'œ' ? "oe" : "OE");
        else if (!char.IsAsciiLetter(letter) && !Plain.ContainsKey(letter) && letter is not ('œ' or 'Œ'))
            result.Append(mark);
    }

    private static bool IsMark(char c) => c is >= '\u0300' and <= '\u036f';

    private static Dictionary<char, string> Table()
    {
        var table = new Dictionary<char, string> { ['İ'] = "I" };
        foreach (var (plain, marked) in Rows)
        foreach (var letter in marked)
        {
            table[letter] = plain;
            if (char.ToUpperInvariant(letter) is var upper && upper != letter && !char.IsAscii(upper))
                table[upper] = plain.ToUpperInvariant();
        }
        return table;
    }
}
