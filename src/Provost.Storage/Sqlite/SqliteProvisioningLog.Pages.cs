using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>Pages of the provisioning log, by the number where the one before ended.</summary>
public sealed partial class SqliteProvisioningLog
{
    public async Task<IReadOnlyList<LoggedEntry>> PageAsync(Caller caller, LogPage page, CancellationToken ct)
    {
        caller.Demand(Operations.ProvisioningLogRead);
        var filter = new LogConditions(LogColumns.Provisioning);
        filter.Add("t.id = {0}", caller.TenantId.ToString());
        filter.Add(page, "p.number");
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<EntryRow, OwnerRow, LoggedEntry>(
            new CommandDefinition(
                $"""
                SELECT p.number, p.time, p.job_number, p.cycle_id, p.object_number, p.kind, p.source_id, p.name,
                       p.target_id, p.action, p.status, p.code, p.duration, p.schema_version, p.body,
                       j.id AS job_id, a.id AS application_id, a.app_id, a.display_name
                FROM provisioning_log p
                JOIN job j ON j.number = p.job_number
                JOIN application a ON a.number = j.application_number
                JOIN tenant t ON t.number = a.tenant_number
                {filter.Where} ORDER BY p.number {(page.OldestFirst ? "" : "DESC")} LIMIT {page.Take}
                """,
                filter.Parameters,
                cancellationToken: ct
            ),
            (entry, owner) =>
                new LoggedEntry(
                    Entry(entry),
                    owner.Job_id,
                    Guid.Parse(owner.Application_id),
                    Guid.Parse(owner.App_id),
                    owner.Display_name
                ),
            splitOn: "job_id"
        );
        return [.. rows];
    }

    public async Task<SynchronizationSchema?> SchemaAsync(long jobNumber, int version, CancellationToken ct)
    {
        await using var connection = database.Read();
        var body = await connection.ExecuteScalarAsync<string>(
            new CommandDefinition(
                "SELECT body FROM synchronization_schema WHERE job_number = @jobNumber AND version = @version",
                new { jobNumber, version },
                cancellationToken: ct
            )
        );
        return body is null ? null : Rows.Schema(version, body);
    }

    private sealed record OwnerRow(string Job_id, string Application_id, string App_id, string Display_name);
}
