using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary><c>/groups/{id}/members</c>, <c>transitiveMembers</c> and <c>owners</c> (graph-api 3.2).</summary>
internal static class MemberEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        .. RelationRoutes.Of("groups/{group}/members", RelationKind.Members, Operations.GroupsRead),
        .. RelationRoutes.Of("groups/{group}/transitiveMembers", RelationKind.TransitiveMembers, Operations.GroupsRead),
        new("GET", "groups/{group}/members/$ref", Operations.GroupsRead, ReferencesAsync),
        new("POST", "groups/{group}/members/$ref", Operations.MembersWrite, AddAsync),
        // Without $ref Graph would delete the member itself: there is no such route here.
        new("DELETE", "groups/{group}/members/{member}/$ref", Operations.MembersWrite, RemoveAsync),
        new("GET", "groups/{group}/owners", Operations.GroupsRead, OwnersAsync),
    ];

    /// <summary>Adding somebody who is a member already is an error (graph-api 1).</summary>
    public static async Task RefuseDoubleAsync(
        GraphCall call,
        DirectoryObject group,
        IReadOnlyCollection<DirectoryObject> members,
        CancellationToken ct
    )
    {
        if (members.Count == 0)
            return;
        var already = new ObjectQuery
        {
            Relation = new(RelationKind.Members, group.Id),
            Ids = [.. members.Select(m => m.Id)],
        };
        if (await call.Installation.Directory.CountAsync(call.Caller, already, ct) > 0)
            throw Double;
    }

    private static GraphException Double =>
        GraphException.BadRequest(
            "One or more added object references already exist for the following modified properties: 'members'."
        );

    private static async Task<GraphAnswer> AddAsync(GraphCall call, CancellationToken ct)
    {
        var group = await ObjectReference.GroupAsync(call, ct);
        var member = await ObjectReference.InBodyAsync(call, null, ct);
        var add = new DirectoryChange.AddMember(group.Id, member.Id);
        return await call.Installation.Directory.ApplyAsync(call.Caller, [add], ct) > 0
            ? GraphAnswer.NoContent
            : throw Double;
    }

    private static async Task<GraphAnswer> RemoveAsync(GraphCall call, CancellationToken ct)
    {
        var group = await ObjectReference.GroupAsync(call, ct);
        var member = await ObjectReference.FindAsync(call, null, call["member"], ct);
        var remove = new DirectoryChange.RemoveMember(group.Id, member.Id);
        return await call.Installation.Directory.ApplyAsync(call.Caller, [remove], ct) > 0
            ? GraphAnswer.NoContent
            : throw GraphException.NoObject(call["member"]);
    }

    private static async Task<GraphAnswer> ReferencesAsync(GraphCall call, CancellationToken ct)
    {
        var group = await ObjectReference.GroupAsync(call, ct);
        return await DirectoryCollection.ReferencesAsync(
            call,
            new ObjectQuery { Relation = new(RelationKind.Members, group.Id) },
            ct
        );
    }

    /// <summary>Groups have no owners here: whoever has the permission changes them.</summary>
    private static async Task<GraphAnswer> OwnersAsync(GraphCall call, CancellationToken ct)
    {
        await ObjectReference.GroupAsync(call, ct);
        return JsonCollection.Answer(call, "directoryObjects", ["id", "displayName"], []);
    }
}
