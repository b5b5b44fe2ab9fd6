using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary>Applications and service principals among what was deleted (graph-api 3.2).</summary>
internal static class DeletedApplications
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "directory/deletedItems/graph.application", Operations.ApplicationsRead, ApplicationsAsync),
        new("GET", "directory/deletedItems/graph.servicePrincipal", Operations.ApplicationsRead, PrincipalsAsync),
    ];

    private static async Task<GraphAnswer> ApplicationsAsync(GraphCall call, CancellationToken ct)
    {
        var domain = await Tenants.DomainAsync(call, ct);
        var all = await call.Installation.Applications.RegistrationsAsync(call.Caller, deleted: true, ct);
        return JsonCollection.Answer(
            call,
            "applications",
            ApplicationResource.Properties,
            all.Select(r => (Action<Utf8JsonWriter>)(json => Write(json, r, domain)))
        );
    }

    private static async Task<GraphAnswer> PrincipalsAsync(GraphCall call, CancellationToken ct)
    {
        var all = await call.Installation.Applications.ServicePrincipalsAsync(call.Caller, deleted: true, ct);
        return JsonCollection.Answer(
            call,
            "servicePrincipals",
            ServicePrincipalResource.Properties,
            all.Select(a => (Action<Utf8JsonWriter>)(json => Write(json, a)))
        );
    }

    /// <summary>Null where the id in the address is no deleted application's.</summary>
    public static async Task<GraphAnswer?> ShownAsync(GraphCall call, CancellationToken ct)
    {
        var (registration, application) = await FindAsync(call, deleted: true, ct);
        if ((registration?.Owners ?? application?.Owners) is { } owners)
            call.Caller.Demand(Operations.ApplicationsRead, owners);
        return await AnswerAsync(call, registration, application, ct);
    }

    /// <summary>False where the id in the address is no deleted application's.</summary>
    public static async Task<bool> PurgeAsync(GraphCall call, CancellationToken ct) =>
        await FindAsync(call, deleted: true, ct) is not (null, null)
        && await call.Installation.Applications.PurgeAsync(call.Caller, Guid.Parse(call["object"]), ct);

    /// <summary>Null where the id in the address is no deleted application's.</summary>
    public static async Task<GraphAnswer?> RestoreAsync(GraphCall call, CancellationToken ct)
    {
        if (await FindAsync(call, deleted: true, ct) is (null, null))
            return null;
        await call.Installation.Applications.RestoreAsync(call.Caller, Guid.Parse(call["object"]), ct);
        var (registration, application) = await FindAsync(call, deleted: false, ct);
        return await AnswerAsync(call, registration, application, ct);
    }

    private static async Task<(Registration?, Application?)> FindAsync(
        GraphCall call,
        bool deleted,
        CancellationToken ct
    )
    {
        var (id, _) = AddressKeys.Read(call["object"]);
        var (tenant, applications) = (call.Caller.TenantId, call.Installation.Applications);
        var registration = await applications.FindRegistrationAsync(tenant, id, null, ct);
        var application = await applications.FindServicePrincipalAsync(tenant, id, null, ct);
        return (
            registration?.DeletedAt is not null == deleted ? registration : null,
            application?.DeletedAt is not null == deleted ? application : null
        );
    }

    private static async Task<GraphAnswer?> AnswerAsync(
        GraphCall call,
        Registration? registration,
        Application? application,
        CancellationToken ct
    )
    {
        if (registration is null && application is null)
            return null;
        var domain = await Tenants.DomainAsync(call, ct);
        return registration is not null
            ? JsonCollection.One(
                call,
                "directoryObjects/$entity",
                ApplicationResource.Properties,
                json => Write(json, registration, domain)
            )
            : JsonCollection.One(
                call,
                "directoryObjects/$entity",
                ServicePrincipalResource.Properties,
                json => Write(json, application!)
            );
    }

    private static void Write(Utf8JsonWriter json, Registration registration, string domain)
    {
        json.WriteString("@odata.type", $"#{ApplicationResource.Type}");
        ApplicationResource.Write(json, registration, domain);
    }

    private static void Write(Utf8JsonWriter json, Application application)
    {
        json.WriteString("@odata.type", $"#{ServicePrincipalResource.Type}");
        ServicePrincipalResource.Write(json, application, null);
    }
}
