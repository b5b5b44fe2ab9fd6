using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Provost.Scim;
using Provost.Scim.AspNetCore;
using Provost.Scim.Filters;
using Provost.Scim.Messages;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace ScimServer;

/// <summary>
/// Resources in SQLite: JSON, with columns for what is looked up, and a table of its own for members.
/// </summary>
/// <param name="file">Where it lies, or null for memory.</param>
/// <param name="acceptDuplicates">Takes a userName twice, as some targets do.</param>
/// <param name="time">For <c>meta</c>.</param>
internal sealed class SqliteResourceStore(string? file, bool acceptDuplicates, TimeProvider time)
    : IResourceStore,
        IDisposable
{
    internal const string Tables =
        MemberTable.Tables
        + """
            CREATE TABLE IF NOT EXISTS resource (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                type TEXT NOT NULL,
                user_name TEXT,
                display_name TEXT,
                external_id TEXT,
                manager_id TEXT,
                version INTEGER NOT NULL,
                created TEXT NOT NULL,
                modified TEXT NOT NULL,
                json BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS resource_type ON resource (type);
            CREATE INDEX IF NOT EXISTS resource_user_name ON resource (user_name) WHERE user_name IS NOT NULL;
            CREATE INDEX IF NOT EXISTS resource_display_name ON resource (display_name) WHERE display_name IS NOT NULL;
            CREATE INDEX IF NOT EXISTS resource_external_id ON resource (external_id) WHERE external_id IS NOT NULL;
            CREATE INDEX IF NOT EXISTS resource_manager_id ON resource (manager_id) WHERE manager_id IS NOT NULL;
            """;

    private const string Columns = "r.key, r.id, r.version, r.created, r.modified, r.json, r.manager_id";

    private readonly Database _database = new(file, Tables);

    private sealed record Row(
        long Key,
        string Id,
        long Version,
        string Created,
        string Modified,
        byte[] Json,
        string? Manager
    );

    public ValueTask<ScimResource?> GetAsync(
        ResourceType type,
        string id,
        Projection projection,
        CancellationToken ct
    ) =>
        ValueTask.FromResult(
            _database.Read(session => Find(session, type, id) is { } row ? Show(session, type, row, projection) : null)
        );

    public ValueTask<ResourcePage> QueryAsync(ResourceType type, ResourceQuery query, CancellationToken ct) =>
        ValueTask.FromResult(
            _database.Read(session =>
            {
                var (rows, total) = query.Filter is { } filter
                    ? Select(session, type, filter, query, ct)
                    : Page(session, type, query);
                return new ResourcePage([.. rows.Select(row => Show(session, type, row, query.Projection))], total);
            })
        );

    public ValueTask<ScimResource> CreateAsync(ResourceType type, ScimResource resource, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var created = Timestamp(now);
        var row = new Row(0, Guid.CreateVersion7(now).ToString(), 1, created, created, [], null);
        var members = MemberTable.Take(resource);
        var stored = row with { Json = Bytes(resource) };
        return new(
            _database.WriteAsync(session =>
            {
                Insert(session, type, stored, resource);
                // Who is not there cannot be a member; the answer shows whom the group has.
                foreach (var member in members)
                    MemberTable.Add(session, stored.Id, member, orRefuse: false);
                Complete(resource, type, stored);
                if (type.Name is "Group")
                    resource.Json["members"] = MemberTable.Of(session, stored.Id);
                return resource;
            })
        );
    }

    public ValueTask<ScimResource?> UpdateAsync(
        ResourceType type,
        string id,
        ResourceChange change,
        CancellationToken ct
    ) =>
        new(
            _database.WriteAsync<ScimResource?>(session =>
            {
                if (Find(session, type, id) is not { } row)
                    return null;

                var resource = Complete(ScimResource.Parse(row.Json), type, row);
                if (type.Name is "Group")
                    resource.Json["members"] = MemberTable.Of(session, id, change.NamedMembers);
                var before = MemberTable.Ids(resource);
                if (change.Apply(resource))
                    row = Save(session, type, row, resource, before);
                return Decorate(session, type, row, resource);
            })
        );

    public ValueTask<bool> DeleteAsync(ResourceType type, string id, Precondition precondition, CancellationToken ct) =>
        new(
            _database.WriteAsync(session =>
            {
                if (Find(session, type, id) is not { } row)
                    return false;

                precondition.Require(Version(row));
                session.Run("DELETE FROM resource WHERE key = $1", row.Key);
                session.Run("DELETE FROM member WHERE group_id = $1", id);
                session.Run(
                    """
                    UPDATE resource SET version = version + 1, modified = $2
                    WHERE id IN (SELECT group_id FROM member WHERE value = $1)
                    """,
                    id,
                    Timestamp(time.GetUtcNow())
                );
                session.Run("DELETE FROM member WHERE value = $1", id);
                return true;
            })
        );

    public void Dispose() => _database.Dispose();

    private static (List<Row> Rows, int Total) Page(Session session, ResourceType type, ResourceQuery query)
    {
        var total = (int)session.Scalar<long>("SELECT count(*) FROM resource WHERE type = $1", type.Name);
        var rows = session.Rows(
            $"SELECT {Columns} FROM resource r WHERE r.type = $1 ORDER BY r.key LIMIT $2 OFFSET $3",
            Read,
            type.Name,
            query.Count,
            query.StartIndex - 1
        );
        return (rows, total);
    }

    /// <summary>
    /// Looks up what the filter allows to be looked up, and evaluates the whole filter on what was found.
    /// </summary>
    private static (List<Row> Rows, int Total) Select(
        Session session,
        ResourceType type,
        Filter filter,
        ResourceQuery query,
        CancellationToken ct
    )
    {
        var (sql, value) = Candidates(filter);
        var members = new HashSet<string>(StringComparer.Ordinal);
        var named = Lookup.NamesMembers(filter, members);
        var seesGroups = Lookup.Mentions(filter, "groups");
        var (rows, total) = (new List<Row>(), 0);
        session.Each(
            sql,
            reader =>
            {
                ct.ThrowIfCancellationRequested();
                var row = Read(reader);
                var resource = Complete(ScimResource.Parse(row.Json), type, row);
                if (type.Name is "Group")
                    resource["members"] = MemberTable.Of(session, row.Id, named ? members : null);
                else if (seesGroups)
                    resource["groups"] = MemberTable.GroupsOf(session, row.Id);

                if (filter.Matches(resource, type) && ++total >= query.StartIndex && rows.Count < query.Count)
                    rows.Add(row);
            },
            type.Name,
            value
        );
        return (rows, total);
    }

    /// <summary>Reads a superset of what the filter selects; <c>$1</c> is the type.</summary>
    internal static (string Sql, string Value) Candidates(Filter filter) =>
        Lookup.Find(filter) is var (where, value)
            // The plus sign keeps SQLite from taking the index on the type instead.
            ? ($"SELECT {Columns} FROM resource r WHERE +r.type = $1 AND {where} ORDER BY r.key", value)
            : ($"SELECT {Columns} FROM resource r WHERE r.type = $1 AND $2 = '' ORDER BY r.key", "");

    private static Row? Find(Session session, ResourceType type, string id) =>
        session
            .Rows($"SELECT {Columns} FROM resource r WHERE r.id = $1 AND r.type = $2", Read, id, type.Name)
            .FirstOrDefault();

    private static Row Read(SqliteDataReader reader) =>
        new(
            reader.GetInt64(0),
            reader.GetString(1),
            reader.GetInt64(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.GetFieldValue<byte[]>(5),
            reader.IsDBNull(6) ? null : reader.GetString(6)
        );

    /// <summary>
    /// The resource as a client sees it; members and groups are read only where the answer shows them.
    /// </summary>
    private static ScimResource Show(Session session, ResourceType type, Row row, Projection projection)
    {
        var resource = ScimResource.Parse(row.Json);
        if (type.Name is "Group" && projection.Includes("members", type))
            resource["members"] = MemberTable.Of(session, row.Id);
        return Decorate(session, type, row, resource, projection.Includes("groups", type));
    }

    /// <summary>What is not stored but computed: id and meta, a user's groups, the name of the manager.</summary>
    private static ScimResource Decorate(
        Session session,
        ResourceType type,
        Row row,
        ScimResource resource,
        bool groups = true
    )
    {
        if (type.Name is "User" && groups && MemberTable.GroupsOf(session, row.Id) is { Count: > 0 } memberOf)
            resource["groups"] = memberOf;
        if (row.Manager is { } id && resource[CoreSchemas.EnterpriseUserId]?["manager"] is JsonObject manager)
            manager["displayName"] = DisplayName(session, id);
        return Complete(resource, type, row);
    }

    private static ScimResource Complete(ScimResource resource, ResourceType type, Row row)
    {
        resource.Id = row.Id;
        resource["meta"] = new JsonObject
        {
            ["resourceType"] = type.Name,
            ["created"] = row.Created,
            ["lastModified"] = row.Modified,
            ["version"] = Version(row),
        };
        return resource;
    }

    private static string? DisplayName(Session session, string id) =>
        session.Rows("SELECT json FROM resource WHERE id = $1", static row => row.GetFieldValue<byte[]>(0), id)
            is [var json]
            ? ScimResource.Parse(json)["displayName"]?.ToString()
            : null;

    private void Insert(Session session, ResourceType type, Row row, ScimResource resource)
    {
        RequireFree(session, type, row.Id, resource);
        session.Run(
            """
            INSERT INTO resource
                (id, type, user_name, display_name, external_id, manager_id, version, created, modified, json)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
            """,
            row.Id,
            type.Name,
            Folded(resource, "userName"),
            Folded(resource, "displayName"),
            resource.ExternalId,
            Manager(resource),
            row.Version,
            row.Created,
            row.Json
        );
    }

    private Row Save(Session session, ResourceType type, Row row, ScimResource resource, HashSet<string> before)
    {
        RequireFree(session, type, row.Id, resource);
        var members = MemberTable.Take(resource);
        var saved = row with
        {
            Version = row.Version + 1,
            Modified = Timestamp(time.GetUtcNow()),
            Json = Bytes(resource),
            Manager = Manager(resource),
        };
        session.Run(
            """
            UPDATE resource SET user_name = $2, display_name = $3, external_id = $4, manager_id = $5,
                version = $6, modified = $7, json = $8
            WHERE key = $1
            """,
            row.Key,
            Folded(resource, "userName"),
            Folded(resource, "displayName"),
            resource.ExternalId,
            saved.Manager,
            saved.Version,
            saved.Modified,
            saved.Json
        );

        foreach (var member in members.Where(member => !before.Remove(MemberTable.Value(member))))
            MemberTable.Add(session, row.Id, member, orRefuse: true);
        foreach (var gone in before)
            session.Run("DELETE FROM member WHERE group_id = $1 AND value = $2", row.Id, gone);
        if (type.Name is "Group")
            resource["members"] = new JsonArray([.. members]);
        return saved;
    }

    /// <summary>A userName and a group's displayName belong to one resource, in whatever letter case.</summary>
    private void RequireFree(Session session, ResourceType type, string id, ScimResource resource)
    {
        var (attribute, column) = type.Name is "Group" ? ("displayName", "display_name") : ("userName", "user_name");
        var taken =
            !acceptDuplicates
            && session.Scalar<long>(
                $"SELECT count(*) FROM resource WHERE {column} = $1 AND type = $2 AND id <> $3",
                Folded(resource, attribute),
                type.Name,
                id
            ) > 0;
        if (taken)
            throw ScimException.Uniqueness(
                $"There is another {type.Name} with the {attribute} '{resource[attribute]}'."
            );
    }

    private static string? Folded(ScimResource resource, string name) =>
        resource[name]?.ToString() is { } text ? Lookup.Fold(text) : null;

    private static string? Manager(ScimResource resource) =>
        resource[CoreSchemas.EnterpriseUserId] is JsonObject enterprise && enterprise["manager"] is JsonObject manager
            ? manager["value"]?.ToString()
            : null;

    /// <summary>
    /// What is kept as JSON: all but what has columns of its own, and no password, as nobody signs in here.
    /// </summary>
    private static byte[] Bytes(ScimResource resource)
    {
        foreach (var name in (ReadOnlySpan<string>)["id", "meta", "groups", "password"])
            resource[name] = null;
        return JsonSerializer.SerializeToUtf8Bytes(resource.Json);
    }

    private static string Version(Row row) => $"W/\"{row.Version}\"";

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
}
