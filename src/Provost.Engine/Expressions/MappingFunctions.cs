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
            static (a, _) => TextFunctions.Append(a[0], a[1])
        ),
        new(
            "Prepend",
            "prefix, source",
            "The source with the prefix in front of it.",
            static (a, _) => TextFunctions.Prepend(a[0], a[1])
        ),
        new(
            "BitAnd",
            "value1, value2",
            "Bitwise AND of two whole numbers.",
            static (a, _) => TextFunctions.BitAnd(a[0], a[1])
        ),
        new("CStr", "value", "The value as text.", static (a, _) => TextFunctions.CStr(a[0])),
        new(
            "ConvertToBase64",
            "source",
            "Base64 of the source in UTF-16.",
            static (a, _) =>
                TextFunctions.Convert(a[0], s => System.Convert.ToBase64String(Encoding.Unicode.GetBytes(s)))
        ),
        new(
            "ConvertToUTF8Hex",
            "source",
            "Hexadecimal digits of the source in UTF-8.",
            static (a, _) => TextFunctions.Convert(a[0], s => System.Convert.ToHexString(Encoding.UTF8.GetBytes(s)))
        ),
        new(
            "InStr",
            "value1, value2, start?, compareType?",
            "Where value2 stands in value1, from 1; 0 if nowhere.",
            static (a, _) => TextFunctions.InStr(a)
        ),
        new(
            "Left",
            "String, NumChars",
            "The first characters; a negative number gives them all.",
            static (a, _) => TextFunctions.Left(a[0], a[1])
        ),
        new(
            "Mid",
            "source, start, length",
            "Characters from a position, counted from 1.",
            static (a, _) => TextFunctions.Mid(a[0], a[1], a[2])
        ),
        new(
            "NormalizeDiacritics",
            "source",
            "Letters without their marks: é to e, ø to oe, ß to ss.",
            static (a, _) => TextFunctions.Convert(a[0], Diacritics.Remove)
        ),
        new(
            "PCase",
            "source, wordSeparators?",
            "The first letter of every word upper case, the rest lower.",
            static (a, _) => Words.PCase(a)
        ),
        new(
            "Replace",
            "source, oldValue?, regexPattern?, regexGroupName?, replacementValue?, "
                + "replacementAttributeName?, template?",
            "Replaces text: plainly, into a template, by regular expression, or one group of it.",
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
            static (a, _) => TextFunctions.Convert(a[0], static s => s.Replace(" ", "", StringComparison.Ordinal))
        ),
        new(
            "ToLower",
            "source, culture?",
            "Lower case; without a culture such as tr-TR the invariant one.",
            static (a, _) => Casing.ToLower(a)
        ),
        new(
            "ToUpper",
            "source, culture?",
            "Upper case; without a culture such as tr-TR the invariant one.",
            static (a, _) => Casing.ToUpper(a)
        ),
        new(
            "Word",
            "String, number, delimiters",
            "One word, counted from 1; every delimiter character ends a word.",
            static (a, _) => Words.Word(a[0], a[1], a[2])
        ),
        new(Redact, "value", "The value itself; the log shows [Redact] instead.", static (a, _) => a[0]),
    ];

    private static readonly MappingFunction[] Tests =
    [
        new(
            "CBool",
            "expression",
            "True if the comparison holds or the number is not zero.",
            static (a, _) => Value.Boolean(Comparisons.IsTrue(a[0]))
        ),
        new("IsNothing", "expression", "As IsNull.", static (a, _) => Value.Boolean(a[0].IsNull)),
        new("IsNull", "expression", "True if there is no value.", static (a, _) => Value.Boolean(a[0].IsNull)),
        new(
            "IsNullOrEmpty",
            "expression",
            "True if there is no value or an empty one.",
            static (a, _) => Value.Boolean(a[0].IsNullOrEmpty)
        ),
        new(
            "IsPresent",
            "expression",
            "True if there is a value that is not empty.",
            static (a, _) => Value.Boolean(!a[0].IsNullOrEmpty)
        ),
        new(
            "IsString",
            "expression",
            "True if there is one value, which can be text.",
            static (a, _) => Value.Boolean(!a[0].IsNull && a[0].Kind != ValueKind.Many)
        ),
        new(
            "Not",
            "source",
            "\"False\" for \"True\", \"True\" for anything else.",
            static (a, _) => Value.Text(a[0].ToString() is "True" ? "False" : "True")
        ),
    ];

    private static readonly MappingFunction[] Lists =
    [
        new("Count", "attribute", "How many values there are.", static (a, _) => Value.Number(a[0].Elements.Count)),
        new(
            "Item",
            "attribute, index",
            "One of several values, counted from 1.",
            static (a, _) => ListFunctions.Item(a[0], a[1])
        ),
        new(
            "Join",
            "separator, source*",
            "The sources with the separator between them; empty ones are left out.",
            static (a, _) => ListFunctions.Join(a)
        ),
        new("RemoveDuplicates", "attribute", "Every value once.", static (a, _) => ListFunctions.Distinct(a[0])),
        new(
            "Split",
            "source, delimiter",
            "The parts of a text as several values, trimmed.",
            static (a, _) => ListFunctions.Split(a[0], a[1])
        ),
    ];

    private static readonly MappingFunction[] Dates =
    [
        new(
            "CDate",
            "expression",
            "The instant that a text means, in UTC.",
            static (a, _) => DateFunctions.CDate(a[0])
        ),
        new(
            "DateAdd",
            "interval, value, dateTime",
            "A date moved by yyyy, m, d, ww, h, n or s.",
            static (a, _) => DateFunctions.Add(a[0], a[1], a[2])
        ),
        new(
            "DateDiff",
            "interval, date1, date2",
            "How many intervals date2 is later than date1.",
            static (a, _) => DateFunctions.Difference(a[0], a[1], a[2])
        ),
        new(
            "DateFromNum",
            "value",
            "The instant of a Windows file time.",
            static (a, _) => DateFunctions.FromNumber(a[0])
        ),
        new(
            "FormatDateTime",
            "source, dateTimeStyles?, inputFormat, outputFormat?",
            "A date in another format; the styles may be left out altogether.",
            static (a, _) => DateFunctions.Format(a)
        ),
        new("Now", "", "The instant of the cycle, in UTC.", static (_, context) => DateFunctions.Print(context.Now)),
        new(
            "NumFromDate",
            "value",
            "The Windows file time of an instant.",
            static (a, _) => DateFunctions.ToNumber(a[0])
        ),
    ];

    private static readonly MappingFunction[] Choices =
    [
        new("Coalesce", new("source*"), "The first value that is not empty; else the last argument.")
        {
            Lazy = ChoiceFunctions.Coalesce,
        },
        new("IgnoreFlowIfNullOrEmpty", new("expression"), "The value; nothing at all if it is empty.")
        {
            Lazy = ChoiceFunctions.IgnoreFlowIfNullOrEmpty,
        },
        new(
            "IIF",
            new("condition, valueIfTrue, valueIfFalse"),
            "One of two values, by a condition with = <> < <= > >=."
        )
        {
            Lazy = ChoiceFunctions.Iif,
        },
        new(
            "Switch",
            new("source, defaultValue?, key*, value*"),
            "The value whose key equals the source, else the default."
        )
        {
            Lazy = ChoiceFunctions.Switch,
        },
        new(SelectUniqueValue, new("rule1, rule*"), "The first value that the target does not have yet.")
        {
            Lazy = ChoiceFunctions.SelectUniqueValue,
            OnCreationOnly = true,
        },
    ];

    private static readonly MappingFunction[] Random =
    [
        new("Guid", "", "A random GUID.", static (_, context) => RandomText.Guid(context.Random))
        {
            OnCreationOnly = true,
        },
        new(
            "RandomString",
            "Length, MinimumNumbers, MinimumSpecialCharacters, MinimumCapital, MinimumLowerCase, "
                + "CharactersToAvoid?",
            "A random text with so many characters of each kind.",
            static (a, context) => RandomText.Make(a, context.Random)
        )
        {
            OnCreationOnly = true,
        },
    ];

    private static readonly MappingFunction[] Roles =
    [
        new(
            "SingleAppRoleAssignment",
            "appRoleAssignments",
            "The app role, where somebody has one.",
            static (a, _) => RoleFunctions.Single(a[0])
        ),
        new(
            "AppRoleAssignments",
            "appRoleAssignments",
            "The values of all app roles.",
            static (a, _) => RoleFunctions.Values(a[0])
        ),
        new(
            "DefaultDomain",
            "",
            "The default domain of the tenant.",
            static (_, context) =>
                context.DefaultDomain is { } domain
                    ? Value.Text(domain)
                    : Evaluation.Failed("the tenant has no default domain; write the domain as a text.")
        ),
        new(
            "AppRoleAssignmentsComplex",
            "appRoleAssignments",
            "All app roles; earlier ones stay in the target.",
            static (a, _) => RoleFunctions.Complex(a[0], "displayName")
        )
        {
            GivesObjects = true,
        },
        new(
            "AssertiveAppRoleAssignmentsComplex",
            "appRoleAssignments",
            "All app roles; others go from the target.",
            static (a, _) => RoleFunctions.Complex(a[0], "display")
        )
        {
            GivesObjects = true,
        },
    ];

    /// <summary>All functions, by name. The reference page in the documentation is printed from this table.</summary>
    public static readonly FrozenDictionary<string, MappingFunction> ByName = new[]
    {
        Text,
        Tests,
        Lists,
        Dates,
        Choices,
        Random,
        Roles,
    }
        .SelectMany(group => group)
        .ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
}
