using System.Collections.Frozen;
using System.Text;

namespace Provost.Engine.Expressions;

/// <summary>The functions of the mapping language (ENT-EXP 5.2).</summary>
internal static class MappingFunctions
{
    public const string SelectUniqueValue = "SelectUniqueValue";
    public const string Redact = "Redact";

    private static readonly MappingFunction[] Text =
    [
        new(
            "Append",
            "source, suffix",
            "The source with the suffix behind it.",
            """Append([mailNickname], "@contoso.example")""",
            static (a, _) => TextFunctions.Append(a[0], a[1])
        ),
        new(
            "Prepend",
            "prefix, source",
            "The source with the prefix in front of it.",
            """Prepend("smtp:", [mail])""",
            static (a, _) => TextFunctions.Prepend(a[0], a[1])
        ),
        new(
            "BitAnd",
            "value1, value2",
            "Bitwise AND of two whole numbers.",
            "BitAnd(&HF, &HF7)",
            static (a, _) => TextFunctions.BitAnd(a[0], a[1])
        ),
        new("CStr", "value", "The value as text.", "CStr(5)", static (a, _) => TextFunctions.CStr(a[0])),
        new(
            "ConvertToBase64",
            "source",
            "Base64 of the source in UTF-16.",
            """ConvertToBase64("Hello world!")""",
            static (a, _) =>
                TextFunctions.Convert(a[0], s => System.Convert.ToBase64String(Encoding.Unicode.GetBytes(s)))
        ),
        new(
            "ConvertToUTF8Hex",
            "source",
            "Hexadecimal digits of the source in UTF-8.",
            """ConvertToUTF8Hex("Hello world!")""",
            static (a, _) => TextFunctions.Convert(a[0], s => System.Convert.ToHexString(Encoding.UTF8.GetBytes(s)))
        ),
        new(
            "InStr",
            "value1, value2, start?, compareType?",
            "Where value2 stands in value1, from 1; 0 if nowhere.",
            """InStr([mail], "@")""",
            static (a, _) => TextFunctions.InStr(a)
        ),
        new(
            "Left",
            "String, NumChars",
            "The first characters; a negative number gives them all.",
            "Left([givenName], 1)",
            static (a, _) => TextFunctions.Left(a[0], a[1])
        ),
        new(
            "Mid",
            "source, start, length",
            "Characters from a position, counted from 1.",
            "Mid([employeeId], 2, 3)",
            static (a, _) => TextFunctions.Mid(a[0], a[1], a[2])
        ),
        new(
            "NormalizeDiacritics",
            "source",
            "Letters without their marks: é to e, ø to oe, ß to ss.",
            """NormalizeDiacritics("Søren Kierkegård")""",
            static (a, _) => TextFunctions.Convert(a[0], Diacritics.Remove)
        ),
        new(
            "PCase",
            "source, wordSeparators?",
            "The first letter of every word upper case, the rest lower.",
            """PCase("ada o'lovelace-king")""",
            static (a, _) => Words.PCase(a)
        ),
        new(
            "Replace",
            "source, oldValue?, regexPattern?, regexGroupName?, replacementValue?, "
                + "replacementAttributeName?, template?",
            "Replaces text: plainly, into a template, by regular expression, or one group of it.",
            """Replace([mobile], , "[()\\s-]+", , "", , )""",
            static (a, _) => Replacing.Apply(a)
        )
        {
            Keys = new(
                "source, Find, RegularExpression, RegularExpressionGroupName, Replacement, ReplacementPropertyName, "
                    + "Template"
            ),
        },
        new(
            "StripSpaces",
            "source",
            "The source without its spaces.",
            "StripSpaces([displayName])",
            static (a, _) => TextFunctions.Convert(a[0], static s => s.Replace(" ", "", StringComparison.Ordinal))
        ),
        new(
            "ToLower",
            "source, culture?",
            "Lower case; without a culture such as tr-TR the invariant one.",
            "ToLower([displayName])",
            static (a, _) => Casing.ToLower(a)
        ),
        new(
            "ToUpper",
            "source, culture?",
            "Upper case; without a culture such as tr-TR the invariant one.",
            """ToUpper("istanbul", "tr-TR")""",
            static (a, _) => Casing.ToUpper(a)
        ),
        new(
            "Word",
            "String, number, delimiters",
            "One word, counted from 1; every delimiter character ends a word.",
            """Word([displayName], 2, " ")""",
            static (a, _) => Words.Word(a[0], a[1], a[2])
        ),
        new(
            Redact,
            "value",
            "The value itself; the log shows [Redact] instead.",
            "Redact([employeeId])",
            static (a, _) => a[0]
        ),
    ];

