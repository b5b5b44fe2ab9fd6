using System.Text.Json.Nodes;
using Provost.Engine.Access;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;

namespace Provost.Server.Graph;

/// <summary>
/// <c>…/synchronization/jobs/{job}/schema</c>, and to read the same below <c>templates/{template}</c> (graph-api 5 and
/// 6.4).
/// </summary>
internal static class SynchronizationSchemaEndpoint
{
    private static readonly string[] Properties = ["id", "version", "synchronizationRules", "directories"];

    private static readonly string[] Replaceable = ["synchronizationRules", "directories"];

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        .. AddressedSchema.OfBoth(schema => [new("GET", schema, Operations.SynchronizationRead, GetAsync)]),
        .. AddressedSchema.OfJobs(schema =>
            [
                new("PUT", schema, Operations.SynchronizationWrite, PutAsync),
                new("PATCH", schema, Operations.SynchronizationWrite, PatchAsync),
                new("DELETE", schema, Operations.SynchronizationWrite, DeleteAsync),
            ]
        ),
        .. SchemaDirectoryEndpoint.Routes,
        .. SchemaLanguageEndpoint.Routes,
    ];

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var schema = await AddressedSchema.FindAsync(call, ct);
        return JsonCollection.One(call, $"{schema.Context}/$entity", Properties, schema.Document().WriteProperties);
    }

    /// <summary>Directories are a navigation in Graph: a schema without them leaves the ones that there are.</summary>
    private static async Task<GraphAnswer> PutAsync(GraphCall call, CancellationToken ct)
    {
        var (_, job) = await Addressed.JobAsync(call, ct);
        var given = Given(call);
        if (given["directories"] is null)
            given["directories"] = SchemaDocument.Write(job.Schema, job.Id)["directories"]?.DeepClone();
        await SaveAsync(call, job, given, ct);
        return GraphAnswer.NoContent;
    }

    /// <summary>Each top-level property that is there is replaced as a whole (graph-api 0.6).</summary>
    private static async Task<GraphAnswer> PatchAsync(GraphCall call, CancellationToken ct)
    {
        var (_, job) = await Addressed.JobAsync(call, ct);
        var given = Given(call);
        var document = SchemaDocument.Write(job.Schema, job.Id);
        var replaced = Replaceable.Where(given.ContainsKey).ToList();
        foreach (var name in replaced)
            document[name] = given[name]?.DeepClone();
        if (replaced.Count > 0)
            await SaveAsync(call, job, document, ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var (application, job) = await Addressed.JobAsync(call, ct);
        var template = SynchronizationTemplateEndpoint.Of(application);
        await call.Installation.Jobs.SetSchemaAsync(call.Caller, job.Number, template.Schema, ct);
        return GraphAnswer.NoContent;
    }

    /// <summary>Judges a document and makes it the job's schema; every mistake is one of the error's details.</summary>
    public static async Task SaveAsync(
        GraphCall call,
        SynchronizationJob job,
        JsonObject document,
        CancellationToken ct
    )
    {
        Refuse(CompleteDocument.Make(document));
        var (schema, unread) = SchemaDocument.Read(document.ToJsonString());
        Refuse(unread);
        if (schema is null)
            throw GraphException.Malformed("The body is no schema; send one as Graph exports it.");
        Refuse([.. SchemaRules.Problems(schema, job.Settings).Where(p => !p.IsWarning)]);
        await call.Installation.Jobs.SetSchemaAsync(call.Caller, job.Number, schema, ct);
    }

    private static void Refuse(IReadOnlyList<SchemaProblem> problems)
    {
        if (problems is not [var first, ..])
            return;
        throw new GraphException(
            StatusCodes.Status400BadRequest,
            "BadRequest",
            $"The schema cannot be saved, and nothing is changed. {first}"
                + (problems.Count > 1 ? $" There are {problems.Count - 1} more mistakes: see details." : "")
        )
        {
            Target = first.Place,
            Details = [.. problems.Select(p => new ErrorDetail("SchemaValidationError", p.Message, p.Place))],
        };
    }

    /// <summary>The body, of which the names at the top are known; whatever else is in it is judged later.</summary>
    private static JsonObject Given(GraphCall call)
    {
        var body = new GraphBody(call.Json());
        foreach (var name in Properties)
            body.Any(name);
        // Beta's export has it, and there is nothing to do about it.
        body.Any("provisioningTaskIdentifier");
        body.Done("microsoft.graph.synchronizationSchema");
        return CompleteDocument.Read(call.Body.Span)
            ?? throw GraphException.Malformed("The body is no schema; send one as Graph exports it.");
    }
}
