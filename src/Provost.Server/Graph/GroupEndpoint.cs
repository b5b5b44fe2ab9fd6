using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary><c>/groups</c> (graph-api 3.2); members and memberships are in files of their own.</summary>
internal static class GroupEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "groups", Operations.GroupsRead, ListAsync),
        new("POST", "groups", Operations.GroupsCreate, CreateAsync),
        new("GET", "groups/$count", Operations.GroupsRead, CountAsync),
        new("GET", "groups/{group}", Operations.GroupsRead, GetAsync),
        // Whoever may only change members is refused anything else by the store.
        new("PATCH", "groups/{group}", Operations.MembersWrite, UpdateAsync),
        new("DELETE", "groups/{group}", Operations.GroupsWrite, DeleteAsync),
    ];

    private static readonly ObjectQuery Groups = new() { Kind = ObjectKind.Group };

    private static Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct) =>
        DirectoryCollection.AnswerAsync(call, "groups", Groups, typed: false, ct);

    private static Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct) =>
        DirectoryCollection.CountAsync(call, Groups, ct);

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        await DirectoryCollection.OneAsync(
            call,
            await ObjectReference.GroupAsync(call, ct),
            "groups",
            typed: false,
            ct
        );

    private static async Task<GraphAnswer> CreateAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json());
        foreach (var required in (string[])["displayName", "mailEnabled", "mailNickname", "securityEnabled"])
            UserEndpoint.Require(body, required);
        var group = DirectoryBody.Read(ObjectKind.Group, body);
        var members = await ObjectReference.BoundAsync(call, "members", ct);

        var id = Guid.CreateVersion7(call.Installation.Time.GetUtcNow());
        List<DirectoryChange> changes = [new DirectoryChange.Create(id, ObjectKind.Group, group.Attributes)];
        changes.AddRange(members.Select(m => new DirectoryChange.AddMember(id, m.Id)));
        await call.Installation.Directory.ApplyAsync(call.Caller, changes, ct);
        var created = await ObjectReference.FindAsync(call, ObjectKind.Group, id.ToString(), ct);
        var answer = await DirectoryCollection.OneAsync(
            call,
            created,
            "groups",
            false,
            ct,
            StatusCodes.Status201Created
        );
        return answer with { Location = $"{call.Root}/groups/{id}" };
    }

    private static async Task<GraphAnswer> UpdateAsync(GraphCall call, CancellationToken ct)
    {
        var group = await ObjectReference.GroupAsync(call, ct);
        var body = DirectoryBody.Read(ObjectKind.Group, new GraphBody(call.Json()));
        var members = await ObjectReference.BoundAsync(call, "members", ct);
        var changes = new List<DirectoryChange>();
        if (body.Attributes.Count > 0)
            changes.Add(new DirectoryChange.Set(group.Id, body.Attributes));
        await MemberEndpoint.RefuseDoubleAsync(call, group, members, ct);
        changes.AddRange(members.Select(m => new DirectoryChange.AddMember(group.Id, m.Id)));
        await call.Installation.Directory.ApplyAsync(call.Caller, changes, ct);
        return await UserEndpoint.UpdatedAsync(call, group, "groups", ct);
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var group = await ObjectReference.GroupAsync(call, ct);
        await call.Installation.Directory.ApplyAsync(call.Caller, [new DirectoryChange.Delete(group.Id)], ct);
        return GraphAnswer.NoContent;
    }
}
