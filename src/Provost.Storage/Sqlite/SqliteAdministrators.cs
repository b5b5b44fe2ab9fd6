using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>People with directory roles, and people who sign in.</summary>
public sealed class SqliteAdministrators(SqliteDatabase database, TimeProvider time) : IAdministratorStore
{
    /// <summary>An account that signs in, or a user with a role who does not yet.</summary>
    private const string Principals = """
        SELECT p.id, c.local_name, o.user_principal_name, o.display_name, o.account_enabled,
               c.password_hash IS NOT NULL AS has_password, coalesce(c.must_change, 0) AS must_change, c.locked_until,
               (SELECT group_concat(r.role) FROM role_member r
                WHERE r.tenant_number = @tenant AND r.principal_id = p.id) AS roles
        FROM (SELECT id FROM account WHERE tenant_number = @tenant
              UNION SELECT principal_id FROM role_member WHERE tenant_number = @tenant) p
        LEFT JOIN account c ON c.id = p.id
        LEFT JOIN directory_object o ON o.id = p.id AND o.tenant_number = @tenant AND o.deleted_at IS NULL
        """;

    public async Task<IReadOnlyList<Administrator>> ListAsync(Caller caller, CancellationToken ct)
    {
        caller.Demand(Operations.AdministratorsRead);
        await using var connection = database.Read();
        var tenant = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT number FROM tenant WHERE id = @id",
                new { id = caller.TenantId.ToString() },
                cancellationToken: ct
            )
        );
        var rows = await connection.QueryAsync<PrincipalRow>(
            new CommandDefinition(Principals, new { tenant }, cancellationToken: ct)
        );
        var now = time.GetUtcNow();
        return
        [
            .. rows.Select(r => r.ToAdministrator(now)).OrderBy(a => a.DisplayName, StringComparer.OrdinalIgnoreCase),
        ];
    }

    public Task SetRolesAsync(Caller caller, Guid id, IReadOnlyCollection<DirectoryRole> roles, CancellationToken ct)
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
                var name = write.Scalar<string>(
                    """
                    SELECT user_principal_name FROM directory_object
                    WHERE tenant_number = @tenant AND id = @id AND kind = 1 AND deleted_at IS NULL
                    UNION ALL
                    SELECT local_name FROM account WHERE tenant_number = @tenant AND id = @id AND local_name IS NOT NULL
                    """,
                    new { tenant, id = id.ToString() }
                );
                var before = write.Query<long>(
                    "SELECT role FROM role_member WHERE tenant_number = @tenant AND principal_id = @id ORDER BY role",
                    new { tenant, id = id.ToString() }
                );
                if (name is null && roles.Count > 0)
                    throw new EngineException($"There is no user {id}. Choose somebody of the directory.");
                write.Execute(
                    "DELETE FROM role_member WHERE tenant_number = @tenant AND principal_id = @id",
                    new { tenant, id = id.ToString() }
                );
                foreach (var role in roles.Distinct())
                    write.Execute(
                        "INSERT INTO role_member VALUES (@tenant, @id, @role)",
                        new
                        {
                            tenant,
                            id = id.ToString(),
                            role = (int)role,
                        }
                    );
                EnsureSomebodyIsGlobal(write, tenant);
                return write.Audit(caller, now, Changed(id, name, before, roles));
            },
            ct
        );
    }

    private static void EnsureSomebodyIsGlobal(SqliteWrite write, long tenant)
    {
        var left = write.Scalar<long>(
            """
            SELECT count(*) FROM role_member r JOIN account c ON c.id = r.principal_id
            LEFT JOIN directory_object o ON o.id = c.id AND o.tenant_number = r.tenant_number AND o.deleted_at IS NULL
            WHERE r.tenant_number = @tenant AND r.role = 1 AND (c.local_name IS NOT NULL OR o.account_enabled = 1)
            """,
            new { tenant }
        );
        if (left == 0)
            throw new EngineException(
                "Nobody who can sign in would be Global Administrator any more. Give the role, and a password, to "
                    + "somebody else first."
            );
    }

    private static AuditedChange Changed(
        Guid id,
        string? name,
        IEnumerable<long> before,
        IReadOnlyCollection<DirectoryRole> after
    )
    {
        static string? Names(IEnumerable<DirectoryRole> roles) =>
            string.Join(", ", roles.Order().Select(Administrator.NameOf)) is { Length: > 0 } names ? names : null;
        List<DirectoryRole> held = [.. before.Select(r => (DirectoryRole)r)];
        var isMore = after.Except(held).Any();
        return new(
            AuditCategory.RoleManagement,
            isMore ? "Add member to role" : "Remove member from role",
            name ?? id.ToString()
        )
        {
            Targets = [new("User", id.ToString(), name ?? "", name)],
            Modified = [new ModifiedProperty("Role.DisplayName", Names(held), Names(after))],
        };
    }

    private sealed class PrincipalRow
    {
        public required string Id { get; init; }
        public string? Local_name { get; init; }
        public string? User_principal_name { get; init; }
        public string? Display_name { get; init; }
        public long? Account_enabled { get; init; }
        public long Has_password { get; init; }
        public long Must_change { get; init; }
        public long? Locked_until { get; init; }
        public string? Roles { get; init; }

        public Administrator ToAdministrator(DateTimeOffset now) =>
            new(
                Guid.Parse(Id),
                Local_name ?? User_principal_name ?? "",
                Local_name ?? Display_name ?? Id,
                Local_name is not null,
                State(now),
                Rows.Roles(Roles)
            );

        private SignInState State(DateTimeOffset now) =>
            this switch
            {
                { Local_name: null, Account_enabled: not 1 } => SignInState.Disabled,
                { Has_password: 0 } => SignInState.NoPassword,
                { Locked_until: { } until } when Rows.Instant(until) > now => SignInState.Locked,
                { Must_change: not 0 } => SignInState.MustChange,
                _ => SignInState.Ready,
            };
    }
}
