using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>
/// The groups that somebody is in: <c>memberOf</c>, <c>transitiveMemberOf</c>, <c>getMemberGroups</c> and
/// <c>checkMemberGroups</c> of users and groups (graph-api 3.1).
/// </summary>
internal static class MembershipEndpoint
{
    private const int MostChecked = 20;

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        .. new[] { "users/{user}", "groups/{group}" }.SelectMany<string, GraphRoute>(of =>
            [
                .. RelationRoutes.Of($"{of}/memberOf", RelationKind.MemberOf, Read),
                .. RelationRoutes.Of($"{of}/transitiveMemberOf", RelationKind.TransitiveMemberOf, Read),
                new("POST", $"{of}/getMemberGroups", Read, GroupsAsync),
                new("POST", $"{of}/checkMemberGroups", Read, CheckAsync),
            ]
        ),
    ];

    private static Operation Read => Operations.DirectoryObjectsRead;

    private static async Task<GraphAnswer> GroupsAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json(optional: true));
        var securityOnly = body.Boolean("securityEnabledOnly") ?? false;
        body.Done("getMemberGroups");
        return Answer(call, await ReachedAsync(call, null, securityOnly, ct));
    }

    private static async Task<GraphAnswer> CheckAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json());
        var given = body.Texts("groupIds") ?? throw body.Missing("groupIds", "an array of ids");
        body.Done("checkMemberGroups");
        if (given.Count > MostChecked)
            throw GraphException.BadRequest($"'groupIds' has at most {MostChecked} ids.", "groupIds");
        var ids = given.Select(text =>
            Guid.TryParseExact(text, "D", out var id)
                ? id
                : throw GraphException.BadRequest($"'{text}' in groupIds is no id.", "groupIds")
        );
        return Answer(call, await ReachedAsync(call, [.. ids], securityOnly: false, ct));
    }

    private static async Task<List<Guid>> ReachedAsync(
        GraphCall call,
        IReadOnlyCollection<Guid>? among,
        bool securityOnly,
        CancellationToken ct
    )
    {
        var member = call.Keys.ContainsKey("user")
            ? await ObjectReference.UserAsync(call, ct)
            : await ObjectReference.GroupAsync(call, ct);
        var query = new ObjectQuery
        {
            Kind = ObjectKind.Group,
            Relation = new(RelationKind.TransitiveMemberOf, member.Id),
            Ids = among,
            Filter = securityOnly
                ? new FilterNode.Compare(
                    new FilterProperty("securityEnabled"),
                    ComparisonOperator.Eq,
                    new FilterLiteral(LiteralKind.Boolean, "true")
                )
                : null,
            Take = 1000,
        };
        var groups = new List<Guid>();
        while (true)
        {
            var page = await call.Installation.Directory.QueryAsync(call.Caller, query, ct);
            groups.AddRange(page.Objects.Select(g => g.Id));
            if (page.Next is null)
                return groups;
            query = query with { After = page.Next };
        }
    }

    private static GraphAnswer Answer(GraphCall call, List<Guid> ids) =>
        GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#Collection(Edm.String)");
            json.WriteStartArray("value");
            foreach (var id in ids)
                json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
