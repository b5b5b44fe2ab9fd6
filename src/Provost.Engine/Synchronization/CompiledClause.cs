using System.Text.RegularExpressions;
using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>
/// One clause of a scoping filter, made ready; <see cref="FilterRules"/> found nothing wrong with it.
/// </summary>
internal sealed class CompiledClause
{
    private readonly FilterClause _clause;
    private readonly CompiledExpression? _source;
    private readonly ClauseTest _test;
    private readonly FilterInstant? _bound;

    public CompiledClause(FilterClause clause, bool patternsMatchWholeValue)
    {
        _clause = clause;
        _source = FilterRules.Source(clause.Source)?.Compile();
        _test = ClauseTests.Of(clause.Operator, clause.Operand ?? "", patternsMatchWholeValue);
        if (clause.Operator is FilterOperator.Before or FilterOperator.After)
            _bound = FilterInstant.Parse(clause.Operand ?? "");
    }

    public bool ReadsGroups => _source is null;

    public bool ReadsClock => _bound is { FromNow: not null } || ExpressionReadsClock;

    private bool ExpressionReadsClock => _source is { ReadsClock: true };

    /// <summary>What the clause says of an object.</summary>
    /// <param name="changesAt">When time alone may make it say something else; null for never.</param>
    public ClauseResult Evaluate(
        string title,
        EvaluationContext context,
        IReadOnlyCollection<GroupName> groups,
        out DateTimeOffset? changesAt
    )
    {
        changesAt = ExpressionReadsClock ? NextHour(context.Now) : null;
        if (_source is null)
            return new(title, _clause, groups.Any(IsMeant) == (_clause.Operator == FilterOperator.MemberOf));

        var result = _source.Evaluate(context);
        if (result.Kind == EvaluationKind.Failed)
            return new(title, _clause, false, result.Message);
        var values = result.IsValue ? result.Value.Elements.Where(e => e.Length > 0).ToArray() : [];

        changesAt ??= FlipsAt(values, context.Now);
        try
        {
            return new(title, _clause, Holds(values, context.Now));
        }
        catch (RegexMatchTimeoutException)
        {
            return new(title, _clause, false, "the regular expression takes too long; make it simpler.");
        }
    }

    /// <summary>
    /// A clause over nothing is false, whatever it asks (ENT-FIL-4). Of several values all have to satisfy it, as
    /// Graph's multivaluedComparisonType says, or with ANY one of them.
    /// </summary>
    private bool Holds(string[] values, DateTimeOffset now) =>
        _clause.Operator switch
        {
            FilterOperator.IsNull => values.Length == 0,
            FilterOperator.AnyEqualTo
            or FilterOperator.AnyRegexMatch
            or FilterOperator.AnyIncludes
            or FilterOperator.AnyEndsWith => Array.Exists(values, v => _test(v, now)),
            _ => values.Length > 0 && Array.TrueForAll(values, v => _test(v, now)),
        };

    private bool IsMeant(GroupName group) =>
        Guid.TryParse(_clause.Operand, out var id) ? id == group.Id : group.DisplayName == _clause.Operand;

    /// <summary>
    /// AFTER stops being true at the very instant that the moving bound reaches the date, BEFORE begins just behind.
    /// </summary>
    private DateTimeOffset? FlipsAt(string[] values, DateTimeOffset now)
    {
        if (_bound?.FromNow is not { } distance)
            return null;
        DateTimeOffset? first = null;
        foreach (var value in values)
        {
            if (!FilterInstant.TryRead(value, out var date))
                continue;
            var ticks = date.UtcTicks - distance.Ticks + (_clause.Operator == FilterOperator.Before ? 1 : 0);
            if (ticks > now.UtcTicks && ticks <= DateTimeOffset.MaxValue.Ticks && !(first?.UtcTicks <= ticks))
                first = new(ticks, TimeSpan.Zero);
        }
        return first;
    }

    private static DateTimeOffset NextHour(DateTimeOffset now) =>
        new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour) + TimeSpan.TicksPerHour, TimeSpan.Zero);
}
