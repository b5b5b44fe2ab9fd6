using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>Failures: stored, counted, listed, tried again and forgotten.</summary>
public sealed partial class SqliteJobStore
{
    private const string TheseObjects =
        "job_number = @jobNumber AND (@all OR object_number IN (SELECT value FROM json_each(@objects)))";

    public async Task<IReadOnlyList<Escrow>> EscrowsAsync(long jobNumber, CancellationToken ct) =>
        [.. (await EscrowedObjectsAsync(jobNumber, ct)).Select(e => e.Escrow)];

    public async Task<IReadOnlyList<EscrowedObject>> EscrowedObjectsAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<EscrowRow>(
            new CommandDefinition(
                """
                SELECT e.phase, e.object_number, e.kind, e.first_failed, e.tries, e.next_attempt, e.code, e.detail,
                       o.id, o.display_name, o.user_principal_name, p.name AS last_name
                FROM escrow e
                LEFT JOIN directory_object o ON o.number = e.object_number
                LEFT JOIN provisioning_log p ON o.number IS NULL AND p.number =
                    (SELECT max(q.number) FROM provisioning_log q WHERE q.object_number = e.object_number)
                WHERE e.job_number = @jobNumber
                ORDER BY e.next_attempt IS NULL, e.next_attempt, e.object_number
                """,
                new { jobNumber },
                cancellationToken: ct
            )
        );
        return [.. rows.Select(EscrowedFrom)];
    }

    public async Task<OpenFailures> OpenFailuresAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var (objects, references, dropped, waiting) = await connection.QuerySingleAsync<(long, long, long, long)>(
            new CommandDefinition(
                """
                SELECT count(*) FILTER (WHERE phase <= 2 AND next_attempt IS NOT NULL),
                       count(*) FILTER (WHERE phase > 2 AND next_attempt IS NOT NULL),
                       count(*) FILTER (WHERE next_attempt IS NULL),
                       (SELECT count(*) FROM staged WHERE job_number = @jobNumber AND state = 1)
                FROM escrow WHERE job_number = @jobNumber
                """,
                new { jobNumber },
                cancellationToken: ct
            )
        );
        if (objects + references == 0)
            return new OpenFailures(0, 0, 0, dropped) { WaitingRemovals = waiting };

        var successes = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                SELECT count(*) FROM link l WHERE @objects > 0 AND l.job_number = @jobNumber AND l.in_scope = 1
                    AND NOT EXISTS (SELECT 1 FROM escrow e WHERE e.job_number = l.job_number AND e.phase = l.kind
                                        AND e.object_number = l.object_number)
                """,
                new { jobNumber, objects },
                cancellationToken: ct
            )
        );
        return new OpenFailures(objects, references, successes, dropped)
        {
            WaitingRemovals = waiting,
            MostFrequent = await connection.QuerySingleAsync<FrequentFailure>(
                new CommandDefinition(
                    """
                    SELECT code AS Code, count(*) AS Count, max(detail) AS Example FROM escrow
                    WHERE job_number = @jobNumber AND next_attempt IS NOT NULL GROUP BY code ORDER BY 2 DESC LIMIT 1
                    """,
                    new { jobNumber },
                    cancellationToken: ct
                )
            ),
        };
    }

    public Task<int> RetryAsync(
        Caller caller,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        CancellationToken ct
    ) =>
        ChangeEscrowsAsync(
            caller,
            "Retry failed objects",
            [
                $"UPDATE intent SET next_look = @now WHERE next_look IS NOT NULL AND {TheseObjects}",
                $"UPDATE escrow SET tries = 0, next_attempt = @now WHERE {TheseObjects}",
            ],
            jobNumber,
            objectNumbers,
            ct
        );

    public Task<int> ForgetAsync(
        Caller caller,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        CancellationToken ct
    ) =>
        ChangeEscrowsAsync(
            caller,
            "Forget failed objects",
            [$"DELETE FROM escrow WHERE {TheseObjects}"],
            jobNumber,
            objectNumbers,
            ct
        );

    /// <returns>How many rows the last statement changed.</returns>
    private Task<int> ChangeEscrowsAsync(
        Caller caller,
        string activity,
        IReadOnlyList<string> statements,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var concerned = new
                {
                    jobNumber,
                    all = objectNumbers is null,
                    objects = JsonSerializer.Serialize(objectNumbers ?? []),
                    now = Rows.Ticks(time.GetUtcNow()),
                };
                var changed = 0;
                foreach (var statement in statements)
                    changed = write.Execute(statement, concerned);
                Audit(write, caller, jobNumber, activity, $"{changed}");
                return changed;
            },
            ct
        );

    /// <summary>
    /// Whose source has changed is tried at once (ENT-CYC-31), and its clock begins anew; all of them where everybody
    /// is looked at again.
    /// </summary>
    private static void BeginEscrowsAnew(SqliteWrite write, DynamicParameters parameters) =>
        write.Execute(
            """
            UPDATE escrow SET tries = 0, next_attempt = @now
            WHERE job_number = @job AND (@watermark IS NULL OR object_number IN
                (SELECT object_number FROM change WHERE seq > @watermark AND kind IN (1, 2)))
            """,
            parameters
        );

    /// <summary>A group whose members failed and that has none to write any more has no failure.</summary>
    private static void EndIdleEscrows(SqliteWrite write, DynamicParameters parameters) =>
        write.Execute(
            """
            DELETE FROM escrow WHERE job_number = @job AND phase = 4 AND next_attempt <= @now
                AND NOT EXISTS (SELECT 1 FROM member_backlog b
                                WHERE b.job_number = escrow.job_number AND b.group_number = escrow.object_number)
            """,
            parameters
        );

    /// <summary>The failure of a group's members is over with the last of their batches.</summary>
    private static void EndEscrow(SqliteWrite write, long job, BacklogPhase phase, long number) =>
        write.Run(
            """
            DELETE FROM escrow WHERE job_number = $0 AND phase = $1 AND object_number = $2
                AND (phase < 4 OR NOT EXISTS (SELECT 1 FROM member_backlog b
                                              WHERE b.job_number = $0 AND b.group_number = $2))
            """,
            job,
            (int)phase,
            number
        );

    private static void Write(SqliteWrite write, long job, ObjectKind kind, Escrow escrow) =>
        write.Run(
            """
            INSERT OR REPLACE INTO escrow (job_number, phase, object_number, kind, first_failed, tries, next_attempt,
                                           code, detail)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
            """,
            job,
            (int)escrow.Phase,
            escrow.ObjectNumber,
            (int)kind,
            Rows.Ticks(escrow.FirstFailed),
            escrow.Tries,
            escrow.NextAttempt?.UtcTicks,
            escrow.Code,
            escrow.Detail
        );

    private static EscrowedObject EscrowedFrom(EscrowRow row) =>
        new(
            new Escrow(
                (BacklogPhase)row.Phase,
                row.Object_number,
                Rows.Instant(row.First_failed),
                (int)row.Tries,
                row.Next_attempt is { } next ? Rows.Instant(next) : null,
                row.Code,
                row.Detail
            ),
            (ObjectKind)row.Kind,
            row.Display_name ?? row.User_principal_name ?? row.Last_name ?? $"object {row.Object_number}",
            row.Id
        );

    private sealed record EscrowRow(
        long Phase,
        long Object_number,
        long Kind,
        long First_failed,
        long Tries,
        long? Next_attempt,
        string Code,
        string Detail,
        string? Id,
        string? Display_name,
        string? User_principal_name,
        string? Last_name
    );
}
