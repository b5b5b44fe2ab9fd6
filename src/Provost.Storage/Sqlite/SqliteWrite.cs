using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>What a row of the change feed is about.</summary>
internal enum ChangeKind
{
    Object = 1,
    Membership = 2,
    Assignment = 3,

    /// <summary>
    /// A user or group was deleted or restored, so that references to it hold no more, or again: for whoever follows
    /// the changes over the API.
    /// </summary>
    Presence = 4,
}

/// <summary>
/// One write transaction: runs statements, keeps the prepared ones, and remembers what changed for the feed.
/// </summary>
public sealed class SqliteWrite
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Dictionary<string, SqliteStatement> _prepared;
    private readonly List<(long Tenant, ChangeKind Kind, long Object, long Other)> _changes = [];

    internal SqliteWrite(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Dictionary<string, SqliteStatement> prepared
    )
    {
        _connection = connection;
        _transaction = transaction;
        _prepared = prepared;
    }

    internal int Execute(string sql, object? parameters = null) => _connection.Execute(sql, parameters, _transaction);

    internal T? Scalar<T>(string sql, object? parameters = null) =>
        _connection.ExecuteScalar<T>(sql, parameters, _transaction);

    internal IEnumerable<T> Query<T>(string sql, object? parameters = null) =>
        _connection.Query<T>(sql, parameters, _transaction, buffered: true);

    /// <summary>
    /// Runs a statement that comes again and again: prepared once a connection, parameters $0, $1 … by position.
    /// </summary>
    internal int Run(string sql, params ReadOnlySpan<SqliteCell> values)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
            _prepared.Add(sql, statement = new SqliteStatement(_connection, sql, values.Length));
        return statement.Run(values);
    }

    /// <summary>Says who did what, in the tenant that the caller belongs to.</summary>
    internal int Audit(Caller caller, DateTimeOffset now, AuditedChange change) =>
        Run(
            """
            INSERT INTO audit (time, tenant_number, caller, activity, target, category, caller_id, caller_app_id,
                               caller_is_person, correlation_id, body)
            VALUES ($0, (SELECT number FROM tenant WHERE id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            Rows.Ticks(now),
            caller.TenantId.ToString(),
            caller.Name,
            change.Activity,
            change.Summary,
            (int)change.Category,
            caller.Id?.ToString(),
            caller.AppId?.ToString(),
            caller.Grants.Roles is not null,
            caller.CorrelationId?.ToString(),
            JsonSerializer.Serialize(new AuditBody(change.Targets, change.Modified), Rows.Json)
        );

    internal void Changed(long tenant, ChangeKind kind, long objectNumber, long otherNumber = 0) =>
        _changes.Add((tenant, kind, objectNumber, otherNumber));

    /// <summary>Gives every change its number in the feed; the last thing before the commit.</summary>
    internal bool NumberChanges()
    {
        if (_changes.Count == 0)
            return false;

        var last = Scalar<long>("UPDATE feed SET head = head + @n RETURNING head", new { n = _changes.Count });
        var next = last - _changes.Count;
        foreach (var (tenant, kind, changed, other) in _changes)
        {
            Run(
                """
                INSERT OR REPLACE INTO change (seq, tenant_number, kind, object_number, other_number)
                VALUES ($0, $1, $2, $3, $4)
                """,
                ++next,
                tenant,
                (int)kind,
                changed,
                other
            );
        }

        return true;
    }
}
