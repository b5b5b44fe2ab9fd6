using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary>Users and groups as requests name them: in the address, and by <c>@odata.id</c>.</summary>
internal static class ObjectReference
{
    /// <summary>References in one request (graph-api 3.2).</summary>
    private const int Most = 20;

    private static readonly string[] Collections = ["directoryObjects", "users", "groups"];

    public static Task<DirectoryObject> UserAsync(GraphCall call, CancellationToken ct) =>
        FindAsync(call, ObjectKind.User, call["user"], ct);

    public static Task<DirectoryObject> GroupAsync(GraphCall call, CancellationToken ct) =>
        FindAsync(call, ObjectKind.Group, call["group"], ct);

    /// <summary>
    /// The object, or 404. Who may carry out the operation may name its object, though she may not read it.
    /// </summary>
    public static async Task<DirectoryObject> FindAsync(
        GraphCall call,
        ObjectKind? kind,
        string key,
        CancellationToken ct,
        bool deleted = false
    ) =>
        await call.Installation.Directory.GetAsync(
            call.Caller with
            {
                Grants = Grants.Everything,
            },
            kind,
            key,
            deleted,
            ct
        ) ?? throw GraphException.NoObject(key);

    /// <summary>The body <c>{"@odata.id":"https://…/directoryObjects/{id}"}</c> of a <c>$ref</c>.</summary>
    public static async Task<DirectoryObject> InBodyAsync(GraphCall call, ObjectKind? kind, CancellationToken ct) =>
        await FindAsync(call, kind, KeyInBody(call, Collections), ct);

    /// <summary>The same for what may be a service principal as well: the id alone.</summary>
    public static Guid IdInBody(GraphCall call) =>
        Guid.TryParseExact(KeyInBody(call, [.. Collections, "servicePrincipals"]), "D", out var id)
            ? id
            : throw Invalid;

    private static string KeyInBody(GraphCall call, IReadOnlyList<string> collections)
    {
        var body = call.Json();
        var odd = body.EnumerateObject()
            .Select(p => p.Name)
            .FirstOrDefault(n => n is not ("@odata.id" or "@odata.type"));
        if (odd is not null)
            throw GraphException.BadRequest($"Not a valid reference update: '{odd}' is not expected.", odd);
        return body.TryGetProperty("@odata.id", out var reference) ? Key(reference, collections) : throw Invalid;
    }

    /// <summary>The objects of <c>members@odata.bind</c>; none where it was not sent.</summary>
    public static async Task<IReadOnlyList<DirectoryObject>> BoundAsync(
        GraphCall call,
        string property,
        CancellationToken ct
    )
    {
        if (!call.Json().TryGetProperty($"{property}@odata.bind", out var bound))
            return [];
        if (bound.ValueKind != JsonValueKind.Array || bound.GetArrayLength() > Most)
        {
            throw GraphException.BadRequest(
                $"'{property}@odata.bind' is an array of at most {Most} references.",
                $"{property}@odata.bind"
            );
        }

        var objects = new List<DirectoryObject>();
        foreach (var reference in bound.EnumerateArray())
            objects.Add(await FindAsync(call, null, Key(reference, Collections), ct));
        return objects;
    }

    /// <summary>
    /// The key in a reference. Host and version do not count: scripts name Graph's own, or leave them out.
    /// </summary>
    private static string Key(JsonElement reference, IReadOnlyList<string> collections)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { } address)
            throw Invalid;
        var path = address.Split('?', '#')[0];
        return
            GraphPath.Segments(path) is [.., var collection, var key]
            && collections.Contains(collection, StringComparer.OrdinalIgnoreCase)
            ? key
            : throw Invalid;
    }

    private static GraphException Invalid { get; } =
        GraphException.BadRequest(
            "Not a valid reference update: send {\"@odata.id\":\"https://<host>/v1.0/directoryObjects/<id>\"}.",
            "@odata.id"
        );
}
