using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary><c>/directoryObjects</c>: users and groups by id, whatever they are (graph-api 3.1).</summary>
internal static class DirectoryObjectEndpoint
{
    private const int Most = 1000;

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "directoryObjects/{object}", Operations.DirectoryObjectsRead, GetAsync),
        new("POST", "directoryObjects/getByIds", Operations.DirectoryObjectsRead, ByIdsAsync),
    ];

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var one = await ObjectReference.FindAsync(call, null, call["object"], ct);
        return await DirectoryCollection.OneAsync(call, one, "directoryObjects", typed: true, ct);
    }

    private static async Task<GraphAnswer> ByIdsAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json());
        var given = body.Texts("ids") ?? throw body.Missing("ids", "an array of ids");
        var types = body.Texts("types") ?? [];
        body.Done("getByIds");
        if (given.Count is 0 or > Most)
            throw GraphException.BadRequest($"'ids' has 1 to {Most} ids.", "ids");
        var ids = given.Select(text =>
            Guid.TryParseExact(text, "D", out var id)
                ? id
                : throw GraphException.BadRequest($"Invalid GUID: '{text}'.", "ids")
        );
        var query = new ObjectQuery { Ids = [.. ids], Take = Most };
        var found = (await call.Installation.Directory.QueryAsync(call.Caller, query, ct)).Objects;
        return Answer(call, types.Count == 0 ? found : [.. found.Where(o => IsOf(types, o.Kind))]);
    }

    private static bool IsOf(IReadOnlyList<string> types, ObjectKind kind) =>
        types.Contains(kind.ToString(), StringComparer.OrdinalIgnoreCase)
        || types.Contains("directoryObject", StringComparer.OrdinalIgnoreCase);

    private static GraphAnswer Answer(GraphCall call, IReadOnlyList<DirectoryObject> objects)
    {
        var shown = ShownProperties.From(null, call.Query.Select);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#directoryObjects");
            json.WriteStartArray("value");
            foreach (var one in objects)
            {
                json.WriteStartObject();
                json.WriteString("@odata.type", DirectoryObjectJson.TypeOf(one.Kind));
                DirectoryObjectJson.Write(json, one, shown.Of(one.Kind));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
