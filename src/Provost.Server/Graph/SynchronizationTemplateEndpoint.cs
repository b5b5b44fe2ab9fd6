using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary><c>…/synchronization/templates</c>: what a job can be made from (graph-api 5, rows 3 and 4).</summary>
internal static class SynchronizationTemplateEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
        SynchronizationPaths.Below(below =>
            [
                new("GET", $"{below}/templates", Operations.SynchronizationRead, ListAsync),
                new("GET", $"{below}/templates/$count", Operations.SynchronizationRead, CountAsync),
                new("GET", $"{below}/templates/{{template}}", Operations.SynchronizationRead, GetAsync),
            ]
        );

    private static readonly string[] Properties =
    [
        "id",
        "applicationId",
        "default",
        "description",
        "discoverable",
        "factoryTag",
        "metadata",
        "schema",
    ];

    /// <summary>The connector of a gallery application, or any SCIM application's for one that is not.</summary>
    public static GalleryTemplate Of(Application application) =>
        application.TemplateId.Length == 0
            ? Gallery.Scim
            : Gallery.Find(application.TemplateId)
                ?? throw GraphException.Nothing($"The gallery has no '{application.TemplateId}' any more.");

    /// <summary>The template in the address, by the placeholder <c>{template}</c>.</summary>
    public static GalleryTemplate Find(Application application, string id) =>
        Of(application) is var template && template.Id.Equals(id, StringComparison.OrdinalIgnoreCase)
            ? template
            : throw GraphException.Nothing(
                $"{application.DisplayName} has no synchronization template '{id}'. It has: {template.Id}."
            );

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        Addressed.RefuseGraph(application);
        return JsonCollection.Answer(
            call,
            $"servicePrincipals('{application.Id}')/synchronization/templates",
            Properties,
            [Writer(Of(application))]
        );
    }

    private static async Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        return JsonCollection.Count(call, Properties, [Writer(Of(application))]);
    }

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        return JsonCollection.One(
            call,
            $"servicePrincipals('{application.Id}')/synchronization/templates/$entity",
            Properties,
            Writer(Find(application, call["template"]))
        );
    }

    private static Action<Utf8JsonWriter> Writer(GalleryTemplate template) =>
        json =>
        {
            json.WriteString("id", template.Id);
            json.WriteString("applicationId", template.TemplateId);
            json.WriteBoolean("default", true);
            json.WriteString("description", template.Description);
            json.WriteBoolean("discoverable", true);
            json.WriteString("factoryTag", template.Id);
            json.WriteStartArray("metadata");
            json.WriteStartObject();
            json.WriteString("key", "ConfigurationFields");
            json.WriteString("value", """{"fields":["BaseAddress","SecretToken"]}""");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WritePropertyName("schema");
            AddressedSchema.DocumentOf(template.Schema, template.Id).WriteTo(json);
        };
}
