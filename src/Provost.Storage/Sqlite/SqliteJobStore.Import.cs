using Dapper;
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
        SELECT m.member_number FROM assignment a JOIN membership m ON m.group_number = a.principal_number
        WHERE a.application_number = @application
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
        SELECT group_number, member_number FROM membership
        UNION SELECT group_number, member_number FROM member_link WHERE job_number = @job
        """;

    private const string Changes =
        "SELECT {0} FROM change WHERE seq > @watermark AND tenant_number = @tenant AND kind = {1}";

    public Task ImportChangesAsync(Lease lease, SynchronizationJob job, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                Fence(write, lease);
                var parameters = Parameters(job, now);
                var head = write.Scalar<long>("SELECT head FROM feed");
                if (job.Watermark is null)
                    ImportAll(write, job, parameters);
                else if (head > job.Watermark)
                    ImportChanges(write, job, parameters);
                BeginEscrowsAnew(write, parameters);
                ImportDue(write, parameters);
                EndIdleEscrows(write, parameters);
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
                    OR EXISTS (SELECT 1 FROM intent WHERE job_number = @job)
                    OR EXISTS (SELECT 1 FROM escrow WHERE job_number = @job AND next_attempt <= @now)
                """,
                new
                {
                    watermark = job.Watermark,
                    tenantId = job.TenantId.ToString(),
                    job = job.Number,
                    now = Rows.Ticks(now),
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

    private static void ImportChanges(SqliteWrite write, SynchronizationJob job, DynamicParameters parameters)
    {
        var objects = Put(Changes, "object_number AS number", (int)ChangeKind.Object);
        var pairs = Put(
            Changes,
            "object_number AS group_number, other_number AS member_number",
            (int)ChangeKind.Membership
        );
        var concerned =
            job.Settings.Scope == ScopeSetting.All
                ? objects
                : $"""
                    {objects} AND (object_number IN (SELECT object_number FROM link WHERE job_number = @job)
                        OR EXISTS (SELECT 1 FROM assignment a WHERE a.application_number = @application
                                   AND a.principal_number = object_number)
                        OR EXISTS (SELECT 1 FROM membership m JOIN assignment a ON a.principal_number = m.group_number
                                   WHERE m.member_number = object_number AND a.application_number = @application))
                    """;
        write.Execute(Put(Enqueue, concerned), parameters);
        write.Execute(Put(EnqueueManagers, objects), parameters);
        write.Execute(Put(EnqueueMembers, pairs), parameters);
        if (job.Settings.Scope == ScopeSetting.All)
            return;

        // A membership matters to the member where the group is assigned, or was when she came into scope.
        write.Execute(
            Put(
                Enqueue,
                $"""
                SELECT p.member_number AS number FROM ({pairs}) p
                WHERE EXISTS (SELECT 1 FROM assignment a WHERE a.application_number = @application
                              AND a.principal_number = p.group_number)
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
                $"SELECT m.member_number AS number FROM ({principals}) p JOIN membership m ON m.group_number = p.number"
            ),
            parameters
        );
    }

    /// <summary>Failures whose time has come.</summary>
    private static void ImportDue(SqliteWrite write, DynamicParameters parameters)
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
        return parameters;
    }

    private static string Put(string sql, params object[] parts) =>
        string.Format(sql, parts)
            .Replace("@tenant ", "(SELECT number FROM tenant WHERE id = @tenantId) ", StringComparison.Ordinal);
}
