using System.Text.Json;
using Dapper;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>
/// From the change feed into the backlog. After this the watermark may pass: the backlog is as durable as the feed.
/// </summary>
public sealed partial class SqliteJobStore
{
    private const string Entitled = """
        SELECT a.principal_number AS number FROM assignment a WHERE a.application_number = @application
        UNION
        SELECT m.member_number FROM reach r CROSS JOIN membership m ON m.group_number = r.group_number
        WHERE r.job_number = @job
        """;

    private const string Everybody =
        "SELECT number FROM directory_object WHERE tenant_number = @tenant AND deleted_at IS NULL";

    /// <summary>
    /// Users and groups (where groups are mapped) of the numbers that a query gives; gone ones by their link.
    /// </summary>
    private const string Enqueue = """
        INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
        SELECT @job, coalesce(o.kind, l.kind), n.number
        FROM ({0}) n
        LEFT JOIN directory_object o ON o.number = n.number
        LEFT JOIN link l ON l.job_number = @job AND l.object_number = n.number
        WHERE coalesce(o.kind, l.kind) = 1 OR (coalesce(o.kind, l.kind) = 2 AND @groups)
        """;

    private const string EnqueueManagers = """
        INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
        SELECT @job, 3, l.object_number FROM link l
        WHERE @managers AND l.job_number = @job AND l.kind = 1 AND l.state IN (1, 2) AND l.object_number IN ({0})
        """;

    private const string EnqueueMembers = """
        INSERT OR IGNORE INTO member_backlog (job_number, group_number, member_number)
        SELECT @job, p.group_number, p.member_number
        FROM ({0}) p
        JOIN link l ON l.job_number = @job AND l.object_number = p.group_number AND l.state = 1
        WHERE @members
        """;

    private const string AllMembers = """
        SELECT r.root_number AS group_number, m.member_number
        FROM reach r CROSS JOIN membership m ON m.group_number = r.group_number WHERE r.job_number = @job
        UNION SELECT group_number, member_number FROM member_link WHERE job_number = @job
        """;

    /// <summary>Whose membership changed, and the members of a group that was renamed, deleted or restored.</summary>
    private const string MembersForFilters = """
        SELECT other_number AS number FROM change WHERE seq > @watermark AND tenant_number = @tenant AND kind = 2
        UNION
        SELECT m.member_number FROM change c CROSS JOIN membership m ON m.group_number = c.object_number
        WHERE c.seq > @watermark AND c.tenant_number = @tenant AND c.kind = 1
        """;

    private const string Changes =
        "SELECT {0} FROM change WHERE seq > @watermark AND tenant_number = @tenant AND kind = {1}";

