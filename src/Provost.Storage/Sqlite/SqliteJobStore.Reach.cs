using Dapper;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>Which groups count for a job, kept up in the import's transaction.</summary>
public sealed partial class SqliteJobStore
{
    private const string AssignedGroups = """
        SELECT DISTINCT a.principal_number FROM assignment a
        JOIN directory_object o ON o.number = a.principal_number AND o.kind = 2 AND o.deleted_at IS NULL
        WHERE a.application_number = @application
        """;

    private const string AllGroups =
        "SELECT number FROM directory_object WHERE tenant_number = @tenant AND kind = 2 AND deleted_at IS NULL";

    /// <summary>
    /// Computes anew which groups count where anything happened that may have changed it, stores it, and gives what
    /// came and what went.
    /// </summary>
    private static List<Reach> RefreshReach(SqliteWrite write, SynchronizationJob job, DynamicParameters parameters)
    {
        if (job.Watermark is not null && !write.Scalar<bool>(Put(ReachMayHaveChanged), parameters))
            return [];

        var roots = write.Query<long>(
            Put(job.Settings.Scope == ScopeSetting.All ? AllGroups : AssignedGroups),
            parameters
        );
        var now = Reachability.Of(roots, job.Settings.NestedGroups ? GroupsInside(write, parameters) : Nothing);
        var before = write
            .Query<(long Root, long Group)>(
                "SELECT root_number, group_number FROM reach WHERE job_number = @job",
                parameters
            )
            .Select(r => new Reach(r.Root, r.Group))
            .ToHashSet();
        var (came, went) = (now.Except(before).ToList(), before.Except(now).ToList());
        foreach (var (root, group) in went)
            write.Run(
                "DELETE FROM reach WHERE job_number = $0 AND root_number = $1 AND group_number = $2",
                job.Number,
                root,
                group
            );
        foreach (var (root, group) in came)
            write.Run(
                "INSERT INTO reach (job_number, root_number, group_number) VALUES ($0, $1, $2)",
                job.Number,
                root,
                group
            );
        return [.. came, .. went, .. Passing(write, parameters)];
    }

    /// <summary>
    /// Groups that were deleted and restored since: a cycle that ran meanwhile may have seen them as gone.
    /// </summary>
    private static IEnumerable<Reach> Passing(SqliteWrite write, DynamicParameters parameters) =>
        write
            .Query<(long Root, long Group)>(
                Put(
                    """
                    SELECT r.root_number, r.group_number FROM change c
                    CROSS JOIN reach r ON r.job_number = @job AND r.group_number = c.object_number
                    WHERE c.seq > @watermark AND c.tenant_number = @tenant AND c.kind = 4
                    """
                ),
                parameters
            )
            .Select(r => new Reach(r.Root, r.Group));

    private static ILookup<long, long> Nothing { get; } = Array.Empty<long>().ToLookup(group => group);

    private static ILookup<long, long> GroupsInside(SqliteWrite write, DynamicParameters parameters) =>
        write
            .Query<(long Group, long Member)>(
                Put(
                    """
                    SELECT m.group_number, m.member_number FROM directory_object o
                    CROSS JOIN membership m ON m.member_number = o.number
                    CROSS JOIN directory_object g ON g.number = m.group_number AND g.deleted_at IS NULL
                    WHERE o.tenant_number = @tenant AND o.kind = 2 AND o.deleted_at IS NULL
                    """
                ),
                parameters
            )
            .ToLookup(m => m.Group, m => m.Member);

    /// <summary>
    /// An assignment, a group (or something that is gone and may have been one), or a membership of such a one.
    /// </summary>
    private const string ReachMayHaveChanged = """
        SELECT EXISTS (
            SELECT 1 FROM change c
            LEFT JOIN directory_object o
                ON o.number = CASE c.kind WHEN 2 THEN c.other_number ELSE c.object_number END
            WHERE c.seq > @watermark AND c.tenant_number = @tenant AND coalesce(o.kind, 2) = 2
              AND (c.kind <> 2 OR @nested) AND (c.kind <> 3 OR c.other_number = @application))
        """;

    /// <summary>
    /// A group that came or went concerns its direct members, who may be in scope by it, and everything that was
    /// written into the group that it counts for: also where it counts for itself, because a cycle that ran meanwhile
    /// may have made it without members. A group that does not count any more is the removals' business, not the members'.
    /// </summary>
    private static void ImportTurned(SqliteWrite write, SynchronizationJob job, IReadOnlyList<Reach> turned)
    {
        foreach (var group in turned.Select(r => r.Group).Distinct())
            write.Run(
                """
                INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
                SELECT $0, 1, o.number FROM membership m
                CROSS JOIN directory_object o ON o.number = m.member_number AND o.kind = 1 WHERE m.group_number = $1
                """,
                job.Number,
                group
            );
        if (!job.Schema.For(ObjectKind.Group).MapsMembers())
            return;
        foreach (var (root, group) in turned.Distinct())
            write.Run(
                """
                INSERT OR IGNORE INTO member_backlog (job_number, group_number, member_number)
                SELECT $0, $1, m.member_number FROM link l CROSS JOIN membership m ON m.group_number = $2
                WHERE l.job_number = $0 AND l.object_number = $1 AND l.state = 1
                    AND EXISTS (SELECT 1 FROM reach WHERE job_number = $0 AND root_number = $1 AND group_number = $1)
                UNION
                SELECT $0, $1, m.member_number FROM member_link m
                CROSS JOIN reach r ON r.job_number = $0 AND r.root_number = $1 AND r.group_number = $1
                WHERE m.job_number = $0 AND m.group_number = $1
                """,
                job.Number,
                root,
                group
            );
    }
}
