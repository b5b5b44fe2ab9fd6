using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine.Synchronization;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Engine.Tests.Storage;

/// <summary>Credentials of an installation that kept them with its jobs.</summary>
public sealed class SecretMigrationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Credentials_of_a_job_become_secrets_of_its_application_and_stay_readable()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("provost-migration-");
        var file = Path.Combine(folder.FullName, "provost.db");
        await CreateAsync(file);

        await using (var database = SqliteDatabase.Open(file))
        {
            var protector = new SecretProtector(t => $"sealed:{t}", t => t["sealed:".Length..]);
            var jobs = new SqliteJobStore(database, protector, TimeProvider.System);

            var connection = await jobs.ConnectionAsync(1, Ct);
            Assert.Equal(("https://app.example/scim", "secret"), (connection?.TenantUrl, connection?.SecretToken));

            await jobs.RenewSecretsAsync(1, s => s.With(SynchronizationSecret.SyncAll, "true"), Ct);
            await using var read = database.Read();
            var values = await read.QueryAsync<string>("SELECT value FROM synchronization_secret");
            Assert.All(values, v => Assert.StartsWith("sealed:", v, StringComparison.Ordinal));
        }

        folder.Delete(recursive: true);
    }

    /// <summary>As it was before the seventh step.</summary>
    private static async Task CreateAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync(Ct);
        var assembly = typeof(SqliteDatabase).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
            if (name.Split('.', '_').Any(part => part is "0001" or "0002" or "0003" or "0004"))
                await connection.ExecuteAsync(await TextAsync(assembly, name));
        await connection.ExecuteAsync(
            """
            PRAGMA user_version = 4;
            INSERT INTO tenant (number, id, display_name) VALUES (1, '0196b1a0-0000-7000-8000-000000000001', 'Contoso');
            INSERT INTO application (number, tenant_number, id, display_name, template_id, roles)
                VALUES (1, 1, '0196b1a0-0000-7000-8000-000000000002', 'App', 'scim', '[]');
            INSERT INTO job (number, id, application_number, state, settings, schema_version, tenant_url, secret)
                VALUES (1, 'scim.1', 1, 1, '{}', 1, 'https://app.example/scim', 'sealed:secret');
            """
        );
    }

    private static async Task<string> TextAsync(Assembly assembly, string name)
    {
        using var script = new StreamReader(
            assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException(name)
        );
        return await script.ReadToEndAsync(Ct);
    }
}
