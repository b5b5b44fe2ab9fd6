using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>What applications show that they are themselves by, and what they may do then.</content>
public sealed partial class SqliteApplications
{
    /// <summary>
    /// Whether the tenant has had an application that can ask for tokens: else nobody has started it.
    /// </summary>
    public async Task<bool> HasStartedAsync(Guid tenantId, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT started_at IS NOT NULL FROM tenant WHERE id = @id",
                new { id = Text(tenantId) },
                cancellationToken: ct
            )
        );
    }

    private const string CredentialsChanged = "Update application – Certificates and secrets management";

    /// <summary>
    /// Makes an application that can ask for tokens at once: registration, service principal, credentials and
    /// permissions in one transaction.
    /// </summary>
    public Task AddClientAsync(Caller caller, RegisteredClient client, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                caller.Demand(Operations.ApplicationsWrite);
                var tenant = Tenant(write, caller);
                var now = time.GetUtcNow();
                var registration = client.Registration with { CreatedAt = now };
                Insert(write, tenant, registration);
                var number = Insert(
                    write,
                    tenant,
                    new Application(0, client.ServicePrincipalId, caller.TenantId, registration.DisplayName, "", [])
                    {
                        AppId = registration.AppId,
                        CreatedAt = now,
                    }
                );
                foreach (var credential in registration.Credentials)
                    Insert(write, registration.AppId, credential);
                foreach (var permission in client.Permissions)
                    Grant(write, number, permission, Guid.CreateVersion7(now), now);
                write.Execute(
                    "UPDATE tenant SET started_at = coalesce(started_at, @at) WHERE number = @tenant",
                    new { at = Rows.Ticks(now), tenant }
                );
                return write.Audit(caller, now, AuditedApplication.Of("Add application", registration));
            },
            ct
        );

    /// <summary>The registration that people sign in to, of whichever tenant; null where there is none.</summary>
    public async Task<Registration?> FindRegisteredAsync(Guid appId, CancellationToken ct)
    {
        await using var connection = database.Read();
        var found = await RegistrationsAsync(
            connection,
            "r.app_id = @appId AND r.deleted_at IS NULL",
            new { appId = Text(appId) },
            ct
        );
        return found.FirstOrDefault();
    }

    /// <summary>The application that a token is asked for; null where there is none, or where it was deleted.</summary>
    public async Task<RegisteredClient?> FindClientAsync(Guid appId, CancellationToken ct)
    {
        await using var connection = database.Read();
        var app = new { appId = Text(appId) };
        var found = await RegistrationsAsync(connection, "r.app_id = @appId AND r.deleted_at IS NULL", app, ct);
        if (found is not [var registration])
            return null;
        var servicePrincipal = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                """
                SELECT a.id FROM application a JOIN tenant t ON t.number = a.tenant_number
                WHERE a.app_id = @appId AND t.id = @tenant AND a.deleted_at IS NULL
                """,
                new { app.appId, tenant = Text(registration.TenantId) },
                cancellationToken: ct
            )
        );
        if (servicePrincipal is null)
            return null;
        var permissions = await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                SELECT p.permission FROM permission_grant p JOIN application a ON a.number = p.application_number
                WHERE a.id = @servicePrincipal ORDER BY p.permission
                """,
                new { servicePrincipal },
                cancellationToken: ct
            )
        );
        return new RegisteredClient(registration, Guid.Parse(servicePrincipal), [.. permissions]);
    }

    /// <summary>Null where there is no such registration.</summary>
    public Task<Registration?> AddCredentialAsync(
        Caller caller,
        Guid registrationId,
        ApplicationCredential credential,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                if (Registration(write, caller, registrationId) is not { DeletedAt: null } registration)
                    return null;
                caller.Demand(Operations.ApplicationsWrite, registration.Owners);
                Insert(write, registration.AppId, credential);
                write.Audit(
                    caller,
                    time.GetUtcNow(),
                    AuditedApplication.Of(CredentialsChanged, registration, [AuditedApplication.Added(credential)])
                );
                return registration;
            },
            ct
        );

    /// <summary>False where the registration has no such credential.</summary>
    public Task<bool> RemoveCredentialAsync(Caller caller, Guid registrationId, Guid keyId, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                if (Registration(write, caller, registrationId) is not { DeletedAt: null } registration)
                    return false;
                caller.Demand(Operations.ApplicationsWrite, registration.Owners);
                var removed = write.Run(
                    "DELETE FROM application_credential WHERE app_id = $0 AND key_id = $1",
                    Text(registration.AppId),
                    Text(keyId)
                );
                if (removed == 0)
                    return false;
                write.Audit(
                    caller,
                    time.GetUtcNow(),
                    AuditedApplication.Of(
                        CredentialsChanged,
                        registration,
                        [.. registration.Credentials.Where(c => c.KeyId == keyId).Select(AuditedApplication.Removed)]
                    )
                );
                return true;
            },
            ct
        );

    private static void Insert(SqliteWrite write, Guid appId, ApplicationCredential credential) =>
        write.Execute(
            """
            INSERT INTO application_credential (app_id, key_id, kind, value, display_name, hint, starts, ends)
            VALUES (@appId, @keyId, @kind, @value, @name, @hint, @starts, @ends)
            """,
            new
            {
                appId = Text(appId),
                keyId = Text(credential.KeyId),
                kind = credential.Kind,
                value = credential.Value,
                name = credential.DisplayName,
                hint = credential.Hint,
                starts = credential.Starts is { } s ? Rows.Ticks(s) : (long?)null,
                ends = credential.Ends is { } e ? Rows.Ticks(e) : (long?)null,
            }
        );

    private static int Grant(
        SqliteWrite write,
        long applicationNumber,
        string permission,
        Guid id,
        DateTimeOffset now
    ) =>
        write.Run(
            """
            INSERT OR IGNORE INTO permission_grant (application_number, permission, id, created_at)
            VALUES ($0, $1, $2, $3)
            """,
            applicationNumber,
            permission,
            Text(id),
            Rows.Ticks(now)
        );
}
