using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;

namespace Provost.Server.Graph;

/// <summary>
/// The schema that an address names: a job's, or that of the template which the application was made from.
/// </summary>
/// <param name="Id">The job's or the template's.</param>
/// <param name="Context">What follows <c>$metadata#</c>.</param>
internal sealed record AddressedSchema(string Id, string Context, SynchronizationSchema Schema)
{
    /// <summary>The same routes below the schemas of jobs.</summary>
    public static IReadOnlyList<GraphRoute> OfJobs(Func<string, IEnumerable<GraphRoute>> below) =>
        SynchronizationPaths.Below(synchronization => below($"{synchronization}/jobs/{{job}}/schema"));

    /// <summary>The same routes below the schemas of jobs and of templates.</summary>
    public static IReadOnlyList<GraphRoute> OfBoth(Func<string, IEnumerable<GraphRoute>> below) =>
        [
            .. OfJobs(below),
            .. SynchronizationPaths.Below(synchronization => below($"{synchronization}/templates/{{template}}/schema")),
        ];

    public static async Task<AddressedSchema> FindAsync(GraphCall call, CancellationToken ct)
    {
        if (call.Keys.ContainsKey("job"))
        {
            var (of, job) = await Addressed.JobAsync(call, ct);
            return new(job.Id, Place(of, "jobs", job.Id), job.Schema);
        }

        var application = await Addressed.ApplicationAsync(call, ct);
        var template = SynchronizationTemplateEndpoint.Find(application, call["template"]);
        return new(template.Id, Place(application, "templates", template.Id), template.Schema);
    }

    /// <inheritdoc cref="DocumentOf"/>
    public JsonObject Document() => DocumentOf(Schema, Id);

    /// <summary>A schema as Graph shows it, with every property.</summary>
    public static JsonObject DocumentOf(SynchronizationSchema schema, string id)
    {
        var document = SchemaDocument.Write(schema, id);
        CompleteDocument.Make(document);
        return document;
    }

    private static string Place(Application application, string collection, string id) =>
        $"servicePrincipals('{application.Id}')/synchronization/{collection}('{id}')/schema";
}

/// <summary>Objects that are made as nodes, written as everything else.</summary>
internal static class JsonNodes
{
    public static void WriteProperties(this JsonObject node, Utf8JsonWriter json)
    {
        foreach (var (name, value) in node)
        {
            json.WritePropertyName(name);
            if (value is null)
                json.WriteNullValue();
            else
                value.WriteTo(json);
        }
    }
}
