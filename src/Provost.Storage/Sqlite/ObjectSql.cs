using System.Globalization;
using Dapper;
using Provost.Engine.Directory;

namespace Provost.Storage.Sqlite;

/// <summary>An <see cref="ObjectQuery"/> as SQL, with keyset paging: a page costs the same wherever it is.</summary>
internal sealed class ObjectSql
{
    private readonly ObjectQuery _query;
    private readonly string _key;
    private readonly List<string> _conditions = [];

    /// <param name="of">The number of the object that the relation is to; without meaning where there is none.</param>
    public ObjectSql(ObjectQuery query, Guid tenantId, long of)
    {
        _query = query;
        (With, From, _key) = Source(query.Relation?.Kind);
        Parameters.Add("tenant", tenantId.ToString());
        Parameters.Add("of", of);
        _conditions.Add("o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant)");
        _conditions.Add($"o.deleted_at IS {(query.Deleted ? "NOT NULL" : "NULL")}");
        if (query.Kind is { } kind)
            _conditions.Add(string.Create(CultureInfo.InvariantCulture, $"o.kind = {(int)kind}"));
        if (query.Ids is { } ids)
        {
            _conditions.Add("o.id IN @ids");
            Parameters.Add("ids", ids.Select(i => i.ToString()).ToArray());
        }

        if (query.Filter is { } filter)
            _conditions.Add(new FilterSql(query, Parameters).Of(filter));
    }

    public DynamicParameters Parameters { get; } = new();

    private string With { get; }

    private string From { get; }

    private string? OrderColumn =>
        _query.Order switch
        {
            ObjectOrder.DisplayName => "o.display_name",
            ObjectOrder.UserPrincipalName => "o.user_principal_name",
            ObjectOrder.Deleted => "o.deleted_at",
            _ => null,
        };

    public string Count => $"{With} SELECT count(*) FROM {From} WHERE {string.Join(" AND ", _conditions)}";

    /// <param name="columns">From <c>o</c>, and <c>m</c> for its manager.</param>
    public string Page(string columns)
    {
        var direction = _query.Descending ? "DESC" : "ASC";
        var order = OrderColumn is { } column ? $"{column} {direction}, {_key} {direction}" : $"{_key} {direction}";
        // One more than asked for says whether there is a next page.
        Parameters.Add("take", _query.Take + 1);
        return $"""
            {With}
            SELECT {columns} FROM {From} LEFT JOIN directory_object m ON m.number = o.manager_number
            WHERE {string.Join(" AND ", _query.After is { } after ? [.. _conditions, Behind(after)] : _conditions)}
            ORDER BY {order} LIMIT @take
            """;
    }

    /// <summary>Null is the least of all values, as SQLite sorts it.</summary>
    private string Behind(ObjectPosition after)
    {
        var further = _query.Descending ? "<" : ">";
        Parameters.Add("number", after.Number);
        if (OrderColumn is not { } column)
            return $"{_key} {further} @number";
        if (after.Value is null)
        {
            return _query.Descending
                ? $"({column} IS NULL AND {_key} < @number)"
                : $"({column} IS NOT NULL OR {_key} > @number)";
        }

        Parameters.Add("value", Value(after.Value));
        var behind = $"({column}, {_key}) {further} (@value, @number)";
        return _query.Descending ? $"({behind} OR {column} IS NULL)" : behind;
    }

    private object Value(string value) =>
        _query.Order == ObjectOrder.Deleted
        && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks
            : value;

    private static (string With, string From, string Key) Source(RelationKind? relation) =>
        relation switch
        {
            null => ("", "directory_object o", "o.number"),
            RelationKind.DirectReports => (
                "",
                "(SELECT number FROM directory_object WHERE manager_number = @of) r CROSS JOIN directory_object o "
                    + "ON o.number = r.number",
                "o.number"
            ),
            RelationKind.Members => (
                "",
                "(SELECT member_number FROM membership WHERE group_number = @of) s CROSS JOIN directory_object o "
                    + "ON o.number = s.member_number",
                "s.member_number"
            ),
            RelationKind.MemberOf => (
                "",
                "(SELECT group_number FROM membership WHERE member_number = @of) s CROSS JOIN directory_object o "
                    + "ON o.number = s.group_number",
                "s.group_number"
            ),
            RelationKind.TransitiveMembers => Reached("member_number", "group_number"),
            RelationKind.TransitiveMemberOf => Reached("group_number", "member_number"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Each object once, however many ways lead to it; a deleted group is no way.</summary>
    private static (string With, string From, string Key) Reached(string to, string from) =>
        (
            $"""
            WITH RECURSIVE reached (number) AS (
                SELECT {to} FROM membership WHERE {from} = @of
                UNION
                SELECT m.{to} FROM reached r
                CROSS JOIN directory_object g ON g.number = r.number AND g.deleted_at IS NULL
                CROSS JOIN membership m ON m.{from} = r.number)
            """,
            "(SELECT number FROM reached WHERE number <> @of) s CROSS JOIN directory_object o ON o.number = s.number",
            "o.number"
        );
}
