using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Provost.Engine.Synchronization;

/// <summary>What a clause of a scoping filter can ask (ENT-FIL-5; the last eight are ours).</summary>
public enum FilterOperator
{
    EqualTo,
    NotEqualTo,
    IsTrue,
    IsFalse,
    IsNull,
    IsNotNull,
    RegexMatch,
    NotRegexMatch,
    GreaterThan,
    GreaterThanOrEqualTo,
    Includes,
    EndsWith,

    /// <summary><c>&amp;</c>: the value stands somewhere in the operand.</summary>
    Within,

    /// <summary><c>!&amp;</c></summary>
    NotWithin,

    Before,
    After,
    AnyEqualTo,
    AnyRegexMatch,
    AnyIncludes,
    AnyEndsWith,
    MemberOf,
    NotMemberOf,
}

/// <summary>What an operator compares with.</summary>
public enum OperandKind
{
    None,
    Text,
    Pattern,

    /// <summary>A whole number from zero.</summary>
    Integer,

    /// <summary><c>2026-03-01</c>, <c>2026-03-01T09:00:00Z</c>, <c>now</c>, <c>now+7d</c> or <c>now-12h</c>.</summary>
    Date,

    /// <summary>The id or the display name of a group.</summary>
    Group,
}

/// <summary>An operator as administrators see it.</summary>
/// <param name="Name">The documented spelling.</param>
/// <param name="Types">The types of attributes that it may be applied to.</param>
/// <param name="IsOurs">Entra does not have it.</param>
public sealed record FilterOperatorSchema(
    FilterOperator Operator,
    string Name,
    OperandKind Operand,
    IReadOnlyList<AttributeType> Types,
    bool IsOurs = false
)
{
    /// <summary>Of several values one is enough; the others ask for a single value.</summary>
    public bool AnyElement =>
        Operator
            is FilterOperator.AnyEqualTo
                or FilterOperator.AnyRegexMatch
                or FilterOperator.AnyIncludes
                or FilterOperator.AnyEndsWith;
}

/// <summary>The operators of scoping filters by name.</summary>
public static class FilterOperators
{
    private static readonly AttributeType[] Text = [AttributeType.String, AttributeType.Integer];

    /// <summary>An id can be compared, too: that of a manager (ours, ENT-FIL-7).</summary>
    private static readonly AttributeType[] TextOrId = [.. Text, AttributeType.Reference];
    private static readonly AttributeType[] Dates = [AttributeType.DateTime, AttributeType.String];

    /// <summary>All, in the order of the documentation; the pages of it are made from this table.</summary>
    public static IReadOnlyList<FilterOperatorSchema> All { get; } =
    [
        new(FilterOperator.EqualTo, "EQUALS", OperandKind.Text, TextOrId),
        new(FilterOperator.NotEqualTo, "NOT EQUALS", OperandKind.Text, TextOrId),
        new(FilterOperator.IsTrue, "IS TRUE", OperandKind.None, [AttributeType.Boolean]),
        new(FilterOperator.IsFalse, "IS FALSE", OperandKind.None, [AttributeType.Boolean]),
        new(FilterOperator.IsNull, "IS NULL", OperandKind.None, Enum.GetValues<AttributeType>()),
        new(FilterOperator.IsNotNull, "IS NOT NULL", OperandKind.None, Enum.GetValues<AttributeType>()),
        new(FilterOperator.RegexMatch, "REGEX MATCH", OperandKind.Pattern, Text),
        new(FilterOperator.NotRegexMatch, "NOT REGEX MATCH", OperandKind.Pattern, Text),
        new(FilterOperator.GreaterThan, "Greater_Than", OperandKind.Integer, Text),
        new(FilterOperator.GreaterThanOrEqualTo, "Greater_Than_OR_EQUALS", OperandKind.Integer, Text),
        new(FilterOperator.Includes, "Includes", OperandKind.Text, [AttributeType.String]),
        new(FilterOperator.EndsWith, "ENDS_WITH", OperandKind.Text, [AttributeType.String]),
        new(FilterOperator.Within, "&", OperandKind.Text, Text),
        new(FilterOperator.NotWithin, "!&", OperandKind.Text, Text),
        new(FilterOperator.Before, "BEFORE", OperandKind.Date, Dates, IsOurs: true),
        new(FilterOperator.After, "AFTER", OperandKind.Date, Dates, IsOurs: true),
        new(FilterOperator.AnyEqualTo, "ANY EQUALS", OperandKind.Text, Text, IsOurs: true),
        new(FilterOperator.AnyRegexMatch, "ANY REGEX MATCH", OperandKind.Pattern, Text, IsOurs: true),
        new(FilterOperator.AnyIncludes, "ANY INCLUDES", OperandKind.Text, Text, IsOurs: true),
        new(FilterOperator.AnyEndsWith, "ANY ENDS_WITH", OperandKind.Text, Text, IsOurs: true),
        new(FilterOperator.MemberOf, "MEMBER OF", OperandKind.Group, [AttributeType.Reference], IsOurs: true),
        new(FilterOperator.NotMemberOf, "NOT MEMBER OF", OperandKind.Group, [AttributeType.Reference], IsOurs: true),
    ];

    private static readonly FrozenDictionary<string, FilterOperatorSchema> ByName = All.ToFrozenDictionary(o =>
        Plain(o.Name)
    );

    /// <summary>For a person who named one that is not there.</summary>
    public static string Names => $"Operators are {string.Join(", ", All.Select(o => o.Name))}.";

    public static FilterOperatorSchema Of(FilterOperator op) => All[(int)op];

    /// <summary>
    /// By name, without regard to blanks, underscores and case: Graph's clients spell them in many ways.
    /// </summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out FilterOperatorSchema? found) =>
        ByName.TryGetValue(Plain(name), out found);

    private static string Plain(string name) =>
        string.Concat(name.Where(c => c != '_' && !char.IsWhiteSpace(c))).ToUpperInvariant();
}
