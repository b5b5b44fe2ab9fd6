using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>
/// Jobs in SQLite: settings and leases here, the backlog and the group commit in the other parts of this class.
/// </summary>
public sealed partial class SqliteJobStore(SqliteDatabase database, SecretProtector protector, TimeProvider time)
    : IJobStore
{
    public Task<SynchronizationJob> CreateAsync(Caller caller, SynchronizationJob job, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                caller.Demand(Operations.SynchronizationWrite);
                job = job with { Settings = job.Settings.With(Secrets(write, job.ApplicationNumber)) };
                if (
                    write.Scalar<string>(
                        "SELECT id FROM job WHERE application_number = @ApplicationNumber",
                        new { job.ApplicationNumber }
                    ) is
                    { } other
                )
                    throw new EngineException($"The application has the synchronization job {other} already.");
                write.Execute(
                    """
                    INSERT INTO job (id, application_number, state, settings, schema_version)
                    VALUES (@id, @application, @state, @settings, @version)
                    """,
                    new
                    {
                        id = job.Id,
                        application = job.ApplicationNumber,
                        state = job.State,
                        settings = JsonSerializer.Serialize(job.Settings, Rows.Json),
                        version = job.Schema.Version,
                    }
                );
                var number = write.Scalar<long>("SELECT last_insert_rowid()");
                write.Execute(
                    """
                    INSERT INTO watermark (job_number) VALUES (@number);
                    INSERT INTO synchronization_schema (job_number, version, body) VALUES (@number, @version, @body);
                    INSERT INTO fence (job_number, owner, lease_until, epoch) VALUES (@number, '', 0, 0);
                    """,
                    new
                    {
                        number,
                        version = job.Schema.Version,
                        body = Rows.Schema(job.Schema),
                    }
                );
                Audit(write, caller, number, "Add provisioning job");
                return job with { Number = number };
            },
            ct
        );

    public async Task<IReadOnlyList<SynchronizationJob>> JobsAsync(CancellationToken ct) =>
        await JobsAsync("", new { }, ct);

    public async Task<SynchronizationJob?> FindAsync(Guid applicationId, CancellationToken ct) =>
        (await JobsAsync("AND a.id = @id", new { id = applicationId.ToString() }, ct)).FirstOrDefault();

    public Task<JobSettings> SetSettingsAsync(
        Caller caller,
        long jobNumber,
        Func<JobSettings, JobSettings> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var stored = write.Scalar<string>(
                    "SELECT settings FROM job WHERE number = @jobNumber",
                    new { jobNumber }
                );
                var settings = change(stored is null ? new JobSettings() : Settings(stored));
                SetSettings(write, caller, jobNumber, settings);
                return settings;
            },
            ct
        );

    private void SetSettings(SqliteWrite write, Caller caller, long jobNumber, JobSettings settings)
    {
        var body = JsonSerializer.Serialize(settings, Rows.Json);
        var before = write.Scalar<string>("SELECT settings FROM job WHERE number = @jobNumber", new { jobNumber });
        if (before == body)
            return;

        JobSettingsRules.ThrowIfUnusable(settings, CurrentSchema(write, jobNumber));
        write.Execute("UPDATE job SET settings = @body WHERE number = @jobNumber", new { jobNumber, body });
        Touch(write, jobNumber);
        // Another scope concerns everybody: the next cycle looks at all of them again, links are kept
        // (ENT-CYC-20).
        if (before is null || Deciding(Settings(before)) != Deciding(settings))
            write.Execute("UPDATE watermark SET seq = NULL WHERE job_number = @jobNumber", new { jobNumber });
        Audit(write, caller, jobNumber, "Update settings", modified: AuditedProperties.Between(before, body));
    }

    private static SynchronizationSchema CurrentSchema(SqliteWrite write, long jobNumber)
    {
        var (version, body) = write
            .Query<(long, string)>(
                """
                SELECT s.version, s.body FROM synchronization_schema s
                JOIN job j ON j.number = s.job_number AND j.schema_version = s.version WHERE j.number = @jobNumber
                """,
                new { jobNumber }
            )
            .Single();
        return Rows.Schema((int)version, body);
    }

    public Task<Lease?> TakeLeaseAsync(
        long jobNumber,
        string owner,
        TimeSpan length,
        bool exclusive,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var now = time.GetUtcNow();
                var before = write.Scalar<long>(
                    "SELECT lease_until FROM fence WHERE job_number = @jobNumber",
                    new { jobNumber }
                );
                var epoch = write.Scalar<long?>(
                    """
                    UPDATE fence SET epoch = epoch + 1, owner = @owner, lease_until = @until
                    WHERE job_number = @jobNumber AND (lease_until < @now OR @exclusive) RETURNING epoch
                    """,
                    new
                    {
                        jobNumber,
                        owner,
                        until = Rows.Ticks(now + length),
                        now = Rows.Ticks(now),
                        exclusive,
                    }
                );
                if (epoch is not null)
                    TakeIntents(write, jobNumber, now, now + length, Rows.Instant(before));
                return epoch is { } mine ? new Lease(jobNumber, owner, mine, now + length) : null;
            },
            ct
        );

    /// <summary>
    /// What a predecessor was sending when it died may arrive until the end of its lease. That instant is kept with the
    /// intents, so that no stop, restart or run on demand shortens it; no clock that jumped can make it longer.
    /// </summary>
    private static void TakeIntents(
        SqliteWrite write,
        long jobNumber,
        DateTimeOffset now,
        DateTimeOffset latest,
        DateTimeOffset before
    ) =>
        write.Run(
            """
            UPDATE intent SET
                settle_from = CASE WHEN settle_from IS NULL THEN min($2, $3) ELSE min(settle_from, $2) END,
                next_look = CASE WHEN settle_from IS NULL THEN $1 ELSE min(next_look, $4) END
            WHERE job_number = $0
            """,
            jobNumber,
            Rows.Ticks(now),
            Rows.Ticks(latest),
            Rows.Ticks(before),
            Rows.Ticks(now + Intent.LongestPause)
        );

    public Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan length, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var until = time.GetUtcNow() + length;
                Fence(write, lease, until);
                return lease with { Until = until };
            },
            ct
        );

    /// <summary>
    /// First statement of everything that a cycle writes: refused when the epoch is another's by now.
    /// </summary>
    private static void Fence(SqliteWrite write, Lease lease, DateTimeOffset? until = null)
    {
        var mine = write.Run(
            "UPDATE fence SET lease_until = max(lease_until, $2) WHERE job_number = $0 AND epoch = $1",
            lease.JobNumber,
            lease.Epoch,
            until is { } later ? Rows.Ticks(later) : 0
        );
        if (mine == 0)
            throw new LeaseLostException(lease.JobNumber);
    }

    /// <param name="detail">What came of it, for a list.</param>
    private void Audit(
        SqliteWrite write,
        Caller caller,
        long jobNumber,
        string activity,
        string? detail = null,
        IReadOnlyList<ModifiedProperty>? modified = null
    )
    {
        var (job, id, name) = write
            .Query<(string Job, string Id, string Name)>(
                """
                SELECT j.id, a.id, a.display_name FROM job j
                JOIN application a ON a.number = j.application_number WHERE j.number = @jobNumber
                """,
                new { jobNumber }
            )
            .Single();
        write.Audit(
            caller,
            time.GetUtcNow(),
            new(
                AuditCategory.ProvisioningManagement,
                activity,
                detail is null ? $"job {jobNumber}" : $"job {jobNumber}: {detail}"
            )
            {
                Targets = [new("ServicePrincipal", id, name), AuditTarget.Other(job, "synchronizationJob")],
                Modified = modified ?? [],
            }
        );
    }

    private async Task<List<SynchronizationJob>> JobsAsync(string where, object parameters, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<JobRow>(
            new CommandDefinition(
                $"""
                SELECT j.number, j.id, a.id AS application_id, a.number AS application_number, t.id AS tenant_id,
                       a.roles, j.state, j.state_reason, j.was_started, j.settings, j.revision, j.schema_version, s.body AS schema,
                       w.seq AS watermark, q.series_began, q.series_count, q.current_began, q.next_attempt, q.reason,
                       q.code, q.message, q.exchange
                FROM job j
                JOIN application a ON a.number = j.application_number
                JOIN tenant t ON t.number = a.tenant_number
                JOIN synchronization_schema s ON s.job_number = j.number AND s.version = j.schema_version
                JOIN watermark w ON w.job_number = j.number
                LEFT JOIN quarantine q ON q.job_number = j.number
                WHERE a.deleted_at IS NULL {where} ORDER BY j.number
                """,
                parameters,
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new SynchronizationJob(
                r.Number,
                r.Id,
                Guid.Parse(r.Application_id),
                r.Application_number,
                Guid.Parse(r.Tenant_id),
                r.Roles != "[]",
                (JobState)r.State,
                r.State_reason,
                Settings(r.Settings),
                Rows.Schema((int)r.Schema_version, r.Schema),
                r.Watermark
            )
            {
                Roles = JsonSerializer.Deserialize<IReadOnlyList<AppRole>>(r.Roles, Rows.Json) ?? [],
                WasStarted = r.Was_started != 0,
                Revision = r.Revision,
                Quarantine = QuarantineFrom(r),
            }),
        ];
    }

    /// <summary>As text, because sets of attributes are compared by what is in them.</summary>
    private static string Deciding(JobSettings settings) => JsonSerializer.Serialize(settings.Deciding(), Rows.Json);

    private static JobSettings Settings(string json) =>
        JsonSerializer.Deserialize<JobSettings>(json, Rows.Json) ?? new JobSettings();

    private sealed record JobRow(
        long Number,
        string Id,
        string Application_id,
        long Application_number,
        string Tenant_id,
        string Roles,
        long State,
        string? State_reason,
        long Was_started,
        string Settings,
        long Revision,
        long Schema_version,
        string Schema,
        long? Watermark,
        long? Series_began,
        long? Series_count,
        long? Current_began,
        long? Next_attempt,
        long? Reason,
        string? Code,
        string? Message,
        string? Exchange
    );
}
