using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Storage.Sqlite;

/// <summary>The secrets of applications: a row a key, every value encrypted.</summary>
public sealed partial class SqliteJobStore
{
    /// <summary>The row of what Provost keeps beside Graph's keys.</summary>
    private const string SettingsKey = nameof(CredentialSettings);

    private const string CredentialsChanged = "Update credentials";
    private const string Plain = "plain:";
    private const string SecretRows =
        "SELECT key, value FROM synchronization_secret WHERE application_number = @applicationNumber";

    public Task SetConnectionAsync(Caller caller, long jobNumber, TargetConnection connection, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var number = write.Scalar<long>(
                    "SELECT application_number FROM job WHERE number = @jobNumber",
                    new { jobNumber }
                );
                var before = Secrets(write, number);
                var after = before.With(connection);
                SetSecrets(write, number, after);
                Audit(write, caller, jobNumber, CredentialsChanged, modified: SecretSet.Changes(before, after));
                Lift(write, jobNumber);
                Touch(write, jobNumber);
                return 0;
            },
            ct
        );

    public async Task<TargetConnection?> ConnectionAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var (applicationNumber, settings) = await connection.QuerySingleAsync<(long, string)>(
            new CommandDefinition(
                "SELECT application_number, settings FROM job WHERE number = @jobNumber",
                new { jobNumber },
                cancellationToken: ct
            )
        );
        var stored = await SecretsAsync(applicationNumber, ct);
        return stored.Connection(Settings(settings).AllowPrivateAddresses) is { } found
            ? found with
            {
                ApplicationNumber = applicationNumber,
            }
            : null;
    }

    public async Task<SecretSet> SecretsAsync(long applicationNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        return Secrets(
            await connection.QueryAsync<(string, string)>(
                new CommandDefinition(SecretRows, new { applicationNumber }, cancellationToken: ct)
            )
        );
    }

    public Task SetSecretsAsync(
        Caller caller,
        Application application,
        Func<SecretSet, SecretSet> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var before = Secrets(write, application.Number);
                var secrets = change(before);
                SetSecrets(write, application.Number, secrets);
                var keys = string.Join(", ", secrets.Values.Select(v => v.Key));
                write.Audit(
                    caller,
                    time.GetUtcNow(),
                    new(AuditCategory.ProvisioningManagement, CredentialsChanged, $"{application.DisplayName}: {keys}")
                    {
                        Targets = [AuditTarget.ServicePrincipal(application.Id, application.DisplayName)],
                        Modified = SecretSet.Changes(before, secrets),
                    }
                );
                var job = write
                    .Query<(long Number, string Settings)>(
                        "SELECT number, settings FROM job WHERE application_number = @Number",
                        new { application.Number }
                    )
                    .FirstOrDefault();
                if (job.Number == 0)
                    return 0;
                SetSettings(write, caller, job.Number, Settings(job.Settings).With(secrets));
                Lift(write, job.Number);
                Touch(write, job.Number);
                return 0;
            },
            ct
        );

    public Task RenewSecretsAsync(long applicationNumber, Func<SecretSet, SecretSet> change, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                SetSecrets(write, applicationNumber, change(Secrets(write, applicationNumber)));
                return 0;
            },
            ct
        );

    private SecretSet Secrets(SqliteWrite write, long applicationNumber) =>
        Secrets(write.Query<(string, string)>(SecretRows, new { applicationNumber }));

    private SecretSet Secrets(IEnumerable<(string Key, string Value)> rows)
    {
        var stored = SecretSet.Empty;
        foreach (var (key, value) in rows)
        {
            var text = value.StartsWith(Plain, StringComparison.Ordinal)
                ? value[Plain.Length..]
                : protector.Unprotect(value);
            stored =
                key == SettingsKey
                    ? stored.With(JsonSerializer.Deserialize<CredentialSettings>(text, Rows.Json) ?? stored.Settings)
                    : stored.With(SynchronizationSecrets.Parse(key), text);
        }

        return stored;
    }

    private void SetSecrets(SqliteWrite write, long applicationNumber, SecretSet given)
    {
        write.Run("DELETE FROM synchronization_secret WHERE application_number = $0", applicationNumber);
        foreach (var (key, value) in given.Values)
            Insert(key.ToString(), value);
        if (given.Settings != CredentialSettings.None)
            Insert(SettingsKey, JsonSerializer.Serialize(given.Settings, Rows.Json));

        void Insert(string key, string value) =>
            write.Run(
                "INSERT INTO synchronization_secret (application_number, key, value) VALUES ($0, $1, $2)",
                applicationNumber,
                key,
                protector.Protect(value)
            );
    }
}
