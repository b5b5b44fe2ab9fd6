using System.Collections.Frozen;
using Dapper;

namespace Provost.Storage.Sqlite;

/// <content>What tokens stand on, as of now: whoever was let in yesterday may not be today.</content>
public sealed partial class SqliteAuthority
{
    private const string IsEnabled = "coalesce(json_extract(a.properties, '$.accountEnabled'), 1) <> 0";

    /// <summary>Assigned by herself or by a group that she is a direct member of, as in Entra.</summary>
    private const string IsAssigned = """
        (coalesce(json_extract(a.properties, '$.appRoleAssignmentRequired'), 0) = 0 OR EXISTS (
            SELECT 1 FROM assignment s
            JOIN directory_object p ON p.number = s.principal_number AND p.deleted_at IS NULL
            JOIN directory_object u ON u.id = @principal AND u.tenant_number = a.tenant_number
            WHERE s.application_number = a.number
              AND (p.number = u.number OR EXISTS (
                  SELECT 1 FROM membership m WHERE m.group_number = p.number AND m.member_number = u.number))))
        """;

    /// <summary>Grows with every write: what was read under the same number still holds.</summary>
    public long Version => database.Commits;

    /// <param name="principalId">The person who signs in; null for an application that acts by itself.</param>
    public async Task<Admission> AdmitsAsync(Guid tenantId, Guid appId, Guid? principalId, CancellationToken ct)
    {
        await using var connection = database.Read();
        var found = await connection.QueryFirstOrDefaultAsync<(long Enabled, long Assigned)?>(
            new CommandDefinition(
                $"""
                SELECT {IsEnabled}, @principal IS NULL OR {IsAssigned}
                FROM application a JOIN tenant t ON t.number = a.tenant_number AND t.id = @tenant
                JOIN registration r ON r.app_id = a.app_id AND r.deleted_at IS NULL
                WHERE a.app_id = @app AND a.deleted_at IS NULL
                """,
                new
                {
                    tenant = tenantId.ToString(),
                    app = appId.ToString(),
                    principal = principalId?.ToString(),
                },
                cancellationToken: ct
            )
        );
        return found switch
        {
            null => Admission.Gone,
            (0, _) => Admission.Disabled,
            (_, 0) => Admission.NotAssigned,
            _ => Admission.Admitted,
        };
    }

    /// <summary>
    /// The person of an access token: null where the account, the application or the grant has ended since.
    /// </summary>
    public async Task<LiveCaller?> LivePersonAsync(
        Guid tenantId,
        Guid principalId,
        Guid appId,
        string grant,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var row = await connection.QueryFirstOrDefaultAsync<(string Name, string Roles)?>(
            new CommandDefinition(
                $"""
                SELECT coalesce(c.local_name, o.user_principal_name, ''),
                       coalesce((SELECT group_concat(h.role) FROM role_member h
                                 WHERE h.tenant_number = t.number AND h.principal_id = c.id), '')
                FROM sign_in_grant g
                JOIN tenant t ON t.id = g.tenant_id
                JOIN account c ON c.id = g.principal_id AND c.tenant_number = t.number AND c.epoch = g.epoch
                LEFT JOIN directory_object o
                    ON o.id = c.id AND o.tenant_number = t.number AND o.deleted_at IS NULL
                JOIN application a ON a.tenant_number = t.number AND a.app_id = g.app_id AND a.deleted_at IS NULL
                JOIN registration r ON r.app_id = a.app_id AND r.deleted_at IS NULL
                WHERE g.id = @grant AND g.revoked = 0
                  AND g.tenant_id = @tenant AND g.principal_id = @principal AND g.app_id = @app
                  AND (c.local_name IS NOT NULL OR o.account_enabled = 1) AND {IsEnabled} AND {IsAssigned}
                """,
                new
                {
                    grant,
                    tenant = tenantId.ToString(),
                    principal = principalId.ToString(),
                    app = appId.ToString(),
                },
                cancellationToken: ct
            )
        );
        return row is var (name, roles)
            ? new LiveCaller(name, Rows.Roles(roles.Length == 0 ? null : roles), FrozenSet<string>.Empty)
            : null;
    }

    /// <summary>An application that acts by itself; null where it was deleted or disabled since.</summary>
    public async Task<LiveCaller?> LiveApplicationAsync(
        Guid tenantId,
        Guid servicePrincipalId,
        Guid appId,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var row = await connection.QueryFirstOrDefaultAsync<(long Number, string Permissions)?>(
            new CommandDefinition(
                $"""
                SELECT a.number, coalesce((SELECT group_concat(p.permission, ' ') FROM permission_grant p
                                           WHERE p.application_number = a.number), '')
                FROM application a JOIN tenant t ON t.number = a.tenant_number AND t.id = @tenant
                JOIN registration r ON r.app_id = a.app_id AND r.deleted_at IS NULL
                WHERE a.id = @id AND a.app_id = @app AND a.deleted_at IS NULL AND {IsEnabled}
                """,
                new
                {
                    tenant = tenantId.ToString(),
                    id = servicePrincipalId.ToString(),
                    app = appId.ToString(),
                },
                cancellationToken: ct
            )
        );
        return row is var (_, permissions)
            ? new LiveCaller("", [], permissions.Split(' ').ToHashSet(StringComparer.Ordinal))
            : null;
    }

    /// <summary>Whether somebody signed out in this browser.</summary>
    public async Task<bool> HasEndedAsync(string session, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT count(*) FROM ended_session WHERE id = @session",
                new { session },
                cancellationToken: ct
            )
        );
    }

    /// <summary>Ends a browser's session, and what applications got by it.</summary>
    /// <param name="until">How long its cookie could come back.</param>
    public Task EndSessionAsync(string session, DateTimeOffset until, CancellationToken ct) =>
        database.WriteAsync(
            write =>
                write.Execute(
                    """
                    DELETE FROM ended_session WHERE ends < @now;
                    INSERT INTO ended_session (id, ends) VALUES (@session, @ends) ON CONFLICT DO NOTHING;
                    UPDATE sign_in_grant SET revoked = 1 WHERE session_id = @session;
                    """,
                    new
                    {
                        session,
                        now = Rows.Ticks(time.GetUtcNow()),
                        ends = Rows.Ticks(until),
                    }
                ),
            ct
        );

    /// <summary>Marks a client assertion as used; false where it was before (RFC 7523 §3). It outlives a restart.</summary>
    public Task<bool> UseAssertionAsync(Guid appId, string id, DateTimeOffset ends, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                write.Execute(
                    "DELETE FROM used_assertion WHERE ends < @now",
                    new { now = Rows.Ticks(time.GetUtcNow()) }
                );
                return write.Execute(
                        "INSERT INTO used_assertion (app_id, id, ends) VALUES (@app, @id, @ends) ON CONFLICT DO NOTHING",
                        new
                        {
                            app = appId.ToString(),
                            id,
                            ends = Rows.Ticks(ends),
                        }
                    ) == 1;
            },
            ct
        );
}
