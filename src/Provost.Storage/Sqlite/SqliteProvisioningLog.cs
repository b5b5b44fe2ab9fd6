using System.Globalization;
using Dapper;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>Reads the provisioning log; it is written by the group commit.</summary>
public sealed partial class SqliteProvisioningLog(SqliteDatabase database) : IProvisioningLog
{
    public async Task<IReadOnlyList<ProvisioningEntry>> ReadAsync(Caller caller, EntryQuery query, CancellationToken ct)
    {
        var (where, parameters) = Conditions(caller, query);
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<EntryRow>(
            new CommandDefinition(
                $"""
                SELECT p.number, p.time, p.job_number, p.cycle_id, p.object_number, p.kind, p.source_id, p.name,
                       p.target_id, p.action, p.status, p.code, p.duration, p.schema_version, p.body
                FROM provisioning_log p WHERE {where} ORDER BY p.number {(
                    query.After is null ? "DESC" : ""
                )} LIMIT @take
                """,
                parameters,
                cancellationToken: ct
            )
        );
        return [.. rows.Select(Entry)];
    }

    private static (string Where, DynamicParameters Parameters) Conditions(Caller caller, EntryQuery query)
    {
        var parameters = new DynamicParameters();
        var where = new List<string>();
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            where.Add(condition);
            parameters.Add(name, value);
        }

        Add(
            """
            p.job_number IN (SELECT j.number FROM job j JOIN application a ON a.number = j.application_number
                             JOIN tenant t ON t.number = a.tenant_number WHERE t.id = @tenant)
            """,
            "tenant",
            caller.TenantId.ToString()
        );
        Add("p.job_number = @job", "job", query.JobNumber);
        // Written out, because an index on failures alone serves only a query that SQLite knows to want failures.
        if (query.Status is { } status)
            where.Add($"p.status = {(int)status}");
        Add("p.action = @action", "action", (int?)query.Action);
        Add("p.code = @code", "code", query.Code);
        Add("p.number > @after", "after", query.After);
        Add("p.time >= @from", "from", query.From?.UtcTicks);
        Add("p.time < @until", "until", query.Until?.UtcTicks);
        if (Guid.TryParse(query.Who, out var id))
            Add("(p.source_id = @source OR p.target_id = @who)", "source", id.ToByteArray());
        else
            Add("(instr(lower(p.name), lower(@who)) > 0 OR p.target_id = @who)", "who", query.Who);
        parameters.Add("who", query.Who);
        parameters.Add("take", query.Take);
        return (string.Join(" AND ", where), parameters);
    }

    private static ProvisioningEntry Entry(EntryRow row) =>
        new(
            row.Number,
            Rows.Instant(row.Time),
            row.Job_number,
            new Guid(row.Cycle_id),
            row.Object_number,
            (ObjectKind)row.Kind,
            row.Source_id is { } id ? new Guid(id).ToString("D", CultureInfo.InvariantCulture) : null,
            row.Name,
            row.Target_id,
            (ProvisioningAction)row.Action,
            (ProvisioningStatus)row.Status,
            row.Code,
            (int)row.Duration,
            (int)row.Schema_version,
            row.Body
        );

    private sealed record EntryRow(
        long Number,
        long Time,
        long Job_number,
        byte[] Cycle_id,
        long Object_number,
        long Kind,
        byte[]? Source_id,
        string Name,
        string? Target_id,
        long Action,
        long Status,
        string? Code,
        long Duration,
        long Schema_version,
        byte[] Body
    );
}
