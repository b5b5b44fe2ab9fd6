using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Server.Graph;

/// <summary>
/// <c>/directory/deletedItems</c>: users and groups that were deleted less than 30 days ago (graph-api 3.2).
/// </summary>
internal static class DeletedItemEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "directory/deletedItems/graph.user", Operations.UsersRead, UsersAsync),
        new("GET", "directory/deletedItems/graph.group", Operations.GroupsRead, GroupsAsync),
        .. DeletedApplications.Routes,
        new("GET", "directory/deletedItems/{object}", Operations.DirectoryObjectsRead, GetAsync),
        new("DELETE", "directory/deletedItems/{object}", Operations.DeletedObjectsWrite, PurgeAsync),
        new("POST", "directory/deletedItems/{object}/restore", Operations.DeletedObjectsWrite, RestoreAsync),
    ];

    private static Task<GraphAnswer> UsersAsync(GraphCall call, CancellationToken ct) =>
        ListAsync(call, "users", ObjectKind.User, ct);

    private static Task<GraphAnswer> GroupsAsync(GraphCall call, CancellationToken ct) =>
        ListAsync(call, "groups", ObjectKind.Group, ct);

    private static Task<GraphAnswer> ListAsync(GraphCall call, string context, ObjectKind kind, CancellationToken ct) =>
        DirectoryCollection.AnswerAsync(
            call,
            context,
            new ObjectQuery { Kind = kind, Deleted = true },
            typed: true,
            ct,
            also: "deletedDateTime"
        );

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        await DeletedApplications.ShownAsync(call, ct)
        ?? await DirectoryCollection.OneAsync(call, await FindAsync(call, ct), "directoryObjects", typed: true, ct);

    private static async Task<GraphAnswer> PurgeAsync(GraphCall call, CancellationToken ct)
    {
        if (await DeletedApplications.PurgeAsync(call, ct))
            return GraphAnswer.NoContent;
        var one = await FindAsync(call, ct);
        await call.Installation.Directory.ApplyAsync(call.Caller, [new DirectoryChange.Purge(one.Id)], ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> RestoreAsync(GraphCall call, CancellationToken ct)
    {
        if (await DeletedApplications.RestoreAsync(call, ct) is { } application)
            return application;
        var one = await FindAsync(call, ct);
        var body = new GraphBody(call.Json(optional: true));
        body.Boolean("autoReconcileProxyConflict");
        var name = body.Text("newUserPrincipalName");
        body.Done("restore");

        var changes = new List<DirectoryChange>();
        if (name is not null && one.Kind == ObjectKind.User)
        {
            var renamed = new Dictionary<string, Value>(StringComparer.Ordinal)
            {
                ["userPrincipalName"] = Value.Text(name),
            };
            changes.Add(new DirectoryChange.Set(one.Id, renamed));
        }

        changes.Add(new DirectoryChange.Restore(one.Id));
        await call.Installation.Directory.ApplyAsync(call.Caller, changes, ct);
        var restored = await ObjectReference.FindAsync(call, one.Kind, one.Id.ToString(), ct);
        return await DirectoryCollection.OneAsync(call, restored, "directoryObjects", typed: true, ct);
    }

    private static Task<DirectoryObject> FindAsync(GraphCall call, CancellationToken ct) =>
        ObjectReference.FindAsync(call, null, call["object"], ct, deleted: true);
}
