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
    /// <param name="ends">When it is forgotten: later than anything that came of it.</param>
    public Task<bool> RedeemAsync(SignInGrant grant, DateTimeOffset ends, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                write.Execute(
                    "DELETE FROM sign_in_grant WHERE ends < @now",
                    new { now = Rows.Ticks(time.GetUtcNow()) }
                );
                var isFirst =
                    write.Execute(
                        """
                        INSERT INTO sign_in_grant (id, tenant_id, app_id, principal_id, session_id, epoch, ends)
                        VALUES (@id, @tenant, @app, @principal, @session, @epoch, @ends) ON CONFLICT DO NOTHING
                        """,
                        new
                        {
                            id = grant.Id,
                            tenant = grant.TenantId.ToString(),
                            app = grant.AppId.ToString(),
                            principal = grant.PrincipalId.ToString(),
                            session = grant.SessionId,
                            epoch = grant.Epoch,
                            ends = Rows.Ticks(ends),
                        }
                    ) == 1;
                if (!isFirst)
                    write.Execute("UPDATE sign_in_grant SET revoked = 1 WHERE id = @id", new { id = grant.Id });
                return isFirst;
            },
            ct
        );

    /// <summary>
    /// Takes a refresh token as used, and gives the number of the next. One that was used before ends all that came of
    /// the sign-in, unless its answer may just have been lost.
    /// </summary>
    /// <param name="turn">The token's number.</param>
    /// <param name="epoch">Of the account now.</param>
    /// <param name="grace">How long an answer may have been lost for.</param>
    /// <returns>Null where the grant has ended.</returns>
    public Task<long?> TurnAsync(
        string grant,
        long turn,
        long epoch,
        TimeSpan grace,
        DateTimeOffset ends,
        CancellationToken ct
    ) =>
        database.WriteAsync<long?>(
            write =>
            {
                var now = time.GetUtcNow();
                var known = write
                    .Query<(long Revoked, long Epoch, long Turn, long TurnedAt)>(
                        "SELECT revoked, epoch, turn, coalesce(turned_at, 0) FROM sign_in_grant WHERE id = @grant",
                        new { grant }
                    )
                    .ToList();
                if (known is not [(0, var since, var current, var turned)] || since != epoch)
                    return null;
                if (turn == current - 1 && Rows.Ticks(now) - turned <= grace.Ticks)
                    return current;
                if (turn != current)
                {
                    write.Execute("UPDATE sign_in_grant SET revoked = 1 WHERE id = @grant", new { grant });
                    return null;
                }

                write.Execute(
                    "UPDATE sign_in_grant SET turn = turn + 1, turned_at = @now, ends = @ends WHERE id = @grant",
                    new
                    {
                        grant,
                        now = Rows.Ticks(now),
                        ends = Rows.Ticks(ends),
                    }
                );
                return current + 1;
            },
            ct
        );

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
