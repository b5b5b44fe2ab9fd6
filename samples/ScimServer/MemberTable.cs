using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Provost.Scim;
using Provost.Scim.Resources;

namespace ScimServer;

/// <summary>
/// Who is in which group: rows of their own, so that one more member of a large group is one row more.
/// </summary>
internal static class MemberTable
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS member (
            group_id TEXT NOT NULL,
            value TEXT NOT NULL,
            type TEXT NOT NULL,
            display TEXT,
            PRIMARY KEY (group_id, value)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS member_value ON member (value);
        """;

    /// <summary>Adds whom the store knows.</summary>
    public static void Add(Session session, string group, JsonObject member, bool orRefuse)
    {
        var id = Value(member);
        if (session.Scalar<string>("SELECT type FROM resource WHERE id = $1", id) is { } type)
        {
            member["type"] = type;
            session.Run(
                "INSERT OR IGNORE INTO member (group_id, value, type, display) VALUES ($1, $2, $3, $4)",
                group,
                id,
                type,
                member["display"]?.ToString()
            );
        }
        else if (orRefuse)
            throw ScimException.InvalidValue($"members: there is no user and no group with the id '{id}'.");
    }

    /// <summary>All members, or those among the named ones.</summary>
    public static JsonArray Of(Session session, string group, IReadOnlyCollection<string>? named = null)
    {
        const string All = "SELECT value, type, display FROM member WHERE group_id = $1";
        var rows = named is null
            ? session.Rows(All, Read, group)
            : named.SelectMany(id => session.Rows(All + " AND value = $2", Read, group, id));
        return new JsonArray([.. rows]);
    }

    private static JsonObject Read(SqliteDataReader row)
    {
        var member = new JsonObject { ["value"] = row.GetString(0), ["type"] = row.GetString(1) };
        if (!row.IsDBNull(2))
            member["display"] = row.GetString(2);
        return member;
    }

    /// <summary>
    /// The groups a user is in, by himself or through other groups; UNION ends where groups contain one another.
    /// </summary>
    public static JsonArray GroupsOf(Session session, string user) =>
        new([
            .. session.Rows(
                """
                WITH RECURSIVE of (id, direct) AS (
                    SELECT group_id, 1 FROM member WHERE value = $1
                    UNION SELECT m.group_id, 0 FROM member m JOIN of ON m.value = of.id)
                SELECT of.id, max(of.direct), r.json FROM of JOIN resource r ON r.id = of.id GROUP BY of.id
                """,
                static row => new JsonObject
                {
                    ["value"] = row.GetString(0),
                    ["type"] = row.GetInt64(1) is 1 ? "direct" : "indirect",
                    ["display"] = ScimResource.Parse(row.GetFieldValue<byte[]>(2))["displayName"]?.ToString(),
                },
                user
            ),
        ]);

    /// <summary>Takes the members out of a group, as they are not kept with its JSON.</summary>
    public static List<JsonObject> Take(ScimResource resource)
    {
        var array = resource["members"] as JsonArray ?? [];
        var members = array.OfType<JsonObject>().ToList();
        array.Clear();
        resource["members"] = null;
        return members;
    }

    public static HashSet<string> Ids(ScimResource resource) =>
        (resource["members"] as JsonArray ?? []).OfType<JsonObject>().Select(Value).ToHashSet(StringComparer.Ordinal);

    public static string Value(JsonObject member) => member["value"]?.ToString() ?? "";
}
