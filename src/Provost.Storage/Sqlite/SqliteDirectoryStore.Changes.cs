using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Storage.Sqlite;

/// <summary>Single changes, as a person makes them.</summary>
public sealed partial class SqliteDirectoryStore
{
    public Task<int> ApplyAsync(Caller caller, IReadOnlyList<DirectoryChange> changes, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var tenant = Tenant(write, caller);
                var done = 0;
                foreach (var change in changes)
                {
                    caller.Demand(NeededFor(write, tenant, change));
                    var audited = Audited(write, tenant, change);
                    if (!Apply(write, tenant, change))
                        continue;
                    done++;
                    write.Audit(caller, time.GetUtcNow(), audited);
                }

                return done;
            },
            ct
        );

    private bool Apply(SqliteWrite write, long tenant, DirectoryChange change) =>
        change switch
        {
            DirectoryChange.Create create => Create(write, tenant, create),
            DirectoryChange.Set set => Set(write, tenant, set),
            DirectoryChange.SetEnabled(var id, var enabled) => Update(
                write,
                tenant,
                id,
                "account_enabled = @value WHERE account_enabled <> @value",
                enabled
            ),
            DirectoryChange.SetManager(var id, var manager) => Update(
                write,
                tenant,
                id,
                "manager_number = @value WHERE manager_number IS NOT @value",
                manager is { } managerId ? ManagerOf(write, tenant, id, managerId) : null
            ),
            DirectoryChange.Delete(var id) => Update(
                write,
                tenant,
                id,
                "deleted_at = @value WHERE deleted_at IS NULL",
                Rows.Ticks(time.GetUtcNow())
            ),
            DirectoryChange.Restore(var id) => Update(
                write,
                tenant,
                id,
                "deleted_at = @value WHERE deleted_at IS NOT NULL",
                null
            ),
            DirectoryChange.AddMember(var groupId, var memberId) => Member(write, tenant, groupId, memberId, add: true),
            DirectoryChange.RemoveMember(var groupId, var memberId) => Member(
                write,
                tenant,
                groupId,
                memberId,
                add: false
            ),
            DirectoryChange.Purge(var id) => Purge(write, tenant, id),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>A manager who does not report to that person herself; a circle of two or twenty is refused.</summary>
    private static long ManagerOf(SqliteWrite write, long tenant, Guid id, Guid managerId)
    {
        var (number, manager) = (Number(write, tenant, id), Number(write, tenant, managerId));
        var circular = write.Scalar<bool>(
            """
            WITH RECURSIVE above (number) AS (
                SELECT @manager
                UNION
                SELECT o.manager_number FROM above a JOIN directory_object o ON o.number = a.number
                WHERE o.manager_number IS NOT NULL)
            SELECT EXISTS (SELECT 1 FROM above WHERE number = @number)
            """,
            new { number, manager }
        );
        return circular
            ? throw new EngineException(
                "That manager reports to this person, directly or through others, or is the same person. Choose another "
                    + "manager, or change who is above whom first."
            )
            : manager;
    }

    private bool Create(SqliteWrite write, long tenant, DirectoryChange.Create create)
    {
        var number = Insert(write, tenant, create.Id, create.Kind, null, create.AccountEnabled, create.Attributes);
        write.Changed(tenant, ChangeKind.Object, number);
        return true;
    }

    private long Insert(
        SqliteWrite write,
        long tenant,
        Guid id,
        ObjectKind kind,
        string? anchor,
        bool enabled,
        IReadOnlyDictionary<string, Value> attributes
    )
    {
        var (userPrincipalName, mail, displayName) = Names(attributes);
        if (kind == ObjectKind.User && userPrincipalName is null)
            throw new EngineException("A user needs a userPrincipalName, a text such as ada@contoso.example.");

        try
        {
            write.Run(
                """
                INSERT INTO directory_object (tenant_number, id, kind, source_anchor, account_enabled,
                                              user_principal_name, mail, display_name, attributes, created_at)
                VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                tenant,
                id.ToString(),
                (int)kind,
                anchor,
                enabled,
                kind == ObjectKind.User ? userPrincipalName : null,
                mail,
                displayName,
                Rows.Attributes(attributes),
                Rows.Ticks(time.GetUtcNow())
            );
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == 19)
        {
            throw new TakenException("userPrincipalName", userPrincipalName ?? displayName, taken);
        }

        return write.Scalar<long>("SELECT last_insert_rowid()");
    }

    private static bool Set(SqliteWrite write, long tenant, DirectoryChange.Set set)
    {
        var (number, json) = Row(write, tenant, set.Id);
        var attributes = Rows.Attributes(json);
        foreach (var (name, value) in set.Attributes)
        {
            if (value.IsNull)
                attributes.Remove(AttributeAliases.Resolve(name));
            else
                attributes[AttributeAliases.Resolve(name)] = value;
        }

        return Write(write, tenant, number, attributes, json);
    }

    private static bool Write(
        SqliteWrite write,
        long tenant,
        long number,
        IReadOnlyDictionary<string, Value> attributes,
        string before
    )
    {
        var after = Rows.Attributes(attributes);
        if (after == before)
            return false;

        var (userPrincipalName, mail, displayName) = Names(attributes);
        try
        {
            write.Run(
                """
                UPDATE directory_object
                SET attributes = $1, user_principal_name = CASE kind WHEN 1 THEN $2 END, mail = $3, display_name = $4
                WHERE number = $0
                """,
                number,
                after,
                userPrincipalName,
                mail,
                displayName
            );
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == 19)
        {
            throw new TakenException("userPrincipalName", userPrincipalName, taken);
        }

        write.Changed(tenant, ChangeKind.Object, number);
        return true;
    }

    private static bool Update(SqliteWrite write, long tenant, Guid id, string assignment, object? value)
    {
        var number = Number(write, tenant, id);
        try
        {
            if (
                write.Execute($"UPDATE directory_object SET {assignment} AND number = @number", new { value, number })
                == 0
            )
                return false;
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == 19)
        {
            // Somebody else took the name while this one was deleted.
            throw new TakenException("userPrincipalName", $"{id}", taken);
        }

        write.Changed(tenant, ChangeKind.Object, number);
        if (assignment.StartsWith("deleted_at", StringComparison.Ordinal))
            PresenceChanged(write, tenant, number);
        return true;
    }

    /// <summary>
    /// An object that was deleted or restored: the memberships, references and assignments that it takes part in come
    /// and go with it.
    /// </summary>
    private static void PresenceChanged(SqliteWrite write, long tenant, long number)
    {
        write.Changed(tenant, ChangeKind.Presence, number);
        EntitlementsChanged(write, tenant, number);
    }

    /// <summary>
    /// What happens to an assigned group happens to the assignments that its members have through it.
    /// </summary>
    private static void EntitlementsChanged(SqliteWrite write, long tenant, long principal)
    {
        foreach (
            var application in write.Query<long>(
                "SELECT DISTINCT application_number FROM assignment WHERE principal_number = @principal",
                new { principal }
            )
        )
            write.Changed(tenant, ChangeKind.Assignment, principal, application);
    }

    private static bool Member(SqliteWrite write, long tenant, Guid groupId, Guid memberId, bool add)
    {
        var (group, member) = (Number(write, tenant, groupId), Number(write, tenant, memberId));
        if (group == member)
            throw new EngineException("A group cannot be a member of itself.");
        return Member(write, tenant, group, member, add);
    }

    private static bool Member(SqliteWrite write, long tenant, long group, long member, bool add)
    {
        var rows = add
            ? write.Run("INSERT OR IGNORE INTO membership (group_number, member_number) VALUES ($0, $1)", group, member)
            : write.Run("DELETE FROM membership WHERE group_number = $0 AND member_number = $1", group, member);
        if (rows > 0)
            write.Changed(tenant, ChangeKind.Membership, group, member);
        return rows > 0;
    }

    /// <summary>
    /// The object goes, and with it its memberships, assignments and its place as somebody's manager.
    /// </summary>
    private bool Purge(SqliteWrite write, long tenant, Guid id)
    {
        var number = Number(write, tenant, id);
        foreach (
            var group in write.Query<long>(
                "SELECT group_number FROM membership WHERE member_number = @number",
                new { number }
            )
        )
            Member(write, tenant, group, number, add: false);
        foreach (
            var member in write.Query<long>(
                "SELECT member_number FROM membership WHERE group_number = @number",
                new { number }
            )
        )
            Member(write, tenant, number, member, add: false);
        foreach (
            var report in write.Query<long>(
                "UPDATE directory_object SET manager_number = NULL WHERE manager_number = @number RETURNING number",
                new { number }
            )
        )
            write.Changed(tenant, ChangeKind.Object, report);
        foreach (
            var application in write.Query<long>(
                "DELETE FROM assignment WHERE principal_number = @number RETURNING application_number",
                new { number }
            )
        )
            write.Changed(tenant, ChangeKind.Assignment, number, application);
        write.Execute(
            """
            INSERT INTO purged_object (number, id, kind, purged_at)
                SELECT number, id, kind, @now FROM directory_object WHERE number = @number;
            DELETE FROM directory_object WHERE number = @number;
            """,
            new { number, now = Rows.Ticks(time.GetUtcNow()) }
        );
        write.Changed(tenant, ChangeKind.Object, number);
        return true;
    }

    /// <summary>How long a deleted object can be restored (ENT-DEP-3).</summary>
    private static readonly TimeSpan Restorable = TimeSpan.FromDays(30);

    public async Task<int> PurgeExpiredAsync(int take, CancellationToken ct)
    {
        const string expired = """
            SELECT t.number, t.id, o.id FROM directory_object o JOIN tenant t ON t.number = o.tenant_number
            WHERE o.deleted_at <= @until ORDER BY o.deleted_at LIMIT @take
            """;
        var limit = new { until = Rows.Ticks(time.GetUtcNow() - Restorable), take };
        await using (var connection = database.Read())
        {
            // Looked for without the only writer: on nearly every day there is nobody.
            if (
                !(await connection.QueryAsync<(long, string, string)>(new(expired, limit, cancellationToken: ct))).Any()
            )
                return 0;
        }

        return await database.WriteAsync(
            write =>
            {
                var gone = write.Query<(long Tenant, string TenantId, string Id)>(expired, limit).ToList();
                foreach (var (tenant, tenantId, id) in gone)
                {
                    var purge = new DirectoryChange.Purge(Guid.Parse(id));
                    var audited = Audited(write, tenant, purge);
                    Purge(write, tenant, purge.Id);
                    write.Audit(Caller.Local(Guid.Parse(tenantId), "retention"), time.GetUtcNow(), audited);
                }

                // A delta token lives 7 days (graph-api 3.4): nobody asks for older ones.
                write.Execute(
                    "DELETE FROM purged_object WHERE purged_at < @until",
                    new { until = Rows.Ticks(time.GetUtcNow() - TimeSpan.FromDays(8)) }
                );
                return gone.Count;
            },
            ct
        );
    }
}
