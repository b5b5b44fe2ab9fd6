using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>Pages of the backlog, with everything that a decision needs.</summary>
public sealed partial class SqliteJobStore
{
    private const string LinkColumns =
        "l.in_scope, l.path, l.reason, l.target_id, l.ownership, l.state, l.fingerprint, l.manager_number, "
        + "l.filter, l.delete_at";

    private const string WorkColumns = $"""
        b.object_number, b.phase, {SqliteDirectoryStore.ObjectColumns}, {LinkColumns},
        e.first_failed, e.tries, e.next_attempt, l.kind,
        CASE WHEN o.number IS NULL THEN (SELECT p.name FROM provisioning_log p
            WHERE p.object_number = b.object_number ORDER BY p.number DESC LIMIT 1) END,
        CASE WHEN o.number IS NULL THEN (SELECT p.source_id FROM provisioning_log p
            WHERE p.object_number = b.object_number ORDER BY p.number DESC LIMIT 1) END,
        g.state, d.object_number, d.target_id
        """;

    private const string WorkTables = """
        LEFT JOIN directory_object o ON o.number = b.object_number
        LEFT JOIN directory_object m ON m.number = o.manager_number
        LEFT JOIN link l ON l.job_number = b.job_number AND l.object_number = b.object_number
        LEFT JOIN escrow e ON e.job_number = b.job_number AND e.object_number = b.object_number
            AND e.phase = CASE WHEN b.phase > 2 THEN b.phase ELSE coalesce(o.kind, l.kind, nullif(b.phase, 0)) END
        LEFT JOIN staged g ON g.job_number = b.job_number AND g.object_number = b.object_number
        LEFT JOIN match_decision d ON d.job_number = b.job_number AND d.object_number = b.object_number
        """;

    private const int ObjectAt = 2;
    private const int LinkAt = 10;
    private const int EscrowAt = 20;
    private const int AfterWork = EscrowAt + 9;

