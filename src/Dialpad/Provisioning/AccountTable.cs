using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Provisioning;

/// <summary>What the console shows of a provisioned user.</summary>
internal sealed record AccountSummary
{
    public required string UserName { get; init; }
    public required bool Active { get; init; }
    public required string Office { get; init; }
    public required string Licence { get; init; }
    public string? Number { get; init; }
}

/// <summary>The provisioned users in the database.</summary>
internal static class AccountTable
{
    /// <summary>Ends where a condition on <c>a</c> goes on.</summary>
    public const string Select = """
        SELECT a.id AS Id, a.user_name AS UserName, a.external_id AS ExternalId, a.active AS Active,
            a.office_id AS OfficeId, a.licence AS Licence, a.version AS Version, a.created AS CreatedMs,
            a.modified AS ModifiedMs, a.resource AS Resource,
            (SELECT number FROM number WHERE account_id = a.id) AS Number,
            (SELECT json_group_array(json_object('value', g.id, 'display', g.display_name, 'type', 'direct'))
                FROM member m JOIN user_group g ON g.id = m.group_id WHERE m.member_id = a.id) AS Groups
        FROM account a WHERE a.company_id = @companyId
        """;

    public static Task<AccountRow?> FindAsync(SqliteConnection db, long companyId, string id, CancellationToken ct) =>
        db.FirstAsync<AccountRow>(Select + " AND a.id = @id", new { companyId, id }, ct);

    public static Task<List<AccountSummary>> SummariesAsync(
        SqliteConnection db,
        long companyId,
        CancellationToken ct
    ) =>
        db.RowsAsync<AccountSummary>(
            """
            SELECT a.user_name AS UserName, a.active AS Active, o.name AS Office, a.licence AS Licence,
                (SELECT number FROM number WHERE account_id = a.id) AS Number
            FROM account a JOIN office o ON o.id = a.office_id
            WHERE a.company_id = @companyId ORDER BY a.n
            """,
            new { companyId },
            ct
        );

    public static async Task<bool> IsTakenAsync(
        SqliteConnection db,
        long companyId,
        string userName,
        string exceptId,
        CancellationToken ct
    ) =>
        await db.FirstAsync<long?>(
            "SELECT 1 FROM account WHERE company_id = @companyId AND user_name_key = @key AND id <> @exceptId",
            new
            {
                companyId,
                key = Key.Of(userName),
                exceptId,
            },
            ct
        )
            is not null;

    public static Task InsertAsync(SqliteConnection db, long companyId, AccountRow row, CancellationToken ct) =>
        db.RunAsync(
            """
            INSERT INTO account (id, company_id, user_name, user_name_key, display_name_key, external_id, active,
                office_id, licence, version, created, modified, resource)
            VALUES (@Id, @CompanyId, @UserName, @UserNameKey, @DisplayNameKey, @ExternalId, @Active,
                @OfficeId, @Licence, @Version, @CreatedMs, @ModifiedMs, @Resource)
            """,
            Arguments(companyId, row),
            ct
        );

    public static Task UpdateAsync(SqliteConnection db, long companyId, AccountRow row, CancellationToken ct) =>
        db.RunAsync(
            """
            UPDATE account SET user_name = @UserName, user_name_key = @UserNameKey, display_name_key = @DisplayNameKey,
                external_id = @ExternalId, active = @Active, licence = @Licence, version = @Version,
                modified = @ModifiedMs, resource = @Resource
            WHERE company_id = @CompanyId AND id = @Id
            """,
            Arguments(companyId, row),
            ct
        );

    /// <summary>Also out of every group.</summary>
    public static Task DeleteAsync(SqliteConnection db, long companyId, string id, CancellationToken ct) =>
        db.RunAsync(
            """
            DELETE FROM member WHERE member_id = @id;
            DELETE FROM account WHERE company_id = @companyId AND id = @id
            """,
            new { companyId, id },
            ct
        );

    private static object Arguments(long companyId, AccountRow row) =>
        new
        {
            CompanyId = companyId,
            row.Id,
            row.UserName,
            UserNameKey = Key.Of(row.UserName),
            DisplayNameKey = row.DisplayName is { } name ? Key.Of(name) : null,
            row.ExternalId,
            row.Active,
            row.OfficeId,
            row.Licence,
            row.Version,
            row.CreatedMs,
            row.ModifiedMs,
            row.Resource,
        };
}
