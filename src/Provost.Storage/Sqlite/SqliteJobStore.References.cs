using Dapper;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>Pages of the backlog of managers and memberships.</summary>
public sealed partial class SqliteJobStore
{
    public async Task<IReadOnlyList<ManagerWork>> ManagerBacklogAsync(
        SynchronizationJob job,
        long afterNumber,
        int take,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                $"""
                SELECT {WorkColumns}, o.manager_number, lm.target_id,
                       coalesce(m.display_name, m.user_principal_name), coalesce(w.display_name, w.user_principal_name)
                FROM backlog b {WorkTables}
                LEFT JOIN directory_object w ON w.number = l.manager_number
                LEFT JOIN link lm ON lm.job_number = b.job_number AND lm.object_number = o.manager_number
                    AND lm.state IN (1, 2)
                WHERE b.job_number = @job AND b.phase = 3 AND b.object_number > @afterNumber
                    AND {Among(job, "b.object_number")}
                ORDER BY b.object_number LIMIT @take
                """,
                new
                {
                    job = job.Number,
                    afterNumber,
                    take,
                    subjects = Subjects(job),
                },
                cancellationToken: ct
            )
        );
        var rows = new List<ManagerWork>();
        while (await reader.ReadAsync(ct))
        {
            var work = Work(Rows.Plain(reader));
            rows.Add(
                new ManagerWork(
                    work.ObjectNumber,
                    work.Source,
                    work.Link,
                    reader.IsDBNull(AfterWork) ? null : reader.GetInt64(AfterWork),
                    reader.IsDBNull(AfterWork + 1) ? null : reader.GetString(AfterWork + 1),
                    reader.IsDBNull(AfterWork + 2) ? null : reader.GetString(AfterWork + 2),
                    reader.IsDBNull(AfterWork + 3) ? null : reader.GetString(AfterWork + 3),
                    work.Escrow
                )
                {
                    Problem = work.Problem,
                }
            );
        }

        return rows;
    }

    public Task<IReadOnlyList<WorkObject>> MemberBacklogGroupsAsync(SynchronizationJob job, CancellationToken ct) =>
        ReadAsync(
            job,
            $"""
            SELECT {WorkColumns}
            FROM (SELECT DISTINCT job_number, 4 AS phase, group_number AS object_number
                  FROM member_backlog
                  WHERE job_number = @job
                    AND ({Among(job, "group_number")} OR {Among(job, "member_number")})) b {WorkTables}
            ORDER BY b.object_number
            """,
            null,
            new { job = job.Number, subjects = Subjects(job) },
            ct
        );

    public async Task<IReadOnlyList<MemberWork>> MemberBacklogAsync(
        SynchronizationJob job,
        long groupNumber,
        long afterNumber,
        int take,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(
            long Member,
            string? Name,
            string? Target,
            bool Wanted,
            long? Doubtful
        )>(
            new CommandDefinition(
                $"""
                SELECT b.member_number, coalesce(o.display_name, o.user_principal_name), l.target_id,
                       -- An account that was deleted without a sure answer may be gone: it is added to no group.
                       (@everyKind OR o.kind = 1)
                           AND NOT coalesce(l.in_scope = 0 AND l.fingerprint IS NULL AND w.member_number IS NULL, 0)
                           AND EXISTS (
                               SELECT 1 FROM reach r CROSS JOIN membership s
                                   ON s.group_number = r.group_number AND s.member_number = b.member_number
                               WHERE r.job_number = b.job_number AND r.root_number = b.group_number),
                       w.doubtful
                FROM member_backlog b
                LEFT JOIN directory_object o ON o.number = b.member_number
                LEFT JOIN link l ON l.job_number = b.job_number AND l.object_number = b.member_number
                    AND l.state IN (1, 2)
                LEFT JOIN member_link w ON w.job_number = b.job_number AND w.group_number = b.group_number
                                       AND w.member_number = b.member_number
                WHERE b.job_number = @job AND b.group_number = @groupNumber AND b.member_number > @afterNumber
                    AND ({Among(job, "b.group_number")} OR {Among(job, "b.member_number")})
                ORDER BY b.member_number LIMIT @take
                """,
                new
                {
                    job = job.Number,
                    groupNumber,
                    afterNumber,
                    take,
                    everyKind = !job.Settings.NestedGroups,
                    subjects = Subjects(job),
                },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new MemberWork(
                r.Member,
                r.Name,
                r.Target,
                r.Wanted,
                r.Doubtful switch
                {
                    null => false,
                    0 => true,
                    _ => null,
                }
            )),
        ];
    }
}
