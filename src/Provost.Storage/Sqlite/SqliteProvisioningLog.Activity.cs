using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>Counts of the provisioning log, which a trigger keeps as entries are written.</summary>
public sealed partial class SqliteProvisioningLog
{
    public async Task<IReadOnlyList<Activity>> ActivityAsync(
        Caller caller,
        Guid? application,
        DateTimeOffset since,
        CancellationToken ct
    )
    {
        caller.Demand(Operations.ProvisioningLogRead);
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(long Hour, int Status, string Code, long Count)>(
            new CommandDefinition(
                """
                SELECT c.hour, c.status, c.code, sum(c.count)
                FROM tenant t
                JOIN application a ON a.tenant_number = t.number AND (@application IS NULL OR a.id = @application)
                JOIN job j ON j.application_number = a.number
                JOIN activity c ON c.job_number = j.number AND c.hour >= @since
                WHERE t.id = @tenant
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                """,
                new
                {
                    tenant = caller.TenantId.ToString(),
                    application = application?.ToString(),
                    since = since.UtcTicks / TimeSpan.TicksPerHour,
                },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new Activity(
                new DateTimeOffset(r.Hour * TimeSpan.TicksPerHour, TimeSpan.Zero),
                (ProvisioningStatus)r.Status,
                r.Code.Length == 0 ? null : r.Code,
                r.Count
            )),
        ];
    }
}
