using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>
/// Deleting and what comes after: an application and its service principal can be restored for 30 days, and with them
/// jobs, secrets and assignments; until then no job of theirs runs, and after it nothing of them is left.
/// </content>
public sealed partial class SqliteApplications
{
    private static readonly TimeSpan Restorable = TimeSpan.FromDays(30);

    /// <summary>
    /// Deletes a registration with its service principal, or a service principal alone; false where there is neither.
    /// Jobs are switched off: whoever runs them has to stop their cycles.
    /// </summary>
    public Task<bool> DeleteAsync(Caller caller, Guid id, CancellationToken ct) =>
        SetDeletedAsync(caller, id, deleted: true, ct);

    /// <summary>Takes a deletion back; jobs stay switched off. False where nothing of this id was deleted.</summary>
    public Task<bool> RestoreAsync(Caller caller, Guid id, CancellationToken ct) =>
        SetDeletedAsync(caller, id, deleted: false, ct);

    /// <summary>Destroys what was deleted, for good; false where nothing of this id was.</summary>
    /// <exception cref="EngineException">A cycle of one of its jobs still runs.</exception>
    public Task<bool> PurgeAsync(Caller caller, Guid id, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var registration = Registration(write, caller, id);
                var application = ServicePrincipal(write, caller, id);
                if (registration?.DeletedAt is null && application?.DeletedAt is null)
                    return false;
                caller.Demand(Operations.ApplicationsWrite, (registration?.Owners ?? application?.Owners) ?? []);
                Purge(write, caller, id, registration?.AppId);
                return true;
            },
            ct
        );

    /// <summary>Destroys what was deleted 30 days ago or earlier. Gives how many.</summary>
    public async Task<int> PurgeExpiredAsync(CancellationToken ct)
    {
        var until = new { until = Rows.Ticks(time.GetUtcNow() - Restorable) };
        const string expired = """
            SELECT t.id, r.id, r.app_id FROM registration r JOIN tenant t ON t.number = r.tenant_number
            WHERE r.deleted_at <= @until
            UNION ALL
            SELECT t.id, a.id, NULL FROM application a JOIN tenant t ON t.number = a.tenant_number
            WHERE a.deleted_at <= @until
            """;
        await using (var connection = database.Read())
        {
            // Looked for without the only writer: on nearly every day there is nothing.
            var any = await Dapper.SqlMapper.QueryAsync<(string, string, string?)>(
                connection,
                new(expired, until, cancellationToken: ct)
            );
            if (!any.Any())
                return 0;
        }

        return await database.WriteAsync(
            write =>
            {
                var gone = write.Query<(string Tenant, string Id, string? AppId)>(expired, until).ToList();
                foreach (var (tenant, id, appId) in gone)
                {
                    var caller = Caller.Local(Guid.Parse(tenant), "retention");
                    Purge(write, caller, Guid.Parse(id), appId is null ? null : Guid.Parse(appId));
                }

                return gone.Count;
            },
            ct
        );
    }

    private Task<bool> SetDeletedAsync(Caller caller, Guid id, bool deleted, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var registration = Registration(write, caller, id);
                var application = ServicePrincipal(write, caller, id);
                if ((registration?.DeletedAt ?? application?.DeletedAt) is null != deleted)
                    return false;
                if (registration is null && application is null)
                    return false;
                caller.Demand(Operations.ApplicationsWrite, (registration?.Owners ?? application?.Owners) ?? []);
                var now = time.GetUtcNow();
                var what = new
                {
                    id = Text(id),
                    appId = registration?.AppId.ToString(),
                    tenant = Text(caller.TenantId),
                    at = deleted ? Rows.Ticks(now) : (long?)null,
                };
                write.Execute(
                    """
                    UPDATE registration SET deleted_at = @at WHERE id = @id;
                    UPDATE application SET deleted_at = @at
                    WHERE id = @id OR (app_id = @appId AND tenant_number = (SELECT number FROM tenant WHERE id = @tenant));
                    UPDATE job SET state = 0, revision = revision + 1 WHERE application_number IN
                        (SELECT number FROM application WHERE deleted_at IS NOT NULL);
                    """,
                    what
                );
                var verb = deleted ? "Delete" : "Restore";
                write.Audit(
                    caller,
                    now,
                    registration is not null
                        ? AuditedApplication.Of($"{verb} application", registration)
                        : AuditedApplication.Of($"{verb} service principal", application!)
                );
                return true;
            },
            ct
        );

    private void Purge(SqliteWrite write, Caller caller, Guid id, Guid? appId)
    {
        var purged =
            Registration(write, caller, id) is { } registration
                ? AuditedApplication.Of("Hard delete application", registration)
            : ServicePrincipal(write, caller, id) is { } application
                ? AuditedApplication.Of("Hard delete service principal", application)
            : null;
        // It went with its registration.
        if (purged is null)
            return;
        var what = new
        {
            id = Text(id),
            appId = appId?.ToString(),
            tenant = Text(caller.TenantId),
        };
        var applications = write
            .Query<(long Number, string Id)>(
                """
                SELECT number, id FROM application
                WHERE id = @id OR (app_id = @appId AND tenant_number = (SELECT number FROM tenant WHERE id = @tenant))
                """,
                what
            )
            .ToList();
        foreach (var (number, applicationId) in applications)
        {
            foreach (
                var job in write.Query<long>(
                    "SELECT number FROM job WHERE application_number = @number",
                    new { number }
                )
            )
                SqliteJobStore.Destroy(write, job, time.GetUtcNow());
            write.Execute(
                """
                DELETE FROM assignment WHERE application_number = @number;
                DELETE FROM permission_grant WHERE application_number = @number;
                DELETE FROM synchronization_secret WHERE application_number = @number;
                DELETE FROM application WHERE number = @number;
                DELETE FROM owner WHERE object_id = @applicationId OR owner_id = @applicationId;
                """,
                new { number, applicationId }
            );
        }

        write.Execute(
            """
            DELETE FROM application_credential WHERE app_id = @appId;
            DELETE FROM registration WHERE id = @id;
            DELETE FROM owner WHERE object_id = @id;
            """,
            what
        );
        write.Audit(caller, time.GetUtcNow(), purged);
    }
}
