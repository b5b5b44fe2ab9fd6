using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Storage.Sqlite;

/// <summary>
/// The group commit: intents before they are sent, and everything that became of an object in one transaction.
/// </summary>
public sealed partial class SqliteJobStore
{
    public Task CommitAsync(Lease lease, SynchronizationJob job, CommitBatch batch, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                Fence(write, lease);
                foreach (var intent in batch.Intents)
                    Write(write, job.Number, intent);

                var (managers, members) = (
                    job.Schema.For(ObjectKind.User).MapsManager(),
                    job.Schema.For(ObjectKind.Group).MapsMembers()
                );
                foreach (var outcome in batch.Outcomes)
                {
                    Settle(write, job.Number, outcome);
                    if (outcome.Relinked)
                        ForgetReferencesTo(write, job.Number, outcome.ObjectNumber);
                    if (outcome.Restored)
                        DoubtMemberships(write, job.Number, outcome);
                    var isUser = outcome.Kind == ObjectKind.User;
                    if (outcome.Linked)
                        EnqueueReferences(write, job.Number, outcome.ObjectNumber, managers && isUser, members);
                    if (outcome.Linked && members && !isUser)
                        EnqueueMembersOf(write, job.Number, outcome.ObjectNumber, isNew: !outcome.Restored);
                    if (outcome is { Gone: true, Kind: ObjectKind.User } && managers)
                        EnqueueReportsOf(write, job.Number, outcome.ObjectNumber);
                }

                return 0;
            },
            ct
        );

    public async Task<IReadOnlyList<Intent>> OpenIntentsAsync(long jobNumber, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<IntentRow>(
            new CommandDefinition(
                """
                SELECT number, operation, object_number, kind, name, source_id, match_attribute, match_value, external_id,
                       body_hash, seen_absent, members, settle_from, looks, next_look
                FROM intent WHERE job_number = @jobNumber ORDER BY number
                """,
                new { jobNumber },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new Intent(
                r.Number,
                (Operation)r.Operation,
                r.Object_number,
                (ObjectKind)r.Kind,
                r.Match_attribute,
                r.Match_value,
                r.External_id,
                r.Body_hash,
                r.Seen_absent != 0,
                r.Members is null ? null : JsonSerializer.Deserialize<List<long>>(r.Members)
            )
            {
                Name = r.Name,
                SourceId = r.Source_id,
                SettleFrom = r.Settle_from is { } from ? Rows.Instant(from) : null,
                Looks = (int)r.Looks,
                NextLook = r.Next_look is { } next ? Rows.Instant(next) : null,
            }),
        ];
    }

    private static void Write(SqliteWrite write, long job, Intent intent) =>
        write.Run(
            """
            INSERT INTO intent (job_number, number, operation, object_number, kind, name, source_id, match_attribute,
                                match_value, external_id, body_hash, seen_absent, members)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            job,
            intent.Number,
            (int)intent.Operation,
            intent.ObjectNumber,
            (int)intent.Kind,
            intent.Name,
            intent.SourceId,
            intent.MatchAttribute,
            intent.MatchValue,
            intent.ExternalId,
            intent.BodyHash,
            intent.SeenAbsent,
            intent.Members is null ? null : JsonSerializer.Serialize(intent.Members)
        );

    private static void Settle(SqliteWrite write, long job, Outcome outcome)
    {
        var number = outcome.ObjectNumber;
        SettleIntent(write, job, outcome);
        if (outcome.Settles is { } phase)
        {
            write.Run(
                "DELETE FROM backlog WHERE job_number = $0 AND phase = $1 AND object_number = $2",
                job,
                (int)phase,
                number
            );
        }

        if (outcome.Link is { } link)
            Write(write, job, number, outcome.Kind, link, outcome.KeepsManager);
        if (outcome.DoubtsAccount)
            write.Run("UPDATE link SET fingerprint = NULL WHERE job_number = $0 AND object_number = $1", job, number);
        if (outcome.DoubtsManager)
            write.Run("UPDATE link SET manager_number = -1 WHERE job_number = $0 AND object_number = $1", job, number);
        if (outcome.Escrow is { } escrow)
            Write(write, job, outcome.Kind, escrow);
        if (outcome.RetryAt is { } later)
            write.Run(
                "UPDATE escrow SET next_attempt = $3 WHERE job_number = $0 AND phase = $1 AND object_number = $2",
                job,
                (int)outcome.Kind,
                number,
                Rows.Ticks(later)
            );
        if (outcome.Entry is { } entry)
            Write(write, entry);
        if (outcome.Due is { } due)
            write.Run(
                "INSERT OR REPLACE INTO due (job_number, object_number, at) VALUES ($0, $1, $2)",
                job,
                number,
                Rows.Ticks(due)
            );
        SettleStaging(write, job, outcome);
        if (outcome.Linked)
            write.Run("DELETE FROM match_decision WHERE job_number = $0 AND object_number = $1", job, number);
        if (outcome.Enqueue is { } again)
        {
            write.Run(
                """
                INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
                SELECT $0, $1, $2 WHERE NOT ($3 AND EXISTS (SELECT 1 FROM escrow
                    WHERE job_number = $0 AND phase = $1 AND object_number = $2 AND next_attempt IS NOT NULL))
                """,
                job,
                (int)again,
                number,
                outcome.UnlessEscrowed
            );
        }

        SettleMembers(write, job, number, outcome);
        if (outcome.EndsEscrow is { } ended)
            EndEscrow(write, job, ended, number);
    }

    private static void SettleIntent(SqliteWrite write, long job, Outcome outcome)
    {
        if (outcome.IntentNumber != 0)
            write.Run("DELETE FROM intent WHERE job_number = $0 AND number = $1", job, outcome.IntentNumber);
        if (outcome.Leaves is { } open)
            write.Run(
                """
                UPDATE intent SET settle_from = $2, looks = $3, next_look = $4 WHERE job_number = $0 AND number = $1
                """,
                job,
                open.Number,
                Rows.Ticks(open.SettleFrom),
                open.Looks,
                Rows.Ticks(open.NextLook)
            );
    }

    private static void SettleMembers(SqliteWrite write, long job, long group, Outcome outcome)
    {
        foreach (var (member, present) in outcome.Members ?? [])
        {
            if (present)
                WriteMember(write, job, group, member, doubtful: false);
            else
                write.Run(
                    "DELETE FROM member_link WHERE job_number = $0 AND group_number = $1 AND member_number = $2",
                    job,
                    group,
                    member
                );
        }

        foreach (var member in outcome.SettledMembers ?? [])
            write.Run(
                "DELETE FROM member_backlog WHERE job_number = $0 AND group_number = $1 AND member_number = $2",
                job,
                group,
                member
            );
        foreach (var member in outcome.DoubtfulMembers ?? [])
        {
            WriteMember(write, job, group, member, doubtful: true);
            write.Run(
                "INSERT OR IGNORE INTO member_backlog (job_number, group_number, member_number) VALUES ($0, $1, $2)",
                job,
                group,
                member
            );
        }

        foreach (var member in outcome.UncertainMembers ?? [])
            WriteMember(write, job, group, member, doubtful: true);
    }

    private static void WriteMember(SqliteWrite write, long job, long group, long member, bool doubtful) =>
        write.Run(
            """
            INSERT OR REPLACE INTO member_link (job_number, group_number, member_number, doubtful)
            VALUES ($0, $1, $2, $3)
            """,
            job,
            group,
            member,
            doubtful
        );

    /// <param name="keepsManager">
    /// The manager stays as it is stored: another object's outcome may have made it doubtful since it was read.
    /// </param>
    /// <exception cref="AccountTakenException">The account is linked to another object of the job.</exception>
    private static void Write(SqliteWrite write, long job, long number, ObjectKind kind, Link link, bool keepsManager)
    {
        try
        {
            write.Run(
                """
                INSERT INTO link (job_number, object_number, kind, in_scope, path, reason, target_id, ownership, state,
                                  fingerprint, manager_number, filter, delete_at)
                VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                ON CONFLICT (job_number, object_number) DO UPDATE SET
                    kind = excluded.kind, in_scope = excluded.in_scope, path = excluded.path,
                    reason = excluded.reason, target_id = excluded.target_id, ownership = excluded.ownership,
                    state = excluded.state, fingerprint = excluded.fingerprint, filter = excluded.filter,
                    delete_at = excluded.delete_at,
                    manager_number = CASE WHEN $13 THEN manager_number ELSE excluded.manager_number END
                """,
                job,
                number,
                (int)kind,
                link.InScope,
                link.Path,
                link.Reason,
                link.TargetId,
                (int)link.Ownership,
                (int)link.State,
                link.Fingerprint,
                link.ManagerNumber,
                link.Filter,
                link.DeleteAt is { } at ? (long?)Rows.Ticks(at) : null,
                keepsManager
            );
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == ConstraintViolation && link.TargetId is { } id)
        {
            throw new AccountTakenException(id);
        }
    }

    private const int ConstraintViolation = 19;

    private static void Write(SqliteWrite write, ProvisioningEntry entry) =>
        write.Run(
            """
            INSERT INTO provisioning_log (time, job_number, cycle_id, object_number, kind, source_id, name, target_id,
                                          action, status, code, duration, schema_version, body)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            Rows.Ticks(entry.Time),
            entry.JobNumber,
            entry.CycleId.ToByteArray(),
            entry.ObjectNumber,
            (int)entry.Kind,
            entry.SourceId is { } id ? Guid.Parse(id).ToByteArray() : null,
            entry.Name,
            entry.TargetId,
            (int)entry.Action,
            (int)entry.Status,
            entry.Code,
            entry.DurationMilliseconds,
            entry.SchemaVersion,
            entry.Body
        );

    /// <summary>
    /// An account that is new to us: its own manager, whoever has it as manager, and its groups come into the backlog.
    /// CROSS JOIN keeps the order of the tables: the planner would rather begin with all links of the job.
    /// </summary>
    private static void EnqueueReferences(SqliteWrite write, long job, long number, bool managers, bool members)
    {
        if (managers)
        {
            write.Run(
                """
                INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
                SELECT $0, 3, number FROM directory_object WHERE number = $1 AND manager_number IS NOT NULL
                """,
                job,
                number
            );
            write.Run(
                """
                INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
                SELECT $0, 3, o.number FROM directory_object o
                CROSS JOIN link l ON l.job_number = $0 AND l.object_number = o.number AND l.state IN (1, 2)
                WHERE o.manager_number = $1
                """,
                job,
                number
            );
        }

        if (members)
        {
            write.Run(
                """
                INSERT OR IGNORE INTO member_backlog (job_number, group_number, member_number)
                SELECT $0, r.root_number, s.member_number FROM membership s
                CROSS JOIN reach r ON r.job_number = $0 AND r.group_number = s.group_number
                CROSS JOIN link l ON l.job_number = $0 AND l.object_number = r.root_number AND l.state = 1
                WHERE s.member_number = $1
                """,
                job,
                number
            );
        }
    }

    /// <summary>
    /// A group that is new has none of the members that we may have written into an earlier one; one that is back may
    /// have any of them.
    /// </summary>
    private static void EnqueueMembersOf(SqliteWrite write, long job, long group, bool isNew)
    {
        if (isNew)
            write.Run("DELETE FROM member_link WHERE job_number = $0 AND group_number = $1", job, group);
        write.Run(
            """
            INSERT OR IGNORE INTO member_backlog (job_number, group_number, member_number)
            SELECT $0, $1, m.member_number FROM reach r CROSS JOIN membership m ON m.group_number = r.group_number
            WHERE r.job_number = $0 AND r.root_number = $1
            UNION SELECT $0, $1, member_number FROM member_link WHERE job_number = $0 AND group_number = $1
            """,
            job,
            group
        );
    }

    /// <summary>
    /// While an account is out of scope nothing is written about it: what the target still has of its memberships is
    /// not known when it comes back (ENT-DEP-7).
    /// </summary>
    private static void DoubtMemberships(SqliteWrite write, long job, Outcome outcome)
    {
        var side = outcome.Kind == ObjectKind.User ? "member_number" : "group_number";
        write.Run(
            $"UPDATE member_link SET doubtful = 1 WHERE job_number = $0 AND {side} = $1",
            job,
            outcome.ObjectNumber
        );
    }

    private static void EnqueueReportsOf(SqliteWrite write, long job, long manager) =>
        write.Run(
            """
            INSERT OR IGNORE INTO backlog (job_number, phase, object_number)
            SELECT $0, 3, o.number FROM directory_object o
            CROSS JOIN link l ON l.job_number = $0 AND l.object_number = o.number AND l.manager_number = $1
            WHERE o.manager_number = $1
            """,
            job,
            manager
        );

    private static void ForgetReferencesTo(SqliteWrite write, long job, long number)
    {
        write.Run("DELETE FROM member_link WHERE job_number = $0 AND member_number = $1", job, number);
        write.Run("UPDATE link SET manager_number = -1 WHERE job_number = $0 AND manager_number = $1", job, number);
    }

    private sealed record IntentRow(
        long Number,
        long Operation,
        long Object_number,
        long Kind,
        string? Name,
        string? Source_id,
        string? Match_attribute,
        string? Match_value,
        string? External_id,
        long Body_hash,
        long Seen_absent,
        string? Members,
        long? Settle_from,
        long Looks,
        long? Next_look
    );
}