    public Task ImportChangesAsync(Lease lease, SynchronizationJob job, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                Fence(write, lease);
                if (Revision(write, job.Number) != job.Revision)
                    throw new JobChangedException(job.Number);
                // Somebody may have asked to look at everybody again since the job was read.
                job = job with
                {
                    Watermark = write.Scalar<long?>(
                        "SELECT seq FROM watermark WHERE job_number = @job",
                        new { job = job.Number }
                    ),
                };
                var parameters = Parameters(job, now);
                var head = write.Scalar<long>("SELECT head FROM feed");
                if (job.Watermark is null || head > job.Watermark)
                {
                    var turned = RefreshReach(write, job, parameters);
                    if (job.Watermark is null)
                        ImportAll(write, job, parameters);
                    else
                        ImportChanges(write, job, parameters, turned);
                }

                BeginEscrowsAnew(write, parameters);
                ImportDue(write, job, parameters, now);
                EndIdleEscrows(write, parameters);
                if (job.Subjects is { } subjects)
                    ImportSubjects(write, parameters, subjects);

                // Who waits in front is looked at there, and not a second time.
                write.Execute(
                    """
                    DELETE FROM backlog WHERE job_number = @job AND phase IN (1, 2) AND object_number IN
                        (SELECT object_number FROM backlog WHERE job_number = @job AND phase = 0)
                    """,
                    parameters
                );
                write.Execute(
                    "UPDATE watermark SET seq = @head WHERE job_number = @job",
                    new { head, job = job.Number }
                );
                return head;
            },
            ct
        );

    public async Task<bool> HasWorkAsync(SynchronizationJob job, DateTimeOffset now, CancellationToken ct)
    {
        if (job.Watermark is null)
            return true;

        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1 FROM change WHERE seq > @watermark
                               AND tenant_number = (SELECT number FROM tenant WHERE id = @tenantId))
                    OR EXISTS (SELECT 1 FROM backlog WHERE job_number = @job)
                    OR EXISTS (SELECT 1 FROM member_backlog WHERE job_number = @job)
                    OR EXISTS (SELECT 1 FROM intent WHERE job_number = @job
                               AND (next_look IS NULL OR next_look <= @now OR next_look > @latest))
                    OR EXISTS (SELECT 1 FROM escrow WHERE job_number = @job AND next_attempt <= @now)
                    OR EXISTS (SELECT 1 FROM due WHERE job_number = @job AND at <= @now)
                """,
                new
                {
                    watermark = job.Watermark,
                    tenantId = job.TenantId.ToString(),
                    job = job.Number,
                    now = Rows.Ticks(now),
                    latest = Rows.Ticks(now + Intent.LongestPause),
                },
                cancellationToken: ct
            )
        );
    }

    /// <summary>
    /// The initial cycle, and every one after the watermark was cleared: whoever is entitled, and whoever has an
    /// account.
    /// </summary>
    private static void ImportAll(SqliteWrite write, SynchronizationJob job, DynamicParameters parameters)
    {
        write.Execute(Put(Enqueue, job.Settings.Scope == ScopeSetting.All ? Everybody : Entitled), parameters);
        const string linked = "SELECT object_number AS number FROM link WHERE job_number = @job AND state IN (1, 2)";
        write.Execute(Put(Enqueue, linked), parameters);
        write.Execute(Put(EnqueueManagers, linked), parameters);
        write.Execute(Put(EnqueueMembers, AllMembers), parameters);
    }

    /// <param name="turned">Groups that count for the job since this import, or do not any more.</param>
    private static void ImportChanges(
        SqliteWrite write,
        SynchronizationJob job,
        DynamicParameters parameters,
        IReadOnlyList<Reach> turned
    )
    {
        var objects = Put(Changes, "object_number AS number", (int)ChangeKind.Object);
        var everybody = job.Settings.Scope == ScopeSetting.All;
        var concerned = everybody
            ? objects
            : $"""
                {objects} AND (object_number IN (SELECT object_number FROM link WHERE job_number = @job)
                    OR EXISTS (SELECT 1 FROM assignment a WHERE a.application_number = @application
                               AND a.principal_number = object_number)
                    OR EXISTS (SELECT 1 FROM membership m JOIN reach r ON r.job_number = @job
                               AND r.group_number = m.group_number WHERE m.member_number = object_number))
                """;
        write.Execute(Put(Enqueue, concerned), parameters);
        write.Execute(Put(EnqueueManagers, objects), parameters);

        var pairs = Put(
            Changes,
            "object_number AS group_number, other_number AS member_number",
            (int)ChangeKind.Membership
        );
        write.Execute(
            Put(
                EnqueueMembers,
                $"""
                SELECT r.root_number AS group_number, p.member_number FROM ({pairs}) p
                JOIN reach r ON r.job_number = @job AND r.group_number = p.group_number
                """
            ),
            parameters
        );
        ImportTurned(write, job, turned);
        if (job.Schema.FiltersReadGroups)
            write.Execute(Put(Enqueue, MembersForFilters), parameters);
        if (!everybody)
            ImportEntitlements(write, parameters, pairs);
    }

    /// <summary>A membership or an assignment matters to whoever is entitled by it, or was.</summary>
    private static void ImportEntitlements(SqliteWrite write, DynamicParameters parameters, string pairs)
    {
        write.Execute(
            Put(
                Enqueue,
                $"""
                SELECT p.member_number AS number FROM ({pairs}) p
                WHERE EXISTS (SELECT 1 FROM reach r WHERE r.job_number = @job AND r.group_number = p.group_number)
                   OR EXISTS (SELECT 1 FROM link l WHERE l.job_number = @job AND l.object_number = p.member_number
                              AND l.in_scope)
                """
            ),
            parameters
        );

        var principals =
            Put(Changes, "object_number AS number", (int)ChangeKind.Assignment) + " AND other_number = @application";
        write.Execute(Put(Enqueue, principals), parameters);
        write.Execute(
            Put(
                Enqueue,
                $"""
                SELECT m.member_number AS number FROM ({principals}) p
                JOIN reach r ON r.job_number = @job AND r.root_number = p.number
                JOIN membership m ON m.group_number = r.group_number
                """
            ),
            parameters
        );
    }

    /// <summary>
    /// Failures whose time has come, and what happens by time alone: a filter on a date, a deletion that waited, and
    /// the guard forgets.
    /// </summary>
    private static void ImportDue(
        SqliteWrite write,
        SynchronizationJob job,
        DynamicParameters parameters,
        DateTimeOffset now
    )
    {
        write.Execute(
            """
            INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
            SELECT @job, phase, object_number FROM escrow
            WHERE job_number = @job AND next_attempt <= @now AND phase < 4
            """,
            parameters
        );
        write.Execute(
            Put(
                EnqueueMembers,
                $"""
                SELECT * FROM ({AllMembers}) WHERE group_number IN
                    (SELECT object_number FROM escrow WHERE job_number = @job AND next_attempt <= @now AND phase = 4)
                """
            ),
            parameters
        );
        write.Execute(
            Put(Enqueue, "SELECT object_number AS number FROM due WHERE job_number = @job AND at <= @now"),
            parameters
        );
        write.Execute("DELETE FROM due WHERE job_number = @job AND at <= @now", parameters);
        write.Run(
            "DELETE FROM removal WHERE job_number = $0 AND at < $1",
            job.Number,
            Rows.Ticks(now - JobSettingsRules.LongestWindow)
        );
    }

    /// <summary>
    /// What somebody asked for by name, whether anything changed about it or not, with everything that refers to it.
    /// </summary>
    private static void ImportSubjects(SqliteWrite write, DynamicParameters parameters, IReadOnlyList<long> subjects)
    {
        parameters.Add("subjects", JsonSerializer.Serialize(subjects));
        const string numbers = "SELECT value AS number FROM json_each(@subjects)";
        write.Execute(Put(Enqueue, numbers), parameters);
        write.Execute(Put(EnqueueManagers, numbers), parameters);
        write.Execute(
            Put(
                EnqueueMembers,
                $"SELECT * FROM ({AllMembers}) WHERE group_number IN ({numbers}) OR member_number IN ({numbers})"
            ),
            parameters
        );
    }

    private static DynamicParameters Parameters(SynchronizationJob job, DateTimeOffset now)
    {
        var users = job.Schema.For(ObjectKind.User);
        var groups = job.Schema.For(ObjectKind.Group);
        var parameters = new DynamicParameters();
        parameters.Add("job", job.Number);
        parameters.Add("application", job.ApplicationNumber);
        parameters.Add("tenantId", job.TenantId.ToString());
        parameters.Add("watermark", job.Watermark);
        parameters.Add("now", Rows.Ticks(now));
        parameters.Add("groups", groups is not null);
        parameters.Add("managers", users.MapsManager());
        parameters.Add("members", groups.MapsMembers());
        parameters.Add("nested", job.Settings.NestedGroups);
        return parameters;
    }

    private static string Put(string sql, params object[] parts) =>
        string.Format(sql, parts)
            .Replace("@tenant ", "(SELECT number FROM tenant WHERE id = @tenantId) ", StringComparison.Ordinal);
}
