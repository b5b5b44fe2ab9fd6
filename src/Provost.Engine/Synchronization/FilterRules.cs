using System.Globalization;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>What makes a clause of a scoping filter unusable, each as a sentence with its remedy.</summary>
public static class FilterRules
{
    public static IEnumerable<string> Problems(string title, FilterClause clause, ObjectKind kind)
    {
        var place = $"Filter '{title}', {clause.Source}";
        if (!Enum.IsDefined(clause.Operator))
            return [$"{place}: there is no operator {(int)clause.Operator}."];

        var op = FilterOperators.Of(clause.Operator);
        return new[] { SourceProblem(clause, op, kind), OperandProblem(clause, op, kind) }
            .OfType<string>()
            .Select(problem => $"{place} {op.Name}: {problem}");
    }

    /// <summary>What a clause reads; null for the groups of the object.</summary>
    public static Expression? Source(string source) =>
        IsMemberOf(source) ? null
        : IsExpression(source) ? Expression.Parse(source)
        : new Expression.SourceValue(source);

    /// <summary>A whole number from zero, as typed (ENT-FIL-5).</summary>
    public static bool TryWhole(string text, out UInt128 number) =>
        UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string? SourceProblem(FilterClause clause, FilterOperatorSchema op, ObjectKind kind)
    {
        if (clause.Source.Trim().Length == 0)
            return "the attribute is missing; name one, for example department.";
        if (IsMemberOf(clause.Source) != (op.Operand == OperandKind.Group))
            return op.Operand == OperandKind.Group
                ? $"only {FilterClause.MemberOf} can be asked this."
                : $"{FilterClause.MemberOf} can only be asked MEMBER OF and NOT MEMBER OF.";
        if (IsMemberOf(clause.Source))
            return null;

        var parsed = IsExpression(clause.Source) ? Expression.TryParse(clause.Source) : null;
        if (parsed is { Succeeded: false })
            return parsed.Message;
        if (parsed?.Value?.Compile() is { OnCreationOnly: true })
            return "random and unique values are another at every evaluation; filter on something that stays.";
        return (parsed?.Value ?? new Expression.SourceValue(clause.Source)) is Expression.SourceValue(var name)
            ? AttributeProblem(name, op, kind)
            : null;
    }

    private static string? AttributeProblem(string name, FilterOperatorSchema op, ObjectKind kind) =>
        AttributeAliases.Resolve(name) switch
        {
            "members" => "members cannot be filtered on; filter the users by MEMBER OF.",
            "appRoleAssignments" => "assignments cannot be filtered on; assign other people.",
            "manager" when kind == ObjectKind.Group => "groups have no manager.",
            _ => SourceAttributes.TypeOf(kind, name) is { } type && !op.Types.Contains(type)
                ? $"{name} is of type {type}; it can be asked {Allowed(type)}."
                : null,
        };

    private static string? OperandProblem(FilterClause clause, FilterOperatorSchema op, ObjectKind kind)
    {
        var operand = clause.Operand ?? "";
        return op.Operand switch
        {
            OperandKind.None => operand.Length == 0 ? null : $"takes no value, but '{operand}' was given.",
            _ when operand.Length == 0 => "needs a value to compare with.",
            OperandKind.Integer when !TryWhole(operand, out _) =>
                $"needs a whole number from 0, not '{operand}' (ENT-FIL-6).",
            OperandKind.Date when FilterInstant.Parse(operand) is null =>
                $"needs a date such as 2026-03-01, 2026-03-01T09:00:00Z, now, now+7d or now-12h, not '{operand}'.",
            OperandKind.Pattern => PatternProblem(operand),
            OperandKind.Text when SourceAttributes.TypeOf(kind, clause.Source) == AttributeType.Reference =>
                Guid.TryParseExact(operand, "D", out var id) && id.ToString() == operand
                    ? null
                    : $"needs an object's id in small letters, not '{operand}'.",
            _ => null,
        };
    }

    /// <summary>The pattern has to be right by itself, and as part of the one that is matched.</summary>
    private static string? PatternProblem(string pattern) =>
        Patterns.TryGet(pattern, out _, out var problem)
        && Patterns.TryGet(ClauseTests.Pattern(pattern, wholeValue: true), out _, out problem)
            ? null
            : $"the regular expression cannot be read: {problem}";

    private static string Allowed(AttributeType type) =>
        string.Join(", ", FilterOperators.All.Where(o => o.Types.Contains(type)).Select(o => o.Name));

    private static bool IsMemberOf(string source) =>
        source.Equals(FilterClause.MemberOf, StringComparison.OrdinalIgnoreCase);

    private static bool IsExpression(string source) => source.AsSpan().ContainsAny('[', '"', '(');
}
