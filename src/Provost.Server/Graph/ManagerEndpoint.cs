using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary><c>/users/{id}/manager</c> and <c>directReports</c> (graph-api 3.1).</summary>
internal static class ManagerEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "users/{user}/manager", Operations.UsersRead, GetAsync),
        new("GET", "users/{user}/manager/$ref", Operations.UsersRead, ReferenceAsync),
        new("PUT", "users/{user}/manager/$ref", Operations.UsersWrite, SetAsync),
        new("DELETE", "users/{user}/manager/$ref", Operations.UsersWrite, RemoveAsync),
        .. RelationRoutes.Of("users/{user}/directReports", RelationKind.DirectReports, Operations.UsersRead),
    ];

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        await DirectoryCollection.OneAsync(call, await ManagerAsync(call, ct), "directoryObjects", typed: true, ct);

    private static async Task<GraphAnswer> ReferenceAsync(GraphCall call, CancellationToken ct)
    {
        var manager = await ManagerAsync(call, ct);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#$ref");
            json.WriteString("@odata.id", $"{call.Root}/directoryObjects/{manager.Id}");
            json.WriteEndObject();
        });
    }

    private static async Task<GraphAnswer> SetAsync(GraphCall call, CancellationToken ct)
    {
        var user = await ObjectReference.UserAsync(call, ct);
        var manager = await ObjectReference.InBodyAsync(call, ObjectKind.User, ct);
        var set = new DirectoryChange.SetManager(user.Id, manager.Id);
        await call.Installation.Directory.ApplyAsync(call.Caller, [set], ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> RemoveAsync(GraphCall call, CancellationToken ct)
    {
        var user = await ObjectReference.UserAsync(call, ct);
        var remove = new DirectoryChange.SetManager(user.Id, null);
        return await call.Installation.Directory.ApplyAsync(call.Caller, [remove], ct) > 0
            ? GraphAnswer.NoContent
            : throw GraphException.NoObject("manager");
    }

    private static async Task<DirectoryObject> ManagerAsync(GraphCall call, CancellationToken ct)
    {
        var user = await ObjectReference.UserAsync(call, ct);
        return user.ManagerId is { } id
            ? await ObjectReference.FindAsync(call, ObjectKind.User, id.ToString(), ct)
            : throw GraphException.NoObject("manager");
    }
}
