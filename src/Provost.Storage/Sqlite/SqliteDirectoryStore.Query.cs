using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Storage.Sqlite;

/// <summary>Collections of users and groups, as the API asks for them.</summary>
public sealed partial class SqliteDirectoryStore
{
    private const string QueryColumns = ObjectColumns + ", o.created_at";

    public async Task<ObjectPage> QueryAsync(Caller caller, ObjectQuery query, CancellationToken ct)
    {
        caller.Demand(query.Operation);
        await using var connection = database.Read();
        var sql = new ObjectSql(query, caller.TenantId, await OfAsync(connection, caller, query, ct));
        var objects = await QueriedAsync(connection, sql.Page(QueryColumns), sql.Parameters, ct);
        if (objects.Count <= query.Take)
            return new ObjectPage(objects, null);

        objects.RemoveAt(query.Take);
        var last = objects[^1];
        return new ObjectPage(objects, new ObjectPosition(ValueIn(query.Order, last), last.Number));
    }

    public async Task<long> CountAsync(Caller caller, ObjectQuery query, CancellationToken ct)
    {
        caller.Demand(query.Operation);
        await using var connection = database.Read();
        var sql = new ObjectSql(query, caller.TenantId, await OfAsync(connection, caller, query, ct));
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(sql.Count, sql.Parameters, cancellationToken: ct)
        );
    }

    public async Task<DirectoryObject?> GetAsync(
        Caller caller,
        ObjectKind? kind,
        string key,
        bool deleted,
        CancellationToken ct
    )
    {
        caller.Demand(
            kind switch
            {
                ObjectKind.User => Operations.UsersRead,
                ObjectKind.Group => Operations.GroupsRead,
                _ => Operations.DirectoryObjectsRead,
            }
        );
        await using var connection = database.Read();
        var byId = Guid.TryParseExact(key, "D", out var id);
        var found = await QueriedAsync(
            connection,
            $"""
            SELECT {QueryColumns}
            FROM directory_object o LEFT JOIN directory_object m ON m.number = o.manager_number
            WHERE o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant)
              AND {(byId ? "o.id = @id" : "o.user_principal_name = @key")} AND (@kind IS NULL OR o.kind = @kind)
              AND o.deleted_at IS {(deleted ? "NOT NULL" : "NULL")}
            """,
            new DynamicParameters(
                new
                {
                    tenant = caller.TenantId.ToString(),
                    id = id.ToString(),
                    key,
                    kind,
                }
            ),
            ct
        );
        return found.FirstOrDefault();
    }

    private static async Task<long> OfAsync(
        SqliteConnection connection,
        Caller caller,
        ObjectQuery query,
        CancellationToken ct
    ) =>
        query.Relation is not { } relation
            ? 0
            : await connection.ExecuteScalarAsync<long?>(
                new CommandDefinition(
                    """
                    SELECT number FROM directory_object
                    WHERE id = @id AND tenant_number = (SELECT number FROM tenant WHERE id = @tenant)
                      AND deleted_at IS NULL
                    """,
                    new { id = relation.Of.ToString(), tenant = caller.TenantId.ToString() },
                    cancellationToken: ct
                )
            ) ?? throw new UnknownObjectException(relation.Of);

    private static async Task<List<DirectoryObject>> QueriedAsync(
        SqliteConnection connection,
        string sql,
        DynamicParameters parameters,
        CancellationToken ct
    )
    {
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(sql, parameters, cancellationToken: ct)
        );
        var objects = new List<DirectoryObject>();
        var row = Rows.Plain(reader);
        while (await row.ReadAsync(ct))
            objects.Add(FromRow(row, 0, row.IsDBNull(8) ? null : Rows.Instant(row.GetInt64(8))));

        return objects;
    }

    private static string? ValueIn(ObjectOrder order, DirectoryObject last) =>
        order switch
        {
            ObjectOrder.DisplayName => Names(last.Attributes).DisplayName,
            ObjectOrder.UserPrincipalName => Names(last.Attributes).UserPrincipalName,
            ObjectOrder.Deleted => last.DeletedAt?.UtcTicks.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
}
