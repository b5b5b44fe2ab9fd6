using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Storage.Sqlite;

/// <summary>The directory in SQLite: objects here, imports and applications in the other parts of this class.</summary>
public sealed partial class SqliteDirectoryStore(SqliteDatabase database, TimeProvider time) : IDirectoryStore
{
    internal const string ObjectColumns =
        "o.number, o.id, o.kind, o.source_anchor, o.account_enabled, o.deleted_at, m.id AS manager_id, o.attributes";

    public event Action? Changed
    {
        add => database.Changed += value;
        remove => database.Changed -= value;
    }

    public Task<Guid> EnsureTenantAsync(string displayName, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                write.Execute(
                    "INSERT OR IGNORE INTO tenant (id, display_name) VALUES (@id, @displayName)",
                    new { id = Guid.CreateVersion7(time.GetUtcNow()).ToString(), displayName }
                );
                var id = write.Scalar<string>(
                    "SELECT id FROM tenant WHERE display_name = @displayName",
                    new { displayName }
                );
                return Guid.Parse(id ?? "");
            },
            ct
        );

    public async Task<IReadOnlyList<(Guid Id, string DisplayName)>> TenantsAsync(CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(string Id, string Name)>(
            new CommandDefinition("SELECT id, display_name FROM tenant ORDER BY number", cancellationToken: ct)
        );
        return [.. rows.Select(r => (Guid.Parse(r.Id), r.Name))];
    }

    public async Task<DirectoryObject?> FindAsync(Caller caller, ObjectKind kind, string name, CancellationToken ct)
    {
        await using var connection = database.Read();
        foreach (var column in FindColumns(kind))
        {
            var rows = await ReadAsync(
                connection,
                $"""
                WHERE o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND o.kind = @kind
                  AND o.{column} = @name
                ORDER BY o.deleted_at IS NOT NULL LIMIT 1
                """,
                new
                {
                    tenant = caller.TenantId.ToString(),
                    kind,
                    name = column == "id" ? name.ToLowerInvariant() : name,
                },
                ct
            );
            if (rows is [var found, ..])
                return found;
        }

        return null;
    }

    public async Task<IReadOnlyList<DirectoryObject>> ListAsync(
        Caller caller,
        ObjectKind kind,
        bool deleted,
        long afterNumber,
        int take,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        return await ReadAsync(
            connection,
            $"""
            WHERE o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND o.kind = @kind
              AND o.number > @afterNumber
              AND o.deleted_at IS {(deleted ? "NOT NULL" : "NULL")}
            ORDER BY o.number LIMIT @take
            """,
            new
            {
                tenant = caller.TenantId.ToString(),
                kind,
                afterNumber,
                take,
            },
            ct
        );
    }

    public async Task<IReadOnlyList<DirectoryObject>> MembersAsync(Caller caller, Guid groupId, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await ReadAsync(
            connection,
            """
            JOIN membership s ON s.member_number = o.number
            JOIN directory_object g ON g.number = s.group_number AND g.id = @groupId
            WHERE o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant) ORDER BY o.number
            """,
            new { tenant = caller.TenantId.ToString(), groupId = groupId.ToString() },
            ct
        );
    }

    internal static DirectoryObject FromRow(SqliteDataReader row, int at, DateTimeOffset? createdAt = null) =>
        new(
            row.GetInt64(at),
            Guid.Parse(row.GetString(at + 1)),
            (ObjectKind)row.GetInt32(at + 2),
            row.IsDBNull(at + 3) ? null : row.GetString(at + 3),
            row.GetBoolean(at + 4),
            row.IsDBNull(at + 5) ? null : Rows.Instant(row.GetInt64(at + 5)),
            row.IsDBNull(at + 6) ? null : Guid.Parse(row.GetString(at + 6)),
            Rows.Attributes(Rows.Utf8(row, at + 7))
        )
        {
            CreatedAt = createdAt,
        };

    private static string[] FindColumns(ObjectKind kind) =>
        kind == ObjectKind.User
            ? ["id", "user_principal_name", "mail", "source_anchor"]
            : ["id", "display_name", "source_anchor"];

    private static async Task<List<DirectoryObject>> ReadAsync(
        SqliteConnection connection,
        string where,
        object parameters,
        CancellationToken ct
    )
    {
        var sql = $"""
            SELECT {ObjectColumns}
            FROM directory_object o LEFT JOIN directory_object m ON m.number = o.manager_number
            {where}
            """;
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(sql, parameters, cancellationToken: ct)
        );
        var objects = new List<DirectoryObject>();
        var row = Rows.Plain(reader);
        while (await row.ReadAsync(ct))
            objects.Add(FromRow(row, 0));
        return objects;
    }

    /// <summary>The columns beside the attribute bag, by which objects are found.</summary>
    private static (string? UserPrincipalName, string? Mail, string? DisplayName) Names(
        IReadOnlyDictionary<string, Value> attributes
    )
    {
        string? Text(string name) =>
            attributes.GetValueOrDefault(name) is { IsNullOrEmpty: false } value ? value.ToString() : null;
        return (Text("userPrincipalName"), Text("mail"), Text("displayName"));
    }
}
