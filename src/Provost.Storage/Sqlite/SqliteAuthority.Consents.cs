using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>What was allowed to applications, for whoever looks after it, and taking it back.</content>
public sealed partial class SqliteAuthority
{
    public async Task<IReadOnlyList<GivenConsent>> ConsentsAsync(Caller caller, CancellationToken ct)
    {
        caller.Demand(Operations.ConsentsRead);
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(
            string Client,
            string App,
            string Name,
            string Principal,
            string Scopes
        )>(
            new CommandDefinition(
                """
                SELECT a.id, c.app_id, a.display_name, c.principal_id, c.scopes
                FROM consent c JOIN tenant t ON t.number = c.tenant_number AND t.id = @tenant
                JOIN application a ON a.tenant_number = t.number AND a.app_id = c.app_id
                ORDER BY a.number, c.principal_id
                """,
                new { tenant = caller.TenantId.ToString() },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new GivenConsent(
                Guid.Parse(r.Client),
                Guid.Parse(r.App),
                r.Name,
                r.Principal.Length == 0 ? null : Guid.Parse(r.Principal),
                r.Scopes
            )),
        ];
    }

    /// <summary>Takes a consent back, and what the application got by it; false where it is not there.</summary>
    public Task<bool> RevokeConsentAsync(Caller caller, GivenConsent consent, CancellationToken ct)
    {
        caller.Demand(Operations.ConsentsWrite);
        return database.WriteAsync(
            write =>
            {
                var what = new
                {
                    tenant = caller.TenantId.ToString(),
                    app = consent.AppId.ToString(),
                    principal = consent.PrincipalId?.ToString() ?? "",
                };
                var removed = write.Execute(
                    """
                    DELETE FROM consent
                    WHERE tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND app_id = @app
                      AND principal_id = @principal
                    """,
                    what
                );
                if (removed == 0)
                    return false;
                write.Execute(
                    """
                    UPDATE sign_in_grant SET revoked = 1
                    WHERE tenant_id = @tenant AND app_id = @app AND @principal IN ('', principal_id)
                    """,
                    what
                );
                write.Audit(
                    caller,
                    time.GetUtcNow(),
                    new(AuditCategory.ApplicationManagement, "Remove delegated permission grant", consent.DisplayName)
                    {
                        Targets = [AuditTarget.ServicePrincipal(consent.ClientId, consent.DisplayName)],
                        Modified = [new ModifiedProperty("DelegatedPermissionGrant.Scope", consent.Scopes, null)],
                    }
                );
                return true;
            },
            ct
        );
    }

    /// <summary>Says that somebody tried what she may not, or could not sign in.</summary>
    public Task RefusedAsync(Caller caller, AuditedChange tried, CancellationToken ct) =>
        database.WriteAsync(write => write.Audit(caller, time.GetUtcNow(), tried, isRefused: true), ct);
}
