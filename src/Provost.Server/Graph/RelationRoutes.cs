using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary>
/// The routes of a navigation property that leads to users and groups: the collection, its casts, and the counts
/// (graph-api 3.2).
/// </summary>
internal static class RelationRoutes
{
    /// <param name="template">For example <c>groups/{group}/members</c>.</param>
    public static IEnumerable<GraphRoute> Of(string template, RelationKind relation, Operation operation)
    {
        foreach (var (cast, kind) in Casts)
        {
            ObjectQuery Query(DirectoryObject of) => new() { Kind = kind, Relation = new(relation, of.Id) };
            yield return new(
                "GET",
                template + cast,
                operation,
                async (call, ct) =>
                    await DirectoryCollection.AnswerAsync(call, Context(kind), Query(await OfAsync(call, ct)), true, ct)
            );
            yield return new(
                "GET",
                $"{template}{cast}/$count",
                operation,
                async (call, ct) => await DirectoryCollection.CountAsync(call, Query(await OfAsync(call, ct)), ct)
            );
        }
    }

    private static readonly (string Cast, ObjectKind? Kind)[] Casts =
    [
        ("", null),
        ("/graph.user", ObjectKind.User),
        ("/graph.group", ObjectKind.Group),
    ];

    private static string Context(ObjectKind? kind) =>
        kind switch
        {
            ObjectKind.User => "users",
            ObjectKind.Group => "groups",
            _ => "directoryObjects",
        };

    private static Task<DirectoryObject> OfAsync(GraphCall call, CancellationToken ct) =>
        call.Keys.ContainsKey("user") ? ObjectReference.UserAsync(call, ct) : ObjectReference.GroupAsync(call, ct);
}
