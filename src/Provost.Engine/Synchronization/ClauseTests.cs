using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>Whether a clause holds for one value that is there.</summary>
internal delegate bool ClauseTest(string value, DateTimeOffset now);

/// <summary>
/// The meaning of every operator (ENT-FIL-5); values are compared as typed, blanks included (ENT-FIL-9).
/// </summary>
internal static class ClauseTests
{
    public static ClauseTest Of(FilterOperator op, string operand, bool patternsMatchWholeValue) =>
        op switch
        {
            FilterOperator.EqualTo or FilterOperator.AnyEqualTo => (v, _) => v == operand,
            FilterOperator.NotEqualTo => (v, _) => v != operand,
            FilterOperator.IsTrue => (v, _) => bool.TryParse(v, out var truth) && truth,
            FilterOperator.IsFalse => (v, _) => bool.TryParse(v, out var truth) && !truth,
            FilterOperator.RegexMatch or FilterOperator.AnyRegexMatch => Matches(
                operand,
                patternsMatchWholeValue,
                true
            ),
            FilterOperator.NotRegexMatch => Matches(operand, patternsMatchWholeValue, false),
            FilterOperator.GreaterThan => Compares(operand, static order => order > 0),
            FilterOperator.GreaterThanOrEqualTo => Compares(operand, static order => order >= 0),
            FilterOperator.Includes or FilterOperator.AnyIncludes => (v, _) =>
                v.Contains(operand, StringComparison.Ordinal),
            FilterOperator.EndsWith or FilterOperator.AnyEndsWith => (v, _) =>
                v.EndsWith(operand, StringComparison.Ordinal),
            FilterOperator.Within => (v, _) => operand.Contains(v, StringComparison.Ordinal),
            FilterOperator.NotWithin => (v, _) => !operand.Contains(v, StringComparison.Ordinal),
            FilterOperator.Before => Lies(operand, static (date, bound) => date < bound),
            FilterOperator.After => Lies(operand, static (date, bound) => date > bound),
            _ => static (_, _) => true,
        };

    /// <summary>The pattern as it is matched; the group keeps its alternatives together.</summary>
    public static string Pattern(string pattern, bool wholeValue) => wholeValue ? $@"\A(?:{pattern})\z" : pattern;

    private static ClauseTest Matches(string pattern, bool wholeValue, bool wanted) =>
        Patterns.TryGet(Pattern(pattern, wholeValue), out var regex, out var problem)
            ? (v, _) => regex.IsMatch(v) == wanted
            : throw new EngineException(problem);

    /// <summary>A value that is no whole number from zero is neither greater nor equal.</summary>
    private static ClauseTest Compares(string operand, Func<int, bool> wanted) =>
        FilterRules.TryWhole(operand, out var bound)
            ? (v, _) => FilterRules.TryWhole(v, out var number) && wanted(number.CompareTo(bound))
            : throw new EngineException($"'{operand}' is no whole number.");

    /// <summary>Text that is no date is neither before nor after anything.</summary>
    private static ClauseTest Lies(string operand, Func<DateTimeOffset, DateTimeOffset, bool> wanted) =>
        FilterInstant.Parse(operand) is { } bound
            ? (v, now) => FilterInstant.TryRead(v, out var date) && wanted(date, bound.At(now))
            : throw new EngineException($"'{operand}' is no date.");
}
