using Dapper;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>What the token endpoint stands on in SQLite: tenants, signing keys, passwords.</summary>
public sealed partial class SqliteAuthority(SqliteDatabase database, SecretProtector secrets, TimeProvider time)
{
    /// <summary>All tenants, the first one first.</summary>
    public async Task<IReadOnlyList<Tenant>> TenantsAsync(CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(string Id, string Name, string? Domain)>(
            new CommandDefinition("SELECT id, display_name, domain FROM tenant ORDER BY number", cancellationToken: ct)
        );
        return [.. rows.Select(r => new Tenant(Guid.Parse(r.Id), r.Name, r.Domain ?? ""))];
    }

    /// <summary>Makes a tenant; a name, domain or id that is taken is an <see cref="EngineException"/>.</summary>
    public Task AddTenantAsync(Tenant tenant, string caller, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var taken = write.Scalar<string>(
                    "SELECT display_name FROM tenant WHERE id = @id OR display_name = @name OR domain = @domain",
                    new
                    {
                        id = tenant.Id.ToString(),
                        name = tenant.DisplayName,
                        domain = tenant.Domain,
                    }
                );
                if (taken is not null)
                    throw new EngineException(
                        $"The tenant '{taken}' has that name, domain or id already. "
                            + "Choose others; 'provost tenants list' shows them."
                    );
                write.Execute(
                    "INSERT INTO tenant (id, display_name, domain) VALUES (@id, @name, @domain)",
                    new
                    {
                        id = tenant.Id.ToString(),
                        name = tenant.DisplayName,
                        domain = tenant.Domain,
                    }
                );
                return write.Audit(
                    Caller.Local(tenant.Id, caller),
                    time.GetUtcNow(),
                    new(AuditCategory.DirectoryManagement, "Add tenant", tenant.DisplayName)
                );
            },
            ct
        );

    /// <summary>The signing keys, the newest first, as PKCS #12.</summary>
    public async Task<IReadOnlyList<(string KeyId, DateTimeOffset Created, byte[] Pkcs12)>> SigningKeysAsync(
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(string KeyId, long Created, string Key)>(
            new CommandDefinition(
                "SELECT key_id, created, protected_key FROM signing_key ORDER BY created DESC",
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => (r.KeyId, Rows.Instant(r.Created), Convert.FromBase64String(secrets.Unprotect(r.Key)))),
        ];
    }

    public Task AddSigningKeyAsync(string keyId, DateTimeOffset created, byte[] pkcs12, CancellationToken ct) =>
        database.WriteAsync(
            write =>
                write.Execute(
                    "INSERT INTO signing_key (key_id, created, protected_key) VALUES (@keyId, @created, @key)",
                    new
                    {
                        keyId,
                        created = Rows.Ticks(created),
                        key = secrets.Protect(Convert.ToBase64String(pkcs12)),
                    }
                ),
            ct
        );

    public Task RemoveSigningKeyAsync(string keyId, CancellationToken ct) =>
        database.WriteAsync(write => write.Execute("DELETE FROM signing_key WHERE key_id = @keyId", new { keyId }), ct);
}
