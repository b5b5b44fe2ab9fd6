using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;

namespace Provost.Server.Graph;

/// <summary>
/// <c>…/schema/directories</c>: the two sides of a schema with their attributes, and <c>discover</c>, which asks the
/// target for its own.
/// </summary>
internal static class SchemaDirectoryEndpoint
{
    private static readonly string[] Properties =
    [
        "id",
        "name",
        "version",
        "discoverabilities",
        "discoveryDateTime",
        "readOnly",
        "objects",
    ];

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        .. AddressedSchema.OfBoth(schema =>
            [
                new("GET", $"{schema}/directories", Operations.SynchronizationRead, ListAsync),
                new("GET", $"{schema}/directories/$count", Operations.SynchronizationRead, CountAsync),
                new("GET", $"{schema}/directories/{{directory}}", Operations.SynchronizationRead, GetAsync),
            ]
        ),
        .. AddressedSchema.OfJobs(schema =>
            [new("POST", $"{schema}/directories/{{directory}}/discover", Operations.DirectoriesDiscover, DiscoverAsync)]
        ),
    ];

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var schema = await AddressedSchema.FindAsync(call, ct);
        return JsonCollection.Answer(call, $"{schema.Context}/directories", Properties, Directories(schema));
    }

    private static async Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.Count(call, Properties, Directories(await AddressedSchema.FindAsync(call, ct)));

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var schema = await AddressedSchema.FindAsync(call, ct);
        return One(call, schema, Named(schema.Document(), call["directory"]));
    }

    private static async Task<GraphAnswer> DiscoverAsync(GraphCall call, CancellationToken ct)
    {
        var (application, job) = await Addressed.JobAsync(call, ct);
        var schema = await AddressedSchema.FindAsync(call, ct);
        var document = schema.Document();
        var directory = Named(document, call["directory"]);
        if (!DiscoveredAttributes.IsTarget(document, directory))
        {
            throw GraphException.Malformed(
                $"'{directory["name"]}' is the directory that Provost reads from: its attributes are known. Discover "
                    + "the directory of the target."
            );
        }

        var found = await AskAsync(call, application, job, ct);
        var now = call.Installation.Time.GetUtcNow();
        DiscoveredAttributes.Merge(document, directory, found, now, $"{Guid.CreateVersion7(now)}");
        await SynchronizationSchemaEndpoint.SaveAsync(call, job, document, ct);
        return One(call, schema, directory);
    }

    private static async Task<IReadOnlyList<TargetDefinition>> AskAsync(
        GraphCall call,
        Application application,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        var connection =
            await call.Installation.Jobs.ConnectionAsync(job.Number, ct)
            ?? throw GraphException.Malformed(
                $"{application.DisplayName} has no credentials yet: store them with PUT …/synchronization/secrets."
            );
        await using var target = call.Installation.Open(connection, job.Settings.Profile, static () => true, ct);
        var (answer, found) = await target.DiscoverAsync(ct);
        if (!answer.Succeeded)
            throw GraphException.Malformed($"The target does not tell its schema. {answer.Detail}");
        return found;
    }

    private static IEnumerable<Action<Utf8JsonWriter>> Directories(AddressedSchema schema) =>
        (schema.Document()["directories"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(d => (Action<Utf8JsonWriter>)d.WriteProperties);

    private static JsonObject Named(JsonObject document, string id) =>
        (document["directories"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(d => id.Equals((string?)d["id"], StringComparison.OrdinalIgnoreCase))
        ?? throw GraphException.Nothing(
            $"The schema has no directory '{id}'. They are listed at …/schema/directories."
        );

    private static GraphAnswer One(GraphCall call, AddressedSchema schema, JsonObject directory) =>
        JsonCollection.One(call, $"{schema.Context}/directories/$entity", Properties, directory.WriteProperties);
}
