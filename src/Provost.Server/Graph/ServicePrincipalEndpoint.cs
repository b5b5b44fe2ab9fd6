using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary><c>/servicePrincipals</c>: what stands for applications in the tenant (graph-api 4).</summary>
internal static class ServicePrincipalEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "servicePrincipals", Operations.ApplicationsRead, ListAsync),
        new("POST", "servicePrincipals", Operations.ApplicationsWrite, CreateAsync),
        new("GET", "servicePrincipals/$count", Operations.ApplicationsRead, CountAsync),
        new("GET", "servicePrincipals/{servicePrincipal}", Operations.ApplicationsRead, GetAsync),
        new("PATCH", "servicePrincipals/{servicePrincipal}", Operations.ApplicationsWrite, UpdateAsync),
        new("DELETE", "servicePrincipals/{servicePrincipal}", Operations.ApplicationsWrite, DeleteAsync),
    ];

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.Answer(
            call,
            "servicePrincipals",
            ServicePrincipalResource.Properties,
            await WritersAsync(call, ct)
        );

    private static async Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.Count(call, ServicePrincipalResource.Properties, await WritersAsync(call, ct));

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        await ShownAsync(call, await Addressed.ApplicationAsync(call, ct), StatusCodes.Status200OK, ct);

    private static async Task<GraphAnswer> CreateAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json());
        var appId = body.RequiredId("appId");
        var properties = PropertyBag.Merge("{}", ServicePrincipalResource.Kept, body);
        var name = body.Text("displayName");
        body.Done(ServicePrincipalResource.Type);
        var (tenant, applications) = (call.Caller.TenantId, call.Installation.Applications);
        if (await applications.FindRegistrationAsync(tenant, null, appId, ct) is not { DeletedAt: null } registration)
        {
            throw GraphException.BadRequest(
                $"The appId '{appId}' of the service principal does not reference an application of this tenant.",
                "appId"
            );
        }

        call.Caller.Demand(call.Operation, registration.Owners);
        if (await applications.FindServicePrincipalAsync(tenant, null, appId, ct) is { } other)
        {
            throw new GraphException(
                StatusCodes.Status409Conflict,
                "Request_MultipleObjectsWithSameKeyValue",
                $"The service principal cannot be created, as there is one with the appId {appId} already"
                    + (other.DeletedAt is null ? "." : ", which was deleted: restore it.")
            );
        }

        var now = call.Installation.Time.GetUtcNow();
        var (_, added) = await call.Installation.Applications.AddAsync(
            call.Caller,
            null,
            new Application(
                0,
                Guid.CreateVersion7(now),
                call.Caller.TenantId,
                DisplayNames.Check(name ?? registration.DisplayName),
                registration.TemplateId,
                registration.Roles
            )
            {
                AppId = appId,
                Properties = properties,
            },
            ct
        );
        var answer = await ShownAsync(call, added!, StatusCodes.Status201Created, ct);
        return answer with { Location = $"{call.Root}/servicePrincipals/{added!.Id}" };
    }

    private static async Task<GraphAnswer> UpdateAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        Addressed.RefuseGraph(application);
        var body = new GraphBody(call.Json());
        var name = body.Text("displayName");
        var roles = AppRoles.Read(body);
        PropertyBag.Merge(application.Properties, ServicePrincipalResource.Kept, body);
        body.Done(ServicePrincipalResource.Type);
        var updated = await call.Installation.Applications.UpdateAsync(
            call.Caller,
            application.Id,
            (Application now) =>
                now with
                {
                    DisplayName = name is null ? now.DisplayName : DisplayNames.Check(name),
                    Roles = roles ?? now.Roles,
                    Properties = PropertyBag.Merge(now.Properties, ServicePrincipalResource.Kept, body),
                },
            ct
        );
        if (updated is null)
            throw GraphException.NoObject(call["servicePrincipal"]);
        return call.Prefers("return=representation")
            ? await ShownAsync(call, updated, StatusCodes.Status200OK, ct)
            : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        Addressed.RefuseGraph(application);
        await Provisioning.DeleteApplicationAsync(
            call.Installation,
            call.Caller,
            application.Id,
            application.AppId,
            ct
        );
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> ShownAsync(
        GraphCall call,
        Application application,
        int status,
        CancellationToken ct
    )
    {
        var registrations = await RegistrationsAsync(call, ct);
        return JsonCollection.One(
            call,
            "servicePrincipals/$entity",
            ServicePrincipalResource.Properties,
            json =>
                ServicePrincipalResource.Write(json, application, registrations.GetValueOrDefault(application.AppId)),
            status
        );
    }

    private static async Task<IEnumerable<Action<Utf8JsonWriter>>> WritersAsync(GraphCall call, CancellationToken ct)
    {
        var registrations = await RegistrationsAsync(call, ct);
        var all = await Addressed.ApplicationsAsync(call, ct);
        return all.Select(a =>
            (Action<Utf8JsonWriter>)(
                json => ServicePrincipalResource.Write(json, a, registrations.GetValueOrDefault(a.AppId))
            )
        );
    }

    private static async Task<Dictionary<Guid, Registration>> RegistrationsAsync(
        GraphCall call,
        CancellationToken ct
    ) =>
        (await call.Installation.Applications.RegistrationsAsync(call.Caller, deleted: false, ct)).ToDictionary(r =>
            r.AppId
        );
}
