using System.Text.Json;
using Dapper;
using Provost.Engine;

namespace Provost.Storage.Sqlite;

/// <content>Applications that ask for tokens, until the directory's own registrations take their place.</content>
public sealed partial class SqliteAuthority
{
    /// <summary>Whether any application of the tenant can ask for tokens: else nobody has started it yet.</summary>
    public async Task<bool> HasClientsAsync(Guid tenantId, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1 FROM client_application
                               WHERE tenant_number = (SELECT number FROM tenant WHERE id = @id))
                """,
                new { id = tenantId.ToString() },
                cancellationToken: ct
            )
        );
    }

    public async Task<StoredClient?> FindClientAsync(Guid appId, CancellationToken ct)
    {
        await using var connection = database.Read();
        var app = new { appId = appId.ToString() };
        var row = await connection.QuerySingleOrDefaultAsync<ClientRow>(
            new CommandDefinition(
                """
                SELECT t.id AS TenantId, c.service_principal_id AS ServicePrincipalId,
                       c.display_name AS DisplayName, c.roles AS Roles
                FROM client_application c JOIN tenant t ON t.number = c.tenant_number
                WHERE c.app_id = @appId
                """,
                app,
                cancellationToken: ct
            )
        );
        if (row is null)
            return null;

        var credentials = await connection.QueryAsync<(string Kind, string Value, long? Starts, long? Ends)>(
            new CommandDefinition(
                "SELECT kind, value, starts, ends FROM client_credential WHERE app_id = @appId ORDER BY number",
                app,
                cancellationToken: ct
            )
        );
        return new StoredClient(
            Guid.Parse(row.TenantId),
            appId,
            Guid.Parse(row.ServicePrincipalId),
            row.DisplayName,
            JsonSerializer.Deserialize<string[]>(row.Roles) ?? [],
            [.. credentials.Select(c => new StoredCredential(c.Kind, c.Value, When(c.Starts), When(c.Ends)))]
        );
    }

    /// <summary>Stores an application with its credentials; an app id that is taken is an error.</summary>
    public Task AddClientAsync(Caller caller, StoredClient client, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var added = write.Execute(
                    """
                    INSERT INTO client_application (app_id, tenant_number, service_principal_id, display_name, roles)
                    VALUES (@appId, (SELECT number FROM tenant WHERE id = @tenant), @servicePrincipal, @name, @roles)
                    ON CONFLICT DO NOTHING
                    """,
                    new
                    {
                        appId = client.AppId.ToString(),
                        tenant = client.TenantId.ToString(),
                        servicePrincipal = client.ServicePrincipalId.ToString(),
                        name = client.DisplayName,
                        roles = JsonSerializer.Serialize(client.Roles),
                    }
                );
                if (added == 0)
                    throw new EngineException(
                        $"The application id {client.AppId} is in use already. Take another one."
                    );
                foreach (var (kind, value, starts, ends) in client.Credentials)
                    write.Execute(
                        """
                        INSERT INTO client_credential (app_id, kind, value, starts, ends)
                        VALUES (@appId, @kind, @value, @starts, @ends)
                        """,
                        new
                        {
                            appId = client.AppId.ToString(),
                            kind,
                            value,
                            starts = starts is { } s ? Rows.Ticks(s) : (long?)null,
                            ends = ends is { } e ? Rows.Ticks(e) : (long?)null,
                        }
                    );
                return write.Audit(caller, time.GetUtcNow(), "Add application", client.DisplayName);
            },
            ct
        );

    private static DateTimeOffset? When(long? ticks) => ticks is { } known ? Rows.Instant(known) : null;

    private sealed record ClientRow(string TenantId, string ServicePrincipalId, string DisplayName, string Roles);
}
