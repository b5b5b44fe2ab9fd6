using Dialpad.Storage;
using Microsoft.Data.Sqlite;
using Provost.Scim.AspNetCore;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Dialpad.Provisioning;

/// <summary>An attribute whose equality is a look-up: its condition, and how the index spells the value.</summary>
internal sealed record IndexedAttribute(string Name, string Condition, Func<string, string> Spelling);

/// <summary>Reads a page of a company's users or groups: by look-up where it can, else one after the other.</summary>
/// <param name="Select">All of a company; a condition may follow.</param>
/// <param name="Order">The order that every page keeps.</param>
internal sealed record Selection(
    string Select,
    string Count,
    string Order,
    IndexedAttribute[] Indexed,
    Func<SqliteConnection, string, object, IAsyncEnumerable<ScimResource>> Read
)
{
    public static Selection Accounts { get; } =
        new(
            AccountTable.Select,
            "SELECT count(*) FROM account WHERE company_id = @companyId",
            " ORDER BY a.n",
            [
                new("id", " AND a.id = @value", static v => v),
                new("userName", " AND a.user_name_key = @value", Key.Of),
                new("externalId", " AND a.external_id = @value", static v => v),
                new("displayName", " AND a.display_name_key = @value", Key.Of),
            ],
            static (db, sql, arguments) => db.StreamAsync<AccountRow>(sql, arguments).Select(row => row.ToResource())
        );

    public static Selection Groups { get; } =
        new(
            GroupTable.Select,
            "SELECT count(*) FROM user_group WHERE company_id = @companyId",
            " ORDER BY g.n",
            [
                new("id", " AND g.id = @value", static v => v),
                new("displayName", " AND g.display_name_key = @value", Key.Of),
                new("externalId", " AND g.external_id = @value", static v => v),
                new("members", " AND g.id IN (SELECT group_id FROM member WHERE member_id = @value)", static v => v),
            ],
            static (db, sql, arguments) => db.StreamAsync<GroupRow>(sql, arguments).Select(row => row.ToResource())
        );

    public async Task<ResourcePage> PageAsync(
        SqliteConnection db,
        long companyId,
        ResourceType type,
        ResourceQuery query,
        CancellationToken ct
    )
    {
        var withMembers = query.Projection.Includes("members", type) || Mentions(query.Filter, "members");
        if (query.Filter is { } filter)
        {
            var (condition, value) = LookUp(filter);
            var arguments = new
            {
                companyId,
                value,
                withMembers,
            };
            return await FilterAsync(Read(db, Select + condition + Order, arguments), filter, type, query, ct);
        }

        var total = await db.FirstAsync<int>(Count, new { companyId }, ct);
        var page = new
        {
            companyId,
            withMembers,
            count = query.Count,
            skip = query.StartIndex - 1,
        };
        return new ResourcePage(
            await Read(db, $"{Select}{Order} LIMIT @count OFFSET @skip", page).ToListAsync(ct),
            total
        );
    }

    private (string Condition, string? Value) LookUp(Filter filter)
    {
        foreach (var attribute in Indexed)
        {
            if (filter.TryGetEquality(attribute.Name, out var value))
                return (attribute.Condition, attribute.Spelling(value));
        }
        return ("", null);
    }

    private static async Task<ResourcePage> FilterAsync(
        IAsyncEnumerable<ScimResource> candidates,
        Filter filter,
        ResourceType type,
        ResourceQuery query,
        CancellationToken ct
    )
    {
        var page = new List<ScimResource>();
        var total = 0;
        await foreach (var candidate in candidates.WithCancellation(ct))
        {
            if (!filter.Matches(candidate, type))
                continue;
            total++;
            if (total >= query.StartIndex && page.Count < query.Count)
                page.Add(candidate);
        }
        return new ResourcePage(page, total);
    }

    private static bool Mentions(Filter? filter, string attribute) =>
        filter?.ToString().Contains(attribute, StringComparison.OrdinalIgnoreCase) == true;
}
