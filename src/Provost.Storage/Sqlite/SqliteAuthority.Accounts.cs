using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>Who signs in with a password, and the directory roles that people hold.</content>
public sealed partial class SqliteAuthority
{
    private const string AccountRows = """
        SELECT c.id, t.id AS tenant_id, c.local_name, o.user_principal_name, o.display_name, o.mail,
               o.account_enabled, c.password_hash, c.must_change, c.changed, c.failures, c.locked_until,
               (SELECT group_concat(r.role) FROM role_member r
                WHERE r.tenant_number = c.tenant_number AND r.principal_id = c.id) AS roles
        FROM account c JOIN tenant t ON t.number = c.tenant_number
        LEFT JOIN directory_object o ON o.id = c.id AND o.tenant_number = c.tenant_number AND o.deleted_at IS NULL
        """;

    /// <summary>The accounts with this name; of every tenant where none is given, the oldest tenant first.</summary>
    public async Task<IReadOnlyList<Account>> AccountsAsync(Guid? tenantId, string name, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<AccountRow>(
            new CommandDefinition(
                $"""
                {AccountRows}
                WHERE (@tenant IS NULL OR t.id = @tenant)
                  AND (c.local_name = @name OR c.id IN (SELECT u.id FROM directory_object u
                       WHERE u.tenant_number = t.number AND u.user_principal_name = @name AND u.deleted_at IS NULL))
                ORDER BY t.number, c.local_name IS NULL
                """,
                new { tenant = tenantId?.ToString(), name },
                cancellationToken: ct
            )
        );
        return [.. rows.Select(r => r.ToAccount())];
    }

    public async Task<Account?> AccountAsync(Guid tenantId, Guid id, CancellationToken ct)
    {
        await using var connection = database.Read();
        var row = await connection.QueryFirstOrDefaultAsync<AccountRow>(
            new CommandDefinition(
                $"{AccountRows} WHERE c.id = @id AND t.id = @tenant",
                new { tenant = tenantId.ToString(), id = id.ToString() },
                cancellationToken: ct
            )
        );
        return row?.ToAccount();
    }

    /// <summary>
    /// Sets the password of a user of the directory, or of the local administrator, who is made where she is missing.
    /// </summary>
    /// <param name="mustChange">Whether another one must be chosen at the next sign-in.</param>
    /// <exception cref="EngineException">There is no such user, and <paramref name="administrator"/> is false.</exception>
    public Task SetPasswordHashAsync(
        Caller caller,
        string userPrincipalName,
        string hash,
        bool mustChange,
        bool administrator,
        CancellationToken ct
    )
    {
        caller.Demand(Operations.AdministratorsWrite);
        return database.WriteAsync(
            write =>
            {
                var now = time.GetUtcNow();
                var tenant = write.Scalar<long>(
                    "SELECT number FROM tenant WHERE id = @id",
                    new { id = caller.TenantId.ToString() }
                );
                var user = write.Scalar<string>(
                    """
                    SELECT id FROM directory_object
                    WHERE tenant_number = @tenant AND user_principal_name = @userPrincipalName AND deleted_at IS NULL
                    """,
                    new { tenant, userPrincipalName }
                );
                var local = write.Scalar<string>(
                    "SELECT id FROM account WHERE tenant_number = @tenant AND local_name = @userPrincipalName",
                    new { tenant, userPrincipalName }
                );
                if ((user ?? local) is null && !administrator)
                    throw new EngineException($"There is no user '{userPrincipalName}'. Give a user principal name.");
                var isLocal = administrator || user is null;
                var id = isLocal ? local ?? Guid.CreateVersion7(now).ToString() : user;
                write.Execute(
                    """
                    INSERT INTO account (id, tenant_number, local_name, password_hash, must_change, changed)
                    VALUES (@id, @tenant, @name, @hash, @mustChange, @changed)
                    ON CONFLICT (id) DO UPDATE SET
                        password_hash = excluded.password_hash, must_change = excluded.must_change,
                        changed = excluded.changed, failures = 0, locked_until = NULL
                    """,
                    new
                    {
                        id,
                        tenant,
                        name = isLocal ? userPrincipalName : null,
                        hash,
                        mustChange,
                        changed = Rows.Ticks(now),
                    }
                );
                if (administrator)
                    write.Execute(
                        "INSERT INTO role_member VALUES (@tenant, @id, 1) ON CONFLICT DO NOTHING",
                        new { tenant, id }
                    );
                return write.Audit(
                    caller,
                    now,
                    new(AuditCategory.UserManagement, "Reset user password", userPrincipalName)
                    {
                        Targets = [new("User", id ?? "", userPrincipalName, userPrincipalName)],
                    }
                );
            },
            ct
        );
    }

    /// <summary>A wrong password: one failure more, and until when none is tried again.</summary>
    public Task FailedAsync(Account account, DateTimeOffset? lockedUntil, CancellationToken ct) =>
        database.WriteAsync(
            write =>
                write.Execute(
                    "UPDATE account SET failures = failures + 1, locked_until = @until WHERE id = @id",
                    new
                    {
                        id = account.Id.ToString(),
                        until = lockedUntil is { } until ? Rows.Ticks(until) : (long?)null,
                    }
                ),
            ct
        );

    /// <summary>A right password: the failures before it do not count any more.</summary>
    public Task SucceededAsync(Account account, CancellationToken ct) =>
        account is { Failures: 0, LockedUntil: null }
            ? Task.CompletedTask
            : database.WriteAsync(
                write =>
                    write.Execute(
                        "UPDATE account SET failures = 0, locked_until = NULL WHERE id = @id",
                        new { id = account.Id.ToString() }
                    ),
                ct
            );

    private sealed class AccountRow
    {
        public required string Id { get; init; }
        public required string Tenant_id { get; init; }
        public string? Local_name { get; init; }
        public string? User_principal_name { get; init; }
        public string? Display_name { get; init; }
        public string? Mail { get; init; }
        public long? Account_enabled { get; init; }
        public required string Password_hash { get; init; }
        public long Must_change { get; init; }
        public long Changed { get; init; }
        public long Failures { get; init; }
        public long? Locked_until { get; init; }
        public string? Roles { get; init; }

        public Account ToAccount() =>
            new(
                Guid.Parse(Id),
                Guid.Parse(Tenant_id),
                Local_name ?? User_principal_name ?? "",
                Local_name ?? Display_name ?? "",
                Mail,
                Local_name is not null,
                Local_name is not null || Account_enabled == 1,
                Password_hash,
                Must_change != 0,
                Rows.Instant(Changed),
                (int)Failures,
                Locked_until is { } until ? Rows.Instant(until) : null,
                Rows.Roles(Roles)
            );
    }
}
