using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Storage.Sqlite;

/// <summary>Whether a job runs: on, off, in quarantine, restarted, deleted; and how its cycles ended.</summary>
public sealed partial class SqliteJobStore
{
    private const ResetScope RestartProvisioning =
        ResetScope.Watermark | ResetScope.Escrows | ResetScope.QuarantineState;

    public Task StartAsync(Caller caller, long jobNumber, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var before = State(write, jobNumber);
                Start(write, jobNumber);
                Audit(write, caller, jobNumber, "Enable/start provisioning", modified: Became(before, JobState.Active));
                return 0;
            },
            ct
        );

    public Task PauseAsync(Caller caller, long jobNumber, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var before = State(write, jobNumber);
                write.Run(
                    "UPDATE job SET state = 0, state_reason = NULL, revision = revision + 1 WHERE number = $0",
                    jobNumber
                );
                Audit(
                    write,
                    caller,
                    jobNumber,
                    "Disable/pause provisioning",
                    modified: Became(before, JobState.Paused)
                );
                return 0;
            },
            ct
        );

    public Task RestartAsync(Caller caller, long jobNumber, ResetScope? scope, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var reset = scope ?? RestartProvisioning;
                if (reset.HasFlag(ResetScope.ConnectorDataStore))
                {
                    RefuseWhileRunning(write, jobNumber, time.GetUtcNow(), "its links cannot be dropped");
                    DropLinks(write, jobNumber);
                }

                if (reset.HasFlag(ResetScope.Watermark))
                    write.Run("UPDATE watermark SET seq = NULL WHERE job_number = $0", jobNumber);
                if (reset.HasFlag(ResetScope.Escrows))
                    write.Run("DELETE FROM escrow WHERE job_number = $0", jobNumber);
                if (reset.HasFlag(ResetScope.ForceDeletes))
                    Decide(write, caller, jobNumber, null, approve: true);

                // A job that runs again is in no quarantine, whether that was asked for or not (ENT-CYC-17).
                Start(write, jobNumber);
                Audit(write, caller, jobNumber, "Enable/restart provisioning", $"{reset}");
                return 0;
            },
            ct
        );

    public Task DeleteAsync(Caller caller, long jobNumber, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                Audit(write, caller, jobNumber, "Delete provisioning job");
                Destroy(write, jobNumber, time.GetUtcNow());
                return 0;
            },
            ct
        );

    /// <summary>Everything that a job remembers goes, besides its log.</summary>
    internal static void Destroy(SqliteWrite write, long jobNumber, DateTimeOffset now)
    {
        RefuseWhileRunning(write, jobNumber, now, "it cannot be deleted");
        var tables = write.Query<string>(
            """
            SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'job_number'
            WHERE t.type = 'table' AND t.name <> 'provisioning_log'
            """
        );
        foreach (var table in tables)
            write.Execute($"DELETE FROM {table} WHERE job_number = @jobNumber", new { jobNumber });
        write.Execute("DELETE FROM job WHERE number = @jobNumber", new { jobNumber });
    }

    public Task<bool> EndCycleAsync(
        Lease lease,
        SynchronizationJob job,
        SynchronizationStatus status,
        Quarantine? quarantine,
        QuarantineChange change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                Fence(write, lease);
                write.Run(
                    "INSERT OR REPLACE INTO synchronization_status (job_number, body) VALUES ($0, $1)",
                    lease.JobNumber,
                    JsonSerializer.Serialize(status, Rows.Json)
                );
                // What a person decided meanwhile is newer than what this cycle met.
                var counts = Revision(write, lease.JobNumber) == job.Revision;
                if (change == QuarantineChange.Ended)
                    Lift(write, lease.JobNumber);
                else if (counts && change != QuarantineChange.None && quarantine is not null)
                    Impose(write, lease.JobNumber, quarantine, change);
                var now = time.GetUtcNow();
                write.Run(
                    "UPDATE intent SET settle_from = $1, next_look = $2 WHERE job_number = $0 AND settle_from IS NULL",
                    lease.JobNumber,
                    Rows.Ticks(now + job.Settings.Profile.RequestTimeout),
                    Rows.Ticks(now)
                );
                write.Run("UPDATE fence SET lease_until = 0 WHERE job_number = $0", lease.JobNumber);
                return counts;
            },
            ct
        );

    public async Task<SynchronizationStatus> StatusAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var body = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                "SELECT body FROM synchronization_status WHERE job_number = @jobNumber",
                new { jobNumber },
                cancellationToken: ct
            )
        );
        return (body is null ? null : JsonSerializer.Deserialize<SynchronizationStatus>(body, Rows.Json))
            ?? new SynchronizationStatus();
    }

    public async Task<IReadOnlyList<EntryCount>> EntriesAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(long Kind, long InScope, long Provisioned, long Known)>(
            new CommandDefinition(
                """
                SELECT kind, count(*) FILTER (WHERE in_scope = 1), count(*) FILTER (WHERE in_scope = 1 AND state IN (1, 2)),
                       count(*) FILTER (WHERE in_scope = 1 OR target_id IS NOT NULL)
                FROM link WHERE job_number = @jobNumber GROUP BY kind ORDER BY kind
                """,
                new { jobNumber },
                cancellationToken: ct
            )
        );
        return [.. rows.Select(r => new EntryCount((ObjectKind)r.Kind, r.InScope, r.Provisioned, r.Known))];
    }

    private static JobState State(SqliteWrite write, long job) =>
        write.Scalar<JobState>("SELECT state FROM job WHERE number = @job", new { job });

    private static IReadOnlyList<ModifiedProperty> Became(JobState before, JobState after) =>
        before == after ? [] : [new("state", $"{before}", $"{after}")];

    private static void Start(SqliteWrite write, long job)
    {
        write.Run(
            """
            UPDATE job SET state = 1, state_reason = NULL, was_started = 1, revision = revision + 1 WHERE number = $0
            """,
            job
        );
        write.Run("DELETE FROM quarantine WHERE job_number = $0", job);
    }

    private static long Revision(SqliteWrite write, long job) =>
        write.Scalar<long>("SELECT revision FROM job WHERE number = @job", new { job });

    /// <summary>A person decided something about the job: what was read of it before is older.</summary>
    private static void Touch(SqliteWrite write, long job) =>
        write.Run("UPDATE job SET revision = revision + 1 WHERE number = $0", job);

    /// <summary>A job that was paused stays paused.</summary>
    private static void Lift(SqliteWrite write, long job)
    {
        write.Run("UPDATE job SET state = 1, state_reason = NULL WHERE number = $0 AND state = 2", job);
        write.Run("DELETE FROM quarantine WHERE job_number = $0", job);
    }

    private static void Impose(SqliteWrite write, long job, Quarantine quarantine, QuarantineChange change)
    {
        var off = change == QuarantineChange.SwitchedOff;
        var reason = $"{quarantine.Code}: {quarantine.Message}";
        write.Run(
            "UPDATE job SET state = $1, state_reason = $2 WHERE number = $0 AND state <> 0",
            job,
            (int)(off ? JobState.Paused : JobState.Quarantine),
            off ? $"Switched off, in quarantine since {quarantine.SeriesBegan:yyyy-MM-dd}. {reason}" : reason
        );
        write.Run(
            """
            INSERT OR REPLACE INTO quarantine (job_number, series_began, series_count, current_began, next_attempt,
                                               reason, code, message, exchange)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
            """,
            job,
            Rows.Ticks(quarantine.SeriesBegan),
            quarantine.SeriesCount,
            Rows.Ticks(quarantine.CurrentBegan),
            Rows.Ticks(quarantine.NextAttempt),
            (int)quarantine.Reason,
            quarantine.Code,
            quarantine.Message,
            quarantine.Exchange is null ? null : JsonSerializer.Serialize(quarantine.Exchange)
        );
    }

    /// <summary>Takes the job as a cycle does, so that a running one is refused and an old one is fenced out.</summary>
    private static void RefuseWhileRunning(SqliteWrite write, long job, DateTimeOffset now, string consequence)
    {
        var taken = write.Run(
            "UPDATE fence SET epoch = epoch + 1, lease_until = 0 WHERE job_number = $0 AND lease_until < $1",
            job,
            Rows.Ticks(now)
        );
        if (taken == 0)
            throw new EngineException(
                $"A cycle of this job runs, so {consequence}: pause the job first, and try again. "
                    + "After a crash, wait half a minute."
            );
    }

    /// <summary>Who is gone for good is known by her link only, so nothing of her stays.</summary>
    private static void DropLinks(SqliteWrite write, long job)
    {
        write.Run("DELETE FROM link WHERE job_number = $0", job);
        write.Run("DELETE FROM member_link WHERE job_number = $0", job);
        write.Run("DELETE FROM member_backlog WHERE job_number = $0", job);
        write.Run("DELETE FROM staged WHERE job_number = $0", job);
        write.Run("DELETE FROM due WHERE job_number = $0", job);
        foreach (var table in (string[])["backlog", "escrow"])
            write.Run(
                $"""
                DELETE FROM {table} WHERE job_number = $0
                    AND object_number NOT IN (SELECT number FROM directory_object)
                """,
                job
            );
    }

    private static Quarantine? QuarantineFrom(JobRow row) =>
        row.Series_began is not { } began
            ? null
            : new Quarantine(
                Rows.Instant(began),
                (int)(row.Series_count ?? 0),
                Rows.Instant(row.Current_began ?? began),
                Rows.Instant(row.Next_attempt ?? began),
                (QuarantineReason)(row.Reason ?? (long)QuarantineReason.Unknown),
                row.Code ?? "",
                row.Message ?? ""
            )
            {
                Exchange = row.Exchange is null ? null : JsonSerializer.Deserialize<Exchange>(row.Exchange),
            };
}
