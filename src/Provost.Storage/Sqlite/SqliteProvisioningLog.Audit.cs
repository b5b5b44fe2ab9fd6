using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>The audit, by pages.</summary>
public sealed partial class SqliteProvisioningLog
{
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(
        Caller caller,
        LogPage page,
        string? activity,
        CancellationToken ct
    )
    {
        caller.Demand(Operations.AuditRead);
        var filter = new LogConditions(LogColumns.Audit);
        filter.Add("u.tenant_number = (SELECT number FROM tenant WHERE id = {0})", caller.TenantId.ToString());
        if (activity is not null)
            filter.Add("instr(lower(u.activity), lower({0})) > 0", activity);
        filter.Add(page, "u.number");
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<AuditRow>(
            new CommandDefinition(
                $"""
                SELECT u.number, u.time, u.caller, u.caller_id, u.caller_app_id, u.caller_is_person, u.correlation_id,
                       u.category, u.activity, u.target, u.body
                FROM audit u {filter.Where} ORDER BY u.number {(page.OldestFirst ? "" : "DESC")} LIMIT {page.Take}
                """,
                filter.Parameters,
                cancellationToken: ct
            )
        );
        return [.. rows.Select(Audited)];
    }

    private static AuditEntry Audited(AuditRow row)
    {
        // Entries from before the values were noted have none.
        var body = row.Body is null ? null : JsonSerializer.Deserialize<AuditBody>(row.Body, Rows.Json);
        return new(
            row.Number,
            Rows.Instant(row.Time),
            new(row.Caller, Id(row.Caller_id), Id(row.Caller_app_id), row.Caller_is_person != 0),
            Id(row.Correlation_id),
            new((AuditCategory)row.Category, row.Activity, row.Target)
            {
                Targets = body?.Targets ?? [],
                Modified = body?.Modified ?? [],
            }
        );

        static Guid? Id(string? text) => text is null ? null : Guid.Parse(text);
    }

    private sealed record AuditRow(
        long Number,
        long Time,
        string Caller,
        string? Caller_id,
        string? Caller_app_id,
        long Caller_is_person,
        string? Correlation_id,
        long Category,
        string Activity,
        string Target,
        string? Body
    );
}

/// <summary>What an audit entry keeps beside its columns.</summary>
internal sealed record AuditBody(IReadOnlyList<AuditTarget> Targets, IReadOnlyList<ModifiedProperty> Modified);