    private static readonly MappingFunction[] Tests =
    [
        new(
            "CBool",
            "expression",
            "True if the comparison holds or the number is not zero.",
            """CBool([country] = "GB")""",
            static (a, _) => Value.Boolean(Comparisons.IsTrue(a[0]))
        ),
        new(
            "IsNothing",
            "expression",
            "As IsNull.",
            "IsNothing([division])",
            static (a, _) => Value.Boolean(a[0].IsNull)
        ),
        new(
            "IsNull",
            "expression",
            "True if there is no value.",
            "IsNull([division])",
            static (a, _) => Value.Boolean(a[0].IsNull)
        ),
        new(
            "IsNullOrEmpty",
            "expression",
            "True if there is no value or an empty one.",
            """IsNullOrEmpty("")""",
            static (a, _) => Value.Boolean(a[0].IsNullOrEmpty)
        ),
        new(
            "IsPresent",
            "expression",
            "True if there is a value that is not empty.",
            "IsPresent([mail])",
            static (a, _) => Value.Boolean(!a[0].IsNullOrEmpty)
        ),
        new(
            "IsString",
            "expression",
            "True if there is one value, which can be text.",
            "IsString([mail])",
            static (a, _) => Value.Boolean(!a[0].IsNull && a[0].Kind != ValueKind.Many)
        ),
        new(
            "Not",
            "source",
            "\"False\" for \"True\", \"True\" for anything else.",
            "Not([IsSoftDeleted])",
            static (a, _) => Value.Text(a[0].ToString() is "True" ? "False" : "True")
        ),
    ];

    private static readonly MappingFunction[] Lists =
    [
        new(
            "Count",
            "attribute",
            "How many values there are.",
            "Count([proxyAddresses])",
            static (a, _) => Value.Number(a[0].Elements.Count)
        ),
        new(
            "Item",
            "attribute, index",
            "One of several values, counted from 1.",
            "Item([proxyAddresses], 1)",
            static (a, _) => ListFunctions.Item(a[0], a[1])
        ),
        new(
            "Join",
            "separator, source*",
            "The sources with the separator between them; empty ones are left out.",
            """Join(" ", [givenName], [middleName], [surname])""",
            static (a, _) => ListFunctions.Join(a)
        ),
        new(
            "RemoveDuplicates",
            "attribute",
            "Every value once.",
            """RemoveDuplicates(Split("a,b,a", ","))""",
            static (a, _) => ListFunctions.Distinct(a[0])
        ),
        new(
            "Split",
            "source, delimiter",
            "The parts of a text as several values, trimmed.",
            """Split("PermissionSetOne, PermissionSetTwo", ",")""",
            static (a, _) => ListFunctions.Split(a[0], a[1])
        ),
    ];

    /// <summary>All functions, in the order of the reference page, which is printed from this table.</summary>
    public static readonly (string Title, MappingFunction[] Functions)[] Groups =
    [
        ("Text", Text),
        ("Tests", Tests),
        ("Choices", ChoiceFunctions.Table),
        ("Several values", Lists),
        ("Dates", DateFunctions.Table),
        ("Random values", RandomText.Table),
        ("The application and the tenant", RoleFunctions.Table),
    ];

    public static readonly FrozenDictionary<string, MappingFunction> ByName = Groups
        .SelectMany(group => group.Functions)
        .ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
}
