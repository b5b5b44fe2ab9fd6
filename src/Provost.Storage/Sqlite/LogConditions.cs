using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Dapper;
using Provost.Engine.Logs;
using Provost.Engine.Queries;

namespace Provost.Storage.Sqlite;

/// <summary>
/// Conditions that every wanted row fulfils: as much of a filter as columns can say. What they cannot is left out, so
/// that no row is lost; whoever reads them applies the filter to the whole entry.
/// </summary>
internal sealed class LogConditions(FrozenDictionary<string, LogColumn> columns)
{
    private readonly List<string> _conditions = [];

    public DynamicParameters Parameters { get; } = new();

    public string Where => $"WHERE {string.Join(" AND ", _conditions)}";

    /// <param name="condition">With <c>{0}</c> in place of the value.</param>
    public void Add(string condition, object value) =>
        _conditions.Add(condition.Replace("{0}", Parameter(value), StringComparison.Ordinal));

    /// <param name="number">The column that pages are ordered by.</param>
    public void Add(LogPage page, string number)
    {
        if (page.Beyond is { } beyond)
            Add($"{number} {(page.OldestFirst ? ">" : "<")} {{0}}", beyond);
        if (page.Number is { } one)
            Add($"{number} = {{0}}", one);
        if (page.ObjectNumber is { } about)
            Add("p.object_number = {0}", about);
        if (page.Filter is { } filter && Of(filter) is { } condition)
            _conditions.Add(condition);
    }

    private string? Of(FilterNode filter) =>
        filter switch
        {
            FilterNode.And(var left, var right) => Both(Of(left), Of(right)),
            FilterNode.Or(var left, var right) => Either([Of(left), Of(right)]),
            FilterNode.Compare(var property, var how, var literal) when Column(property) is { } column => Compare(
                column,
                property.Folded,
                how,
                literal
            ),
            FilterNode.In(var property, var literals) when Column(property) is { } column => Either([
                .. literals.Select(l => Compare(column, property.Folded, ComparisonOperator.Eq, l)),
            ]),
            // Where a text begins or ends with something it contains it.
            FilterNode.Test(_, var property, var part) when Column(property) is { As: StoredAs.Text } column =>
                Contains(column, property.Folded, part),
            _ => null,
        };

    private LogColumn? Column(FilterProperty property) => columns.GetValueOrDefault(property.Path);

    private static string? Both(string? one, string? other) =>
        one is null ? other
        : other is null ? one
        : $"({one} AND {other})";

    private static string? Either(IReadOnlyList<string?> all) =>
        all.Any(c => c is null) ? null : $"({string.Join(" OR ", all)})";

    private string? Compare(LogColumn column, bool folded, ComparisonOperator how, FilterLiteral literal)
    {
        if (how == ComparisonOperator.Ne || literal.Kind == LiteralKind.Null)
            return null;
        return (column.As, how) switch
        {
            (StoredAs.Instant, _) when literal.Kind == LiteralKind.Instant =>
                $"{column.Sql} {Sign(how)} {Parameter(literal.Instant.UtcTicks)}",
            (StoredAs.Number, _) when literal.Kind == LiteralKind.Number =>
                $"{column.Sql} {Sign(how)} {Parameter(literal.Number)}",
            (StoredAs.Number, ComparisonOperator.Eq) => long.TryParse(
                literal.Text,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? $"{column.Sql} = {Parameter(number)}"
                : "0",
            (StoredAs.Bytes, ComparisonOperator.Eq) => Guid.TryParse(literal.Text, out var id)
                ? $"{column.Sql} = {Parameter(id.ToByteArray())}"
                : "0",
            (StoredAs.Choice, ComparisonOperator.Eq) => Choice(column, literal.Text),
            (StoredAs.Text, ComparisonOperator.Eq) when !folded && literal.Kind == LiteralKind.Text =>
                $"{column.Sql} = {Parameter(literal.Text)}",
            (StoredAs.Text, ComparisonOperator.Eq) => Contains(column, folded: true, literal.Text),
            _ => null,
        };
    }

    private static string Choice(LogColumn column, string name)
    {
        for (var value = 0; value < column.Choices?.Count; value++)
            if (column.Choices[value].Equals(name, StringComparison.OrdinalIgnoreCase))
                return string.Create(CultureInfo.InvariantCulture, $"{column.Sql} = {value}");
        return "0";
    }

    /// <summary>SQLite folds the letters of ASCII only.</summary>
    private string? Contains(LogColumn column, bool folded, string part) =>
        !folded ? $"instr({column.Sql}, {Parameter(part)}) > 0"
        : Ascii.IsValid(part) ? $"instr(lower({column.Sql}), lower({Parameter(part)})) > 0"
        : null;

    private string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{Parameters.ParameterNames.Count()}");
        Parameters.Add(name, value);
        return name;
    }

    private static string Sign(ComparisonOperator how) =>
        how switch
        {
            ComparisonOperator.Gt => ">",
            ComparisonOperator.Ge => ">=",
            ComparisonOperator.Lt => "<",
            ComparisonOperator.Le => "<=",
            _ => "=",
        };
}
