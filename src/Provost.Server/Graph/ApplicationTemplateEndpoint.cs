using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Access;
using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary><c>/applicationTemplates</c>: the gallery, and adding an application from it (graph-api 4).</summary>
internal static class ApplicationTemplateEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "applicationTemplates", Operations.TemplatesRead, List),
        new("GET", "applicationTemplates/$count", Operations.TemplatesRead, Count),
        new("GET", "applicationTemplates/{template}", Operations.TemplatesRead, Get),
        new("POST", "applicationTemplates/{template}/instantiate", Operations.ApplicationsWrite, InstantiateAsync),
    ];

    private static readonly string[] Properties =
    [
        "id",
        "categories",
        "deprecationDate",
        "description",
        "displayName",
        "endpoints",
        "homePageUrl",
        "isEntraIntegrated",
        "lastModifiedDateTime",
        "logoUrl",
        "publisher",
        "riskFactors",
        "riskScore",
        "supportedProvisioningTypes",
        "supportedSingleSignOnModes",
    ];

    /// <summary>The day on which the gallery's facts were gathered.</summary>
    private const string LastModified = "2026-11-23T00:00:00Z";

    private static Task<GraphAnswer> List(GraphCall call, CancellationToken ct) =>
        Task.FromResult(JsonCollection.Answer(call, "applicationTemplates", Properties, Gallery.All.Select(Writer)));

    private static Task<GraphAnswer> Count(GraphCall call, CancellationToken ct) =>
        Task.FromResult(JsonCollection.Count(call, Properties, Gallery.All.Select(Writer)));

    private static Task<GraphAnswer> Get(GraphCall call, CancellationToken ct) =>
        Task.FromResult(
            JsonCollection.One(call, "applicationTemplates/$entity", Properties, Writer(Find(call["template"])))
        );

    private static async Task<GraphAnswer> InstantiateAsync(GraphCall call, CancellationToken ct)
    {
        var template = Find(call["template"]);
        var body = new GraphBody(call.Json());
        var name = DisplayNames.Check(body.RequiredText("displayName"));
        var reference = body.Text("serviceManagementReference");
        body.Done("applicationTemplate.instantiate");
        template.EnsureComplete();

        var now = call.Installation.Time.GetUtcNow();
        var appId = Guid.CreateVersion7(now);
        var roles = template.Roles.Count > 0 ? template.Roles : AppRoles.OfGallery;
        var (registration, application) = await call.Installation.Applications.AddAsync(
            call.Caller,
            new Registration(Guid.CreateVersion7(now), call.Caller.TenantId, appId, name, template.Id, roles)
            {
                Properties = OfRegistration(template, reference),
            },
            new Application(0, Guid.CreateVersion7(now), call.Caller.TenantId, name, template.Id, roles)
            {
                AppId = appId,
                Properties = OfServicePrincipal(template),
            },
            ct
        );
        var domain = await Tenants.DomainAsync(call, ct);
        return GraphAnswer.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString(
                    "@odata.context",
                    $"{call.Root}/$metadata#microsoft.graph.applicationServicePrincipal"
                );
                json.WriteStartObject("application");
                ApplicationResource.Write(json, registration!, domain);
                json.WriteEndObject();
                json.WriteStartObject("servicePrincipal");
                ServicePrincipalResource.Write(json, application!, registration);
                json.WriteEndObject();
                json.WriteEndObject();
            },
            StatusCodes.Status201Created
        );
    }

    private static string OfRegistration(GalleryTemplate template, string? reference)
    {
        var properties = new JsonObject
        {
            ["serviceManagementReference"] = reference,
            ["web"] = new JsonObject
            {
                ["homePageUrl"] = template.HomePageUrl?.OriginalString,
                ["implicitGrantSettings"] = new JsonObject
                {
                    ["enableAccessTokenIssuance"] = false,
                    ["enableIdTokenIssuance"] = true,
                },
                ["logoutUrl"] = null,
                ["redirectUris"] = new JsonArray(),
                ["redirectUriSettings"] = new JsonArray(),
            },
        };
        return properties.ToJsonString();
    }

    private static string OfServicePrincipal(GalleryTemplate template)
    {
        var tags = new JsonArray("WindowsAzureActiveDirectoryIntegratedApp");
        if (template.Id == Gallery.Scim.Id)
            tags.Add("WindowsAzureActiveDirectoryCustomSingleSignOnApplication");
        return new JsonObject
        {
            ["appRoleAssignmentRequired"] = true,
            ["homepage"] = template.HomePageUrl?.OriginalString,
            ["loginUrl"] = template.SignInUrl?.OriginalString,
            ["tags"] = tags,
        }.ToJsonString();
    }

    private static GalleryTemplate Find(string id) =>
        (Guid.TryParseExact(id, "D", out var templateId) ? Gallery.Find(templateId) : null)
        ?? throw GraphException.NoObject(id);

    private static Action<Utf8JsonWriter> Writer(GalleryTemplate template) =>
        json =>
        {
            json.WriteString("id", template.TemplateId);
            Texts(json, "categories", template.Categories);
            json.WriteNull("deprecationDate");
            json.WriteString("description", template.Description);
            json.WriteString("displayName", template.DisplayName);
            Texts(json, "endpoints", []);
            json.WriteString("homePageUrl", template.HomePageUrl?.OriginalString);
            json.WriteBoolean("isEntraIntegrated", template.Missing.Count == 0);
            json.WriteString("lastModifiedDateTime", LastModified);
            json.WriteNull("logoUrl");
            json.WriteString("publisher", template.Publisher);
            json.WriteNull("riskFactors");
            json.WriteNull("riskScore");
            Texts(json, "supportedProvisioningTypes", template.ProvisioningTypes);
            Texts(json, "supportedSingleSignOnModes", template.SingleSignOnModes);
        };

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
