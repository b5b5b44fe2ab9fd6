using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Server.Graph;

/// <summary><c>/users</c> (graph-api 3.1).</summary>
internal static class UserEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "users", Operations.UsersRead, ListAsync),
        new("POST", "users", Operations.UsersWrite, CreateAsync),
        new("GET", "users/$count", Operations.UsersRead, CountAsync),
        new("GET", "users/{user}", Operations.UsersRead, GetAsync),
        // Whoever may only enable and disable is refused anything else by the store.
        new("PATCH", "users/{user}", Operations.UsersEnable, UpdateAsync),
        new("DELETE", "users/{user}", Operations.UsersDelete, DeleteAsync),
    ];

    private static readonly ObjectQuery Users = new() { Kind = ObjectKind.User };

    private static Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct) =>
        DirectoryCollection.AnswerAsync(call, "users", Users, typed: false, ct);

    private static Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct) =>
        DirectoryCollection.CountAsync(call, Users, ct);

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        await DirectoryCollection.OneAsync(call, await ObjectReference.UserAsync(call, ct), "users", typed: false, ct);

    private static async Task<GraphAnswer> CreateAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json());
        foreach (var required in (string[])["accountEnabled", "displayName", "mailNickname", "userPrincipalName"])
            Require(body, required);
        if (body.Object("passwordProfile")?.Text("password") is null)
            throw GraphException.BadRequest("A password must be specified to create a new user.", "passwordProfile");
        var user = DirectoryBody.Read(ObjectKind.User, body);
        var attributes = new Dictionary<string, Value>(user.Attributes, StringComparer.OrdinalIgnoreCase);
        attributes.TryAdd("userType", Value.Text("Member"));

        var id = Guid.CreateVersion7(call.Installation.Time.GetUtcNow());
        var create = new DirectoryChange.Create(id, ObjectKind.User, attributes, user.AccountEnabled ?? true);
        await call.Installation.Directory.ApplyAsync(call.Caller, [create], ct);
        var created = await ObjectReference.FindAsync(call, ObjectKind.User, id.ToString(), ct);
        var answer = await DirectoryCollection.OneAsync(
            call,
            created,
            "users",
            false,
            ct,
            StatusCodes.Status201Created
        );
        return answer with { Location = $"{call.Root}/users/{id}" };
    }

    private static async Task<GraphAnswer> UpdateAsync(GraphCall call, CancellationToken ct)
    {
        var user = await ObjectReference.UserAsync(call, ct);
        var body = DirectoryBody.Read(ObjectKind.User, new GraphBody(call.Json()));
        var changes = new List<DirectoryChange>();
        if (body.Attributes.Count > 0)
            changes.Add(new DirectoryChange.Set(user.Id, body.Attributes));
        if (body.AccountEnabled is { } enabled)
            changes.Add(new DirectoryChange.SetEnabled(user.Id, enabled));
        await call.Installation.Directory.ApplyAsync(call.Caller, changes, ct);
        return await UpdatedAsync(call, user, "users", ct);
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var user = await ObjectReference.UserAsync(call, ct);
        await call.Installation.Directory.ApplyAsync(call.Caller, [new DirectoryChange.Delete(user.Id)], ct);
        return GraphAnswer.NoContent;
    }

    /// <summary>
    /// 204, or the whole object where <c>Prefer: return=representation</c> asks for it (graph-api 1).
    /// </summary>
    public static async Task<GraphAnswer> UpdatedAsync(
        GraphCall call,
        DirectoryObject before,
        string context,
        CancellationToken ct
    )
    {
        const string preference = "return=representation";
        if (!call.Prefers(preference))
            return GraphAnswer.NoContent;
        var after = await ObjectReference.FindAsync(call, before.Kind, before.Id.ToString(), ct);
        var answer = await DirectoryCollection.OneAsync(call, after, context, typed: false, ct);
        return answer with { PreferenceApplied = preference };
    }

    public static void Require(GraphBody body, string property)
    {
        if (body.Any(property) is null)
            throw body.Missing(property, "it cannot be left out or null when the object is created");
    }
}