    public async Task<BacklogSize> BacklogSizeAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await connection.QuerySingleAsync<BacklogSize>(
            new CommandDefinition(
                """
                SELECT count(*) FILTER (WHERE phase = 0) AS Removals, count(*) FILTER (WHERE phase = 1) AS Users,
                       count(*) FILTER (WHERE phase = 2) AS Groups, count(*) FILTER (WHERE phase = 3) AS Managers,
                       (SELECT count(*) FROM member_backlog WHERE job_number = @jobNumber) AS Members,
                       EXISTS (SELECT 1 FROM link WHERE job_number = @jobNumber AND kind = 1 AND target_id IS NOT NULL
                               AND state <> 3) AS HasUsers,
                       EXISTS (SELECT 1 FROM link WHERE job_number = @jobNumber AND kind = 2 AND target_id IS NOT NULL
                               AND state <> 3) AS HasGroups
                FROM backlog WHERE job_number = @jobNumber
                """,
                new { jobNumber },
                cancellationToken: ct
            )
        );
    }

    public Task<IReadOnlyList<WorkObject>> BacklogAsync(
        SynchronizationJob job,
        BacklogPhase phase,
        long afterNumber,
        int take,
        CancellationToken ct
    ) => PageAsync(job, $"b.phase = {(int)phase}", afterNumber, take, ct);

    public Task<IReadOnlyList<WorkObject>> LinkedBacklogAsync(
        SynchronizationJob job,
        long afterNumber,
        int take,
        CancellationToken ct
    ) =>
        PageAsync(
            job,
            """
            b.phase IN (1, 2) AND EXISTS
                (SELECT 1 FROM link x WHERE x.job_number = b.job_number AND x.object_number = b.object_number
                    AND x.state IN (1, 2))
            """,
            afterNumber,
            take,
            ct
        );

    public Task MarkRemovalsAsync(Lease lease, IReadOnlyCollection<long> objectNumbers, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                Fence(write, lease);
                foreach (var number in objectNumbers)
                {
                    write.Run(
                        "DELETE FROM backlog WHERE job_number = $0 AND phase IN (1, 2) AND object_number = $1",
                        lease.JobNumber,
                        number
                    );
                    write.Run(
                        "INSERT OR IGNORE INTO backlog (job_number, phase, object_number) VALUES ($0, 0, $1)",
                        lease.JobNumber,
                        number
                    );
                }

                return objectNumbers.Count;
            },
            ct
        );

    private Task<IReadOnlyList<WorkObject>> PageAsync(
        SynchronizationJob job,
        string phase,
        long afterNumber,
        int take,
        CancellationToken ct
    )
    {
        var page = $"""
            FROM (SELECT * FROM backlog b
                  WHERE b.job_number = @job AND {phase} AND b.object_number > @afterNumber
                    AND {Among(job, "b.object_number")}
                  ORDER BY b.object_number LIMIT @take) b
            """;
        return ReadAsync(
            job,
            $"SELECT {WorkColumns} {page} {WorkTables} ORDER BY b.object_number",
            $"""
            SELECT b.object_number, a.role_id, NULL, NULL
            {page} CROSS JOIN assignment a ON a.application_number = @application
                AND a.principal_number = b.object_number
            UNION ALL
            SELECT b.object_number, a.role_id, g.display_name,
                   CASE WHEN r.group_number <> r.root_number THEN i.display_name END
            {page} CROSS JOIN directory_object o ON o.number = b.object_number AND o.kind = 1
            CROSS JOIN membership s ON s.member_number = b.object_number
            CROSS JOIN reach r ON r.job_number = @job AND r.group_number = s.group_number
            CROSS JOIN assignment a ON a.application_number = @application AND a.principal_number = r.root_number
            CROSS JOIN directory_object g ON g.number = r.root_number AND g.deleted_at IS NULL
            CROSS JOIN directory_object i ON i.number = r.group_number
            ORDER BY 1
            """,
            new
            {
                job = job.Number,
                application = job.ApplicationNumber,
                afterNumber,
                take,
                subjects = Subjects(job),
            },
            ct
        );
    }

    private async Task<IReadOnlyList<WorkObject>> ReadAsync(
        SynchronizationJob job,
        string sql,
        string? entitlementsSql,
        object parameters,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();

        // One snapshot for both queries: the writer settles rows of this page while it is read.
        await using var snapshot = connection.BeginTransaction(deferred: true);
        var rows = new List<WorkObject>();
        await using (
            var reader = await connection.ExecuteReaderAsync(
                new CommandDefinition(sql, parameters, snapshot, cancellationToken: ct)
            )
        )
        {
            while (await reader.ReadAsync(ct))
                rows.Add(Work(Rows.Plain(reader)));
        }

        if (rows.Count == 0 || entitlementsSql is null)
            return rows;
        if (job.Schema.FiltersReadGroups)
            await AddGroupsAsync(rows, connection, snapshot, ct);

        await using var entitlements = await connection.ExecuteReaderAsync(
            new CommandDefinition(entitlementsSql, parameters, snapshot, cancellationToken: ct)
        );
        var at = 0;
        var paths = new List<Entitlement>();
        while (await entitlements.ReadAsync(ct))
        {
            var number = entitlements.GetInt64(0);
            for (; rows[at].ObjectNumber != number; at++)
                Take(rows, at, paths);
            if (!Guid.TryParse(entitlements.GetString(1), out var role))
                rows[at] = rows[at] with { Problem = $"Its role {entitlements.GetString(1)} cannot be read." };
            paths.Add(
                new Entitlement(
                    role,
                    entitlements.IsDBNull(2) ? null : entitlements.GetString(2),
                    entitlements.IsDBNull(3) ? null : entitlements.GetString(3)
                )
            );
        }

        Take(rows, at, paths);
        return rows;
    }

    /// <summary>The groups of every object of the page, for filters that ask for them.</summary>
    private static async Task AddGroupsAsync(
        List<WorkObject> rows,
        SqliteConnection connection,
        SqliteTransaction snapshot,
        CancellationToken ct
    )
    {
        var groups = await connection.QueryAsync<(long Member, string Id, string? Name)>(
            new CommandDefinition(
                """
                SELECT s.member_number, g.id, g.display_name
                FROM json_each(@numbers) n CROSS JOIN membership s ON s.member_number = n.value
                CROSS JOIN directory_object g ON g.number = s.group_number AND g.deleted_at IS NULL
                """,
                new { numbers = JsonSerializer.Serialize(rows.Select(r => r.ObjectNumber)) },
                snapshot,
                cancellationToken: ct
            )
        );
        var ofMember = groups.ToLookup(g => g.Member, g => new GroupName(Guid.Parse(g.Id), g.Name ?? ""));
        for (var i = 0; i < rows.Count; i++)
            rows[i] = rows[i] with { Groups = [.. ofMember[rows[i].ObjectNumber]] };
    }

    /// <summary>A run on demand sees its own objects only.</summary>
    private static string Among(SynchronizationJob job, string column) =>
        job.Subjects is null ? "1" : $"{column} IN (SELECT value FROM json_each(@subjects))";

    private static string? Subjects(SynchronizationJob job) =>
        job.Subjects is null ? null : JsonSerializer.Serialize(job.Subjects);

    private static void Take(List<WorkObject> rows, int at, List<Entitlement> paths)
    {
        if (paths.Count == 0)
            return;
        rows[at] = rows[at] with { Entitlements = [.. paths] };
        paths.Clear();
    }

    /// <summary>The boundary of one object while it is read: what is stored of it concerns nobody else.</summary>
    private static WorkObject Work(SqliteDataReader row)
    {
        try
        {
            return WorkFrom(row);
        }
#pragma warning disable CA1031 // Whatever cannot be read of one object is that object's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new WorkObject(row.GetInt64(0), KindOf(row), null, null, [], null)
            {
                Problem = $"What is stored of this object cannot be read: {e.GetType().Name}: {e.Message}",
            };
        }
    }

    /// <summary>
    /// As the directory or the link says; of an object that has neither any more, the part of the backlog tells.
    /// </summary>
    private static ObjectKind KindOf(SqliteDataReader row) =>
        !row.IsDBNull(EscrowAt + 3)
            ? (ObjectKind)row.GetInt32(EscrowAt + 3)
            : (BacklogPhase)row.GetInt32(1) switch
            {
                BacklogPhase.Group or BacklogPhase.Members => ObjectKind.Group,
                _ => ObjectKind.User,
            };

    private static WorkObject WorkFrom(SqliteDataReader row)
    {
        var source = row.IsDBNull(ObjectAt) ? null : SqliteDirectoryStore.FromRow(row, ObjectAt);
        var link = row.IsDBNull(LinkAt) ? null : LinkFrom(row, LinkAt);
        var kind = source?.Kind ?? KindOf(row);
        var escrow = row.IsDBNull(EscrowAt)
            ? null
            : new Escrow(
                row.GetInt32(1) is var phase and > 2 ? (BacklogPhase)phase : (BacklogPhase)(int)kind,
                row.GetInt64(0),
                Rows.Instant(row.GetInt64(EscrowAt)),
                row.GetInt32(EscrowAt + 1),
                row.IsDBNull(EscrowAt + 2) ? null : Rows.Instant(row.GetInt64(EscrowAt + 2)),
                "",
                ""
            );
        return new WorkObject(row.GetInt64(0), kind, source, link, [], escrow)
        {
            LastName = row.IsDBNull(EscrowAt + 4) ? null : row.GetString(EscrowAt + 4),
            LastId = row.IsDBNull(EscrowAt + 5) ? null : new Guid((byte[])row.GetValue(EscrowAt + 5)).ToString(),
            Staged = row.IsDBNull(EscrowAt + 6) ? null : (StagedState)row.GetInt32(EscrowAt + 6),
            Decision = row.IsDBNull(EscrowAt + 7)
                ? null
                : new MatchDecision(row.IsDBNull(EscrowAt + 8) ? null : row.GetString(EscrowAt + 8)),
        };
    }

    private static Link LinkFrom(SqliteDataReader row, int at) =>
        new(
            row.GetBoolean(at),
            row.IsDBNull(at + 1) ? null : row.GetString(at + 1),
            row.IsDBNull(at + 2) ? null : row.GetString(at + 2),
            row.IsDBNull(at + 3) ? null : row.GetString(at + 3),
            (Ownership)row.GetInt32(at + 4),
            (LinkState)row.GetInt32(at + 5),
            row.IsDBNull(at + 6) ? null : row.GetInt64(at + 6),
            row.IsDBNull(at + 7) ? null : row.GetInt64(at + 7)
        )
        {
            Filter = row.IsDBNull(at + 8) ? null : row.GetString(at + 8),
            DeleteAt = row.IsDBNull(at + 9) ? null : Rows.Instant(row.GetInt64(at + 9)),
        };
}
