using Dapper;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>What people allowed applications, and codes that were exchanged.</content>
public sealed partial class SqliteAuthority
{
    /// <summary>What the person, or her whole tenant, allowed the application; empty where nobody was asked.</summary>
    public async Task<IReadOnlySet<string>> ConsentedAsync(
        Guid tenantId,
        Guid appId,
        Guid principalId,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                SELECT c.scopes FROM consent c JOIN tenant t ON t.number = c.tenant_number
                WHERE t.id = @tenant AND c.app_id = @app AND c.principal_id IN ('', @principal)
                """,
                new
                {
                    tenant = tenantId.ToString(),
                    app = appId.ToString(),
                    principal = principalId.ToString(),
                },
                cancellationToken: ct
            )
        );
        return rows.SelectMany(r => r.Split(' ')).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Keeps what was allowed, beside what was allowed before.</summary>
    /// <param name="forEverybody">On behalf of the whole tenant.</param>
    public Task ConsentAsync(
        Caller caller,
        Application application,
        IReadOnlyCollection<string> scopes,
        bool forEverybody,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var key = new
                {
                    tenant = caller.TenantId.ToString(),
                    app = application.AppId.ToString(),
                    principal = forEverybody ? "" : caller.Id.ToString(),
                };
                var before = write.Scalar<string>(
                    """
                    SELECT scopes FROM consent
                    WHERE tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND app_id = @app
                      AND principal_id = @principal
                    """,
                    key
                );
                var all = (before ?? "")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Union(scopes, StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal);
                var now = time.GetUtcNow();
                write.Execute(
                    """
                    INSERT INTO consent (tenant_number, app_id, principal_id, scopes, granted_at)
                    VALUES ((SELECT number FROM tenant WHERE id = @tenant), @app, @principal, @scopes, @at)
                    ON CONFLICT DO UPDATE SET scopes = excluded.scopes, granted_at = excluded.granted_at
                    """,
                    new
                    {
                        key.tenant,
                        key.app,
                        key.principal,
                        scopes = string.Join(' ', all),
                        at = Rows.Ticks(now),
                    }
                );
                return write.Audit(
                    caller,
                    now,
                    new(AuditCategory.ApplicationManagement, "Consent to application", application.DisplayName)
                    {
                        Targets = [AuditTarget.ServicePrincipal(application.Id, application.DisplayName)],
                    }
                );
            },
            ct
        );

    /// <summary>Takes a code as exchanged; false where it was before, and what came of it is revoked then.</summary>
    public Task<bool> RedeemAsync(string code, DateTimeOffset ends, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                write.Execute(
                    "DELETE FROM redeemed_code WHERE ends < @now",
                    new { now = Rows.Ticks(time.GetUtcNow()) }
                );
                var isFirst =
                    write.Execute(
                        "INSERT INTO redeemed_code (id, ends) VALUES (@code, @ends) ON CONFLICT DO NOTHING",
                        new { code, ends = Rows.Ticks(ends) }
                    ) == 1;
                if (!isFirst)
                    write.Execute("UPDATE redeemed_code SET revoked = 1 WHERE id = @code", new { code });
                return isFirst;
            },
            ct
        );

    /// <summary>Whether the code that a refresh token goes back to was exchanged twice.</summary>
    public async Task<bool> IsRevokedAsync(string code, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT count(*) FROM redeemed_code WHERE id = @code AND revoked = 1",
                new { code },
                cancellationToken: ct
            )
        );
    }

    /// <summary>A key of this name, made at its first use. 32 bytes.</summary>
    public async Task<byte[]> KeyAsync(string name, Func<byte[]> make, CancellationToken ct)
    {
        var made = secrets.Protect(Convert.ToBase64String(make()));
        var kept = await database.WriteAsync(
            write =>
            {
                write.Execute(
                    "INSERT INTO authority_key (name, protected_key) VALUES (@name, @made) ON CONFLICT DO NOTHING",
                    new { name, made }
                );
                return write.Scalar<string>("SELECT protected_key FROM authority_key WHERE name = @name", new { name });
            },
            ct
        );
        return Convert.FromBase64String(secrets.Unprotect(kept ?? made));
    }
}
