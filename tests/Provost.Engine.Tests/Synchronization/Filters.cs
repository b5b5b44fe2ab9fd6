using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>Scoping filters as the tests need them.</summary>
internal static class Filters
{
    public static DateTimeOffset Noon { get; } = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static FilterClause Clause(string source, string op, string? operand = null) =>
        FilterOperators.TryFind(op, out var found)
            ? new(source, found.Operator, operand)
            : throw new InvalidOperationException(op);

    public static CompiledFilter Compiled(params FilterClause[] clauses) => Compile(new FilterGroup("T", clauses));

    public static CompiledFilter Compile(params FilterGroup[] groups) =>
        CompiledFilter.Compile(new(groups), ObjectKind.User, patternsMatchWholeValue: true);

    public static bool Passes(FilterClause clause, string attribute, Value value) =>
        Compiled(clause).Evaluate(People.Ada.With(attribute, value), [], Noon).Passed;
}
