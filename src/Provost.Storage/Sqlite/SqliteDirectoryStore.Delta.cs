using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Directory;

namespace Provost.Storage.Sqlite;

/// <summary>
/// Users and groups as somebody follows them. The change feed holds of every object and membership its latest change
/// only: one that changes again while it is being told moves to the end and is told there once more.
/// </summary>
public sealed partial class SqliteDirectoryStore
{
    public async Task<DeltaPosition> DeltaHeadAsync(Caller caller, DeltaQuery query, CancellationToken ct)
    {
        caller.Demand(query.Operation);
        await using var connection = database.Read();
        return DeltaPosition.Behind(await HeadAsync(connection, ct));
    }

    public async Task<DeltaPage> DeltaAsync(Caller caller, DeltaQuery query, DeltaPosition? after, CancellationToken ct)
    {
        caller.Demand(query.Operation);
        await using var connection = database.Read();
        // The head first: what is committed after it has a higher number and is told later.
        var head = await HeadAsync(connection, ct);
        var position = after ?? new DeltaPosition(head, DeltaPosition.AllParts, 0, null);
        var read = new DeltaReading(connection, caller.TenantId, query);
        return position.Number is null
            ? await read.ChangesAsync(position, head, ct)
            : await read.StateAsync(position, ct);
    }

    private static Task<long> HeadAsync(SqliteConnection connection, CancellationToken ct) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT head FROM feed", cancellationToken: ct));

    /// <summary>One page, read.</summary>
    private sealed class DeltaReading(SqliteConnection connection, Guid tenantId, DeltaQuery query)
    {
        /// <summary>What there is, in the order of creation. A large group goes over several pages.</summary>
        public async Task<DeltaPage> StateAsync(DeltaPosition position, CancellationToken ct)
        {
            // A group whose members were told in part is begun with once more.
            var from = position.Member is null ? position.Number + 1 : position.Number;
            var objects = await QueriedAsync(
                connection,
                $"""
                SELECT {QueryColumns}
                FROM directory_object o
                LEFT JOIN directory_object m ON m.number = o.manager_number AND m.deleted_at IS NULL
                WHERE o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND o.kind = @kind
                  AND o.deleted_at IS NULL AND o.number >= @from AND {OnlyIds}
                ORDER BY o.number LIMIT @take
                """,
                Parameters(("from", from), ("take", query.Take)),
                ct
            );
            if (query is { Kind: ObjectKind.Group, References: true })
                return await GroupsAsync(objects, position, ct);
            List<DeltaChange> changes = [.. objects.Select(o => new DeltaChange(o.Id, o, ManagerOf(o)))];
            return objects.Count < query.Take
                ? new DeltaPage(changes, DeltaPosition.Behind(position.Seq), true)
                : new DeltaPage(changes, position with { Number = objects[^1].Number }, false);
        }

        private async Task<DeltaPage> GroupsAsync(
            List<DirectoryObject> groups,
            DeltaPosition position,
            CancellationToken ct
        )
        {
            var changes = new List<DeltaChange>();
            var room = query.Take;
            foreach (var group in groups)
            {
                var behind = group.Number == position.Number ? position.Member ?? 0 : 0;
                var members = await MembersBehindAsync(group.Number, behind, room, ct);
                changes.Add(new DeltaChange(group.Id, group, [.. members.Select(m => m.Reference)]));
                if (members.Count == room)
                {
                    var next = position with { Number = group.Number, Member = members[^1].Number };
                    return new DeltaPage(changes, next, false);
                }

                room -= members.Count;
            }

            return groups.Count < query.Take
                ? new DeltaPage(changes, DeltaPosition.Behind(position.Seq), true)
                : new DeltaPage(changes, position with { Number = groups[^1].Number, Member = null }, false);
        }

        private async Task<List<(long Number, DeltaReference Reference)>> MembersBehindAsync(
            long group,
            long behind,
            int take,
            CancellationToken ct
        )
        {
            var rows = await connection.QueryAsync<(long Number, string Id, int Kind)>(
                new CommandDefinition(
                    """
                    SELECT s.member_number, o.id, o.kind
                    FROM membership s CROSS JOIN directory_object o ON o.number = s.member_number
                    WHERE s.group_number = @group AND s.member_number > @behind AND o.deleted_at IS NULL
                    ORDER BY s.member_number LIMIT @take
                    """,
                    new
                    {
                        group,
                        behind,
                        take,
                    },
                    cancellationToken: ct
                )
            );
            return [.. rows.Select(r => (r.Number, new DeltaReference(Guid.Parse(r.Id), (ObjectKind)r.Kind, true)))];
        }

        /// <summary>What happened since, in the order of the feed and no further than its head.</summary>
        public async Task<DeltaPage> ChangesAsync(DeltaPosition position, long head, CancellationToken ct)
        {
            var sql = query switch
            {
                { References: false } => DeltaSql.Objects,
                { Kind: ObjectKind.User } => DeltaSql.UsersWithManagers,
                _ => DeltaSql.GroupsWithMembers,
            };
            var parameters = Parameters(
                ("seq", position.Seq),
                ("part", position.Part),
                ("head", head),
                ("take", query.Take)
            );
            var told = await connection.QueryAsync<(long, long, long, long)>(
                new CommandDefinition(sql, parameters, cancellationToken: ct)
            );
            List<DeltaRow> rows = [.. told.Select(t => new DeltaRow(t.Item1, t.Item2, t.Item3, t.Item4))];
            var changes = await ToldAsync([.. rows.Select(r => r.Object).Distinct()], rows, ct);
            return rows.Count < query.Take
                ? new DeltaPage(changes, DeltaPosition.Behind(Math.Max(head, position.Seq)), true)
                : new DeltaPage(changes, new DeltaPosition(rows[^1].Seq, rows[^1].Part, null, null), false);
        }

