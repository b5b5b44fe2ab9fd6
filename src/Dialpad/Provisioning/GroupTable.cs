using System.Text.Json.Nodes;
using Dialpad.Storage;
using Microsoft.Data.Sqlite;
using Provost.Scim.Resources;

namespace Dialpad.Provisioning;

/// <summary>A group as the tables have it.</summary>
internal sealed record GroupRow
{
    public required string Id { get; init; }
    public required string DisplayName { get; init; }
    public string? ExternalId { get; init; }
    public required long Version { get; init; }
    public required long CreatedMs { get; init; }
    public required long ModifiedMs { get; init; }

    /// <summary>What the client wrote, without the members, as JSON.</summary>
    public required string Resource { get; init; }

    /// <summary>The members as a JSON array, or null where they were not asked for.</summary>
    public string? Members { get; init; }

    public ScimResource ToResource()
    {
        var resource = StoredResource.Of(Resource, Id, Version, CreatedMs, ModifiedMs);
        if (Members is not null)
            resource["members"] = JsonNode.Parse(Members);
        return resource;
    }
}

/// <summary>The groups and their members in the database.</summary>
internal static class GroupTable
{
    /// <summary>Ends where a condition on <c>g</c> goes on.</summary>
    public const string Select = """
        SELECT g.id AS Id, g.display_name AS DisplayName, g.external_id AS ExternalId, g.version AS Version,
            g.created AS CreatedMs, g.modified AS ModifiedMs, g.resource AS Resource,
            CASE WHEN @withMembers THEN (
                SELECT json_group_array(json_object('value', m.member_id,
                    'type', CASE WHEN a.id IS NULL THEN 'Group' ELSE 'User' END))
                FROM member m LEFT JOIN account a ON a.id = m.member_id WHERE m.group_id = g.id
            ) END AS Members
        FROM user_group g WHERE g.company_id = @companyId
        """;

    public static Task<GroupRow?> FindAsync(
        SqliteConnection db,
        long companyId,
        string id,
        bool withMembers,
        CancellationToken ct
    ) =>
        db.FirstAsync<GroupRow>(
            Select + " AND g.id = @id",
            new
            {
                companyId,
                id,
                withMembers,
            },
            ct
        );

    public static async Task<bool> IsTakenAsync(
        SqliteConnection db,
        long companyId,
        string displayName,
        CancellationToken ct
    ) =>
        await db.FirstAsync<long?>(
            "SELECT 1 FROM user_group WHERE company_id = @companyId AND display_name_key = @key",
            new { companyId, key = Key.Of(displayName) },
            ct
        )
            is not null;

    public static Task InsertAsync(SqliteConnection db, long companyId, GroupRow row, CancellationToken ct) =>
        db.RunAsync(
            """
            INSERT INTO user_group (id, company_id, display_name, display_name_key, external_id,
                version, created, modified, resource)
            VALUES (@Id, @companyId, @DisplayName, @key, @ExternalId, @Version, @CreatedMs, @ModifiedMs, @Resource)
            """,
            new
            {
                row.Id,
                companyId,
                row.DisplayName,
                key = Key.Of(row.DisplayName),
                row.ExternalId,
                row.Version,
                row.CreatedMs,
                row.ModifiedMs,
                row.Resource,
            },
            ct
        );

    public static Task UpdateAsync(SqliteConnection db, GroupRow row, CancellationToken ct) =>
        db.RunAsync(
            """
            UPDATE user_group SET external_id = @ExternalId, version = @Version, modified = @ModifiedMs,
                resource = @Resource
            WHERE id = @Id
            """,
            row,
            ct
        );

    /// <summary>Also out of every other group.</summary>
    public static Task DeleteAsync(SqliteConnection db, string id, CancellationToken ct) =>
        db.RunAsync(
            """
            DELETE FROM member WHERE group_id = @id OR member_id = @id;
            DELETE FROM user_group WHERE id = @id
            """,
            new { id },
            ct
        );

    /// <summary>The members among the given ids, or all of them.</summary>
    public static Task<List<string>> MembersAsync(
        SqliteConnection db,
        string groupId,
        IReadOnlyCollection<string>? among,
        CancellationToken ct
    ) =>
        among is null
            ? db.RowsAsync<string>("SELECT member_id FROM member WHERE group_id = @groupId", new { groupId }, ct)
            : db.RowsAsync<string>(
                """
                SELECT member_id FROM member
                WHERE group_id = @groupId AND member_id IN (SELECT value FROM json_each(@ids))
                """,
                new { groupId, ids = Json(among) },
                ct
            );

    /// <summary>The first of the given ids that is neither a user nor a group of the company.</summary>
    public static Task<string?> FirstStrangerAsync(
        SqliteConnection db,
        long companyId,
        IReadOnlyCollection<string> ids,
        CancellationToken ct
    ) =>
        db.FirstAsync<string>(
            """
            SELECT value FROM json_each(@ids)
            WHERE value NOT IN (SELECT id FROM account WHERE company_id = @companyId AND id = value)
                AND value NOT IN (SELECT id FROM user_group WHERE company_id = @companyId AND id = value)
            """,
            new { companyId, ids = Json(ids) },
            ct
        );

    public static Task AddMembersAsync(
        SqliteConnection db,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken ct
    ) =>
        db.RunAsync(
            "INSERT OR IGNORE INTO member (group_id, member_id) SELECT @groupId, value FROM json_each(@ids)",
            new { groupId, ids = Json(ids) },
            ct
        );

    public static Task RemoveMembersAsync(
        SqliteConnection db,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken ct
    ) =>
        db.RunAsync(
            "DELETE FROM member WHERE group_id = @groupId AND member_id IN (SELECT value FROM json_each(@ids))",
            new { groupId, ids = Json(ids) },
            ct
        );

    private static string Json(IEnumerable<string> ids) =>
        new JsonArray([.. ids.Select(id => (JsonNode)id)]).ToJsonString();
}
