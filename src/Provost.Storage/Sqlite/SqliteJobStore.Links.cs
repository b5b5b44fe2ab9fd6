using Dapper;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>Links as people look at them, and what people decide about them.</summary>
public sealed partial class SqliteJobStore
{
    public async Task<bool> IsLinkedElsewhereAsync(
        long jobNumber,
        long objectNumber,
        ObjectKind kind,
        string targetId,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1 FROM link WHERE job_number = @jobNumber AND kind = @kind
                                  AND target_id = @targetId AND state <> 3 AND object_number <> @objectNumber)
                """,
                new
                {
                    jobNumber,
                    objectNumber,
                    kind,
                    targetId,
                },
                cancellationToken: ct
            )
        );
    }

    public async Task<Link?> LinkAsync(long jobNumber, long objectNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                $"SELECT {LinkColumns} FROM link l WHERE l.job_number = @jobNumber AND l.object_number = @objectNumber",
                new { jobNumber, objectNumber },
                cancellationToken: ct
            )
        );
        return await reader.ReadAsync(ct) ? LinkFrom(Rows.Plain(reader), 0) : null;
    }

    public async Task<IReadOnlyList<NamedLink>> LinksAsync(
        long jobNumber,
        string? name,
        long afterNumber,
        int take,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                $"""
                SELECT {LinkColumns}, l.object_number, l.kind, o.id,
                       coalesce(o.display_name, o.user_principal_name,
                           (SELECT p.name FROM provisioning_log p WHERE p.object_number = l.object_number
                            ORDER BY p.number DESC LIMIT 1), 'object ' || l.object_number)
                FROM link l LEFT JOIN directory_object o ON o.number = l.object_number
                WHERE l.job_number = @jobNumber AND l.object_number > @afterNumber
                  AND (@name IS NULL OR instr(lower(coalesce(o.display_name, '')), lower(@name)) > 0
                       OR o.user_principal_name = @name OR o.id = @name OR l.target_id = @name)
                ORDER BY l.object_number LIMIT @take
                """,
                new
                {
                    jobNumber,
                    name,
                    afterNumber,
                    take,
                },
                cancellationToken: ct
            )
        );
        var links = new List<NamedLink>();
        while (await reader.ReadAsync(ct))
        {
            var row = Rows.Plain(reader);
            links.Add(
                new NamedLink(
                    row.GetInt64(10),
                    (ObjectKind)row.GetInt32(11),
                    row.GetString(13),
                    row.IsDBNull(12) ? null : row.GetString(12),
                    LinkFrom(row, 0)
                )
            );
        }

        return links;
    }

    public Task<bool> UnlinkAsync(Caller caller, long jobNumber, long objectNumber, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                if (write.Scalar<int>("SELECT state FROM job WHERE number = @jobNumber", new { jobNumber }) != 0)
                    throw new EngineException(
                        "A link can be taken away while the job is paused: provost jobs pause first (ENT-TRM-8)."
                    );

                // Whoever still runs a cycle of this job is refused from here on.
                write.Execute("UPDATE fence SET epoch = epoch + 1 WHERE job_number = @jobNumber", new { jobNumber });
                ForgetReferencesTo(write, jobNumber, objectNumber);
                write.Run(
                    "DELETE FROM member_link WHERE job_number = $0 AND group_number = $1",
                    jobNumber,
                    objectNumber
                );
                write.Run("DELETE FROM staged WHERE job_number = $0 AND object_number = $1", jobNumber, objectNumber);
                var gone = write.Execute(
                    "DELETE FROM link WHERE job_number = @jobNumber AND object_number = @objectNumber",
                    new { jobNumber, objectNumber }
                );
                EnqueueObject(write, jobNumber, objectNumber);
                Audit(write, caller, jobNumber, "Remove object link", $"object {objectNumber}");
                return gone > 0;
            },
            ct
        );

    public Task DecideMatchAsync(
        Caller caller,
        long jobNumber,
        long objectNumber,
        MatchDecision decision,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                write.Run(
                    "INSERT OR REPLACE INTO match_decision (job_number, object_number, target_id) VALUES ($0, $1, $2)",
                    jobNumber,
                    objectNumber,
                    decision.TargetId
                );
                // A person's word settles a creation whose answer was lost.
                write.Run(
                    """
                    DELETE FROM intent WHERE job_number = $0 AND object_number = $1 AND operation = 1
                        AND settle_from IS NOT NULL
                    """,
                    jobNumber,
                    objectNumber
                );
                EnqueueObject(write, jobNumber, objectNumber);
                Audit(
                    write,
                    caller,
                    jobNumber,
                    "Decide about a match",
                    $"object {objectNumber}: " + (decision.TargetId is { } id ? $"account {id}" : "a new account")
                );
                return 0;
            },
            ct
        );

    private static void EnqueueObject(SqliteWrite write, long jobNumber, long objectNumber) =>
        write.Run(
            """
            INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
            SELECT $0, kind, number FROM directory_object WHERE number = $1
            """,
            jobNumber,
            objectNumber
        );
}