        private IReadOnlyList<DeltaReference> ManagerOf(DirectoryObject one) =>
            query.References && one.ManagerId is { } manager
                ? [new DeltaReference(manager, ObjectKind.User, true)]
                : [];

        /// <summary>The objects as they are now, with what the rows say about their references.</summary>
        private async Task<List<DeltaChange>> ToldAsync(long[] numbers, List<DeltaRow> rows, CancellationToken ct)
        {
            var parameters = Parameters(("numbers", System.Text.Json.JsonSerializer.Serialize(numbers)));
            var objects = (
                await QueriedAsync(
                    connection,
                    $"""
                    SELECT {QueryColumns}
                    FROM directory_object o LEFT JOIN directory_object m ON m.number = o.manager_number
                    WHERE o.number IN (SELECT value FROM json_each(@numbers)) AND o.kind = @kind AND {OnlyIds}
                    """,
                    parameters,
                    ct
                )
            ).ToDictionary(o => o.Number);
            var purged = (
                await connection.QueryAsync<(long Number, string Id)>(
                    new CommandDefinition(
                        $"""
                        SELECT o.number, o.id FROM purged_object o
                        WHERE o.number IN (SELECT value FROM json_each(@numbers)) AND o.kind = @kind AND {OnlyIds}
                        """,
                        parameters,
                        cancellationToken: ct
                    )
                )
            ).ToDictionary(p => p.Number, p => Guid.Parse(p.Id));
            var references =
                query is { Kind: ObjectKind.User, References: true } ? await ManagersAsync(numbers, ct)
                : query.References ? await MembersAsync(rows, ct)
                : [];
            var all = references.ToLookup(r => r.Object, r => r.Reference);
            var changes = new List<DeltaChange>();
            foreach (var number in numbers)
            {
                if (objects.TryGetValue(number, out var one))
                    changes.Add(new DeltaChange(one.Id, one, [.. all[number]]));
                else if (purged.TryGetValue(number, out var id))
                    changes.Add(new DeltaChange(id, null, []));
            }

            return changes;
        }

        /// <summary>The manager of each object, and where there is none any more, the one before.</summary>
        private async Task<List<(long Object, DeltaReference Reference)>> ManagersAsync(
            long[] numbers,
            CancellationToken ct
        )
        {
            var rows = await connection.QueryAsync<(long Object, string Id, bool Holds)>(
                new CommandDefinition(
                    """
                    SELECT o.number, coalesce(m.id, p.id), m.id IS NOT NULL AND m.deleted_at IS NULL
                        AND o.manager_number IS NOT NULL
                    FROM directory_object o
                    LEFT JOIN directory_object m ON m.number = coalesce(o.manager_number, o.former_manager_number)
                    LEFT JOIN purged_object p ON p.number = o.former_manager_number
                    WHERE o.number IN (SELECT value FROM json_each(@numbers)) AND coalesce(m.id, p.id) IS NOT NULL
                    """,
                    Parameters(("numbers", System.Text.Json.JsonSerializer.Serialize(numbers))),
                    cancellationToken: ct
                )
            );
            return [.. rows.Select(r => (r.Object, new DeltaReference(Guid.Parse(r.Id), ObjectKind.User, r.Holds)))];
        }

        private async Task<List<(long Object, DeltaReference Reference)>> MembersAsync(
            List<DeltaRow> rows,
            CancellationToken ct
        )
        {
            long[][] pairs = [.. rows.Where(r => r.Reference != 0).Select(r => new[] { r.Object, r.Reference })];
            var members = await connection.QueryAsync<(long Group, string Id, int Kind, bool Holds)>(
                new CommandDefinition(
                    """
                    SELECT DISTINCT x.object, coalesce(m.id, p.id), coalesce(m.kind, p.kind),
                        m.deleted_at IS NULL AND s.member_number IS NOT NULL
                    FROM (SELECT json_extract(value, '$[0]') AS object, json_extract(value, '$[1]') AS reference
                          FROM json_each(@pairs)) x
                    LEFT JOIN directory_object m ON m.number = x.reference
                    LEFT JOIN purged_object p ON p.number = x.reference
                    LEFT JOIN membership s ON s.group_number = x.object AND s.member_number = x.reference
                    WHERE coalesce(m.id, p.id) IS NOT NULL
                    """,
                    new { pairs = System.Text.Json.JsonSerializer.Serialize(pairs) },
                    cancellationToken: ct
                )
            );
            return
            [
                .. members.Select(m => (m.Group, new DeltaReference(Guid.Parse(m.Id), (ObjectKind)m.Kind, m.Holds))),
            ];
        }

        private string OnlyIds => query.Ids.Count > 0 ? "o.id IN (SELECT value FROM json_each(@ids))" : "1";

        private DynamicParameters Parameters(params (string Name, object? Value)[] others)
        {
            var parameters = new DynamicParameters();
            parameters.Add("tenant", tenantId.ToString());
            parameters.Add("kind", (int)query.Kind);
            parameters.Add("ids", System.Text.Json.JsonSerializer.Serialize(query.Ids));
            foreach (var (name, value) in others)
                parameters.Add(name, value);
            return parameters;
        }
    }

    /// <summary>A change in the feed, taken apart into the objects and references that it concerns.</summary>
    private sealed record DeltaRow(long Seq, long Part, long Object, long Reference);
}
