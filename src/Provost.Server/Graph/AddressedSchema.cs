using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;

namespace Provost.Server.Graph;

/// <summary>The schema that an address names: a job's, or that of the template which the application was made from.</summary>
/// <param name="Id">The job's or the template's.</param>
/// <param name="Context">What follows <c>$metadata#</c>.</param>
internal sealed record AddressedSchema(string Id, string Context, SynchronizationSchema Schema)
{
    private const string Synchronization = "servicePrincipals/{servicePrincipal}/synchronization";

    public const string OfJob = $"{Synchronization}/jobs/{{job}}/schema";

    public const string OfTemplate = $"{Synchronization}/templates/{{template}}/schema";

    /// <summary>The same routes below both.</summary>
    public static IReadOnlyList<GraphRoute> Routes(Func<string, IEnumerable<GraphRoute>> below) =>
        [.. below(OfJob), .. below(OfTemplate)];

    public static async Task<AddressedSchema> FindAsync(GraphCall call, CancellationToken ct)
    {
        if (call.Keys.ContainsKey("job"))
        {
            var (of, job) = await Addressed.JobAsync(call, ct);
            return new(job.Id, Place(of, "jobs", job.Id), job.Schema);
        }

        var application = await Addressed.ApplicationAsync(call, ct);
        var template = Gallery.Find(application.TemplateId);
        return template is not null && template.Id.Equals(call["template"], StringComparison.OrdinalIgnoreCase)
            ? new(template.Id, Place(application, "templates", template.Id), template.Schema)
            : throw GraphException.Nothing(
                $"{application.DisplayName} has no synchronization template '{call["template"]}'. It was made from "
                    + $"'{application.TemplateId}'."
            );
    }

    /// <summary>As Graph shows it.</summary>
    public JsonObject Document()
    {
        var document = SchemaDocument.Write(Schema, Id);
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
