using Dapper;
using Provost.Engine;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>What the guard counts and holds.</summary>
public sealed partial class SqliteJobStore
{
    public async Task<GuardFacts> GuardFactsAsync(long jobNumber, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = database.Read();
        var (people, peopleRemoved, removed) = await connection.QuerySingleAsync<(long, long, long)>(
            new CommandDefinition(
                """
                SELECT (SELECT count(*) FROM link WHERE job_number = @jobNumber AND kind = 1 AND in_scope = 1),
                       count(DISTINCT object_number) FILTER (WHERE kind = 1), count(DISTINCT object_number)
                FROM removal WHERE job_number = @jobNumber AND at > @since AND object_number NOT IN
                    (SELECT object_number FROM backlog WHERE job_number = @jobNumber AND phase = 0)
                """,
                new { jobNumber, since = Rows.Ticks(since) },
                cancellationToken: ct
            )
        );
        return new GuardFacts(people, peopleRemoved, removed);
    }

    public async Task<IReadOnlyList<StagedRemoval>> StagedAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<StagedRow>(
            new CommandDefinition(
                """
                SELECT object_number, kind, state, operation, name, reason, since, decided_by
                FROM staged WHERE job_number = @jobNumber ORDER BY since, object_number
                """,
                new { jobNumber },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new StagedRemoval(
                r.Object_number,
                (ObjectKind)r.Kind,
                (StagedState)r.State,
                r.Operation == (long)Operation.Delete,
                r.Name,
                r.Reason,
                Rows.Instant(r.Since),
                r.Decided_by
            )),
        ];
    }

    public Task<int> DecideStagedAsync(
        Caller caller,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        bool approve,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var decided = Decide(write, caller, jobNumber, objectNumbers, approve);
                LiftIfNothingWaits(write, jobNumber);
                Touch(write, jobNumber);
                if (decided > 0)
                    Audit(
                        write,
                        caller,
                        jobNumber,
                        approve ? "Approve removals" : "Reject removals",
                        $"{decided} removals"
                    );
                return decided;
            },
            ct
        );

    /// <summary>The quarantine that only marked removals as waiting ends with the last of them (ENT-DEP-13).</summary>
    private static void LiftIfNothingWaits(SqliteWrite write, long jobNumber)
    {
        var marked = write.Scalar<bool>(
            """
            SELECT reason = @reason AND NOT EXISTS
                (SELECT 1 FROM staged WHERE job_number = @jobNumber AND state = 1)
            FROM quarantine WHERE job_number = @jobNumber
            """,
            new { jobNumber, reason = QuarantineReason.TooManyDeletes }
        );
        if (marked)
            Lift(write, jobNumber);
    }

    private int Decide(
        SqliteWrite write,
        Caller caller,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        bool approve
    )
    {
        var waiting = write.Query<long>(
            "SELECT object_number FROM staged WHERE job_number = @jobNumber AND state = 1",
            new { jobNumber }
        );
        var concerned = (objectNumbers is null ? waiting : waiting.Intersect(objectNumbers)).ToList();
        foreach (var number in concerned)
        {
            write.Run(
                """
                UPDATE staged SET state = $2, decided_by = $3, decided_at = $4
                WHERE job_number = $0 AND object_number = $1
                """,
                jobNumber,
                number,
                (int)(approve ? StagedState.Approved : StagedState.Rejected),
                caller.Name,
                Rows.Ticks(time.GetUtcNow())
            );
            if (approve)
                write.Run(
                    "INSERT OR IGNORE INTO backlog (job_number, phase, object_number) VALUES ($0, 0, $1)",
                    jobNumber,
                    number
                );
        }

        return concerned.Count;
    }

    private static void SettleStaging(SqliteWrite write, long job, Outcome outcome)
    {
        if (outcome.EndsStaging)
            write.Run("DELETE FROM staged WHERE job_number = $0 AND object_number = $1", job, outcome.ObjectNumber);
        if (outcome.Stage is { } staged)
            write.Run(
                """
                INSERT OR REPLACE INTO staged (job_number, object_number, kind, state, operation, name, reason, since)
                VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
                """,
                job,
                staged.ObjectNumber,
                (int)staged.Kind,
                (int)staged.State,
                (int)(staged.Deletes ? Operation.Delete : Operation.Disable),
                staged.Name,
                staged.Reason,
                Rows.Ticks(staged.Since)
            );
        if (outcome.Removed is { } at)
            write.Run(
                "INSERT OR REPLACE INTO removal (job_number, at, object_number, kind) VALUES ($0, $1, $2, $3)",
                job,
                Rows.Ticks(at),
                outcome.ObjectNumber,
                (int)outcome.Kind
            );
    }

    private sealed record StagedRow(
        long Object_number,
        long Kind,
        long State,
        long Operation,
        string Name,
        string Reason,
        long Since,
        string? Decided_by
    );
}
