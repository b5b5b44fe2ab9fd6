using Provost.Engine.Applications;
using Provost.Engine.Synchronization;

namespace Provost.Server.Graph;

/// <summary>
/// The service principal and the job that an address names. Another tenant's are not there (graph-api "Key syntax":
/// a service principal by its id, or as <c>appId=…</c>).
/// </summary>
internal static class Addressed
{
    /// <summary>
    /// The service principal in the address, by the placeholder <c>{servicePrincipal}</c>, or by the
    /// <c>{application}</c> that it stands for.
    /// </summary>
    public static async Task<Application> ApplicationAsync(GraphCall call, CancellationToken ct)
    {
        var found = call.Keys.ContainsKey("servicePrincipal")
            ? await NamedAsync(call, call["servicePrincipal"], ct)
            : await OfRegistrationAsync(call, ct);
        if (found is not { DeletedAt: null })
            throw GraphException.NoObject(call.Keys.GetValueOrDefault("servicePrincipal") ?? call["application"]);
        // Whoever may do this to the object need not be allowed to list applications.
        call.Caller.Demand(call.Operation, found.Owners);
        return found;
    }

    /// <summary>The service principals that the caller may see; Microsoft Graph's is in every tenant.</summary>
    public static async Task<IReadOnlyList<Application>> ApplicationsAsync(GraphCall call, CancellationToken ct) =>
        [
            .. await call.Installation.Applications.ServicePrincipalsAsync(call.Caller, deleted: false, ct),
            GraphApplication.In(call.Caller.TenantId),
        ];

    private static async Task<Application?> NamedAsync(GraphCall call, string key, CancellationToken ct)
    {
        var (id, appId) = AddressKeys.Read(key);
        var graph = GraphApplication.In(call.Caller.TenantId);
        return id == graph.Id || appId == graph.AppId
            ? graph
            : await call.Installation.Applications.FindServicePrincipalAsync(call.Caller.TenantId, id, appId, ct);
    }

    private static async Task<Application?> OfRegistrationAsync(GraphCall call, CancellationToken ct)
    {
        var (id, appId) = AddressKeys.Read(call["application"]);
        var (tenant, applications) = (call.Caller.TenantId, call.Installation.Applications);
        return await applications.FindRegistrationAsync(tenant, id, appId, ct) is { DeletedAt: null } registration
            ? await applications.FindServicePrincipalAsync(tenant, null, registration.AppId, ct)
            : null;
    }

    /// <summary>What stands for Microsoft Graph is the same everywhere and cannot be changed.</summary>
    public static void RefuseGraph(Application application)
    {
        if (application.AppId == GraphApplication.AppId)
            throw GraphException.BadRequest("The service principal of Microsoft Graph cannot be changed.");
    }

    /// <summary>The job in the address, by the placeholders <c>{servicePrincipal}</c> and <c>{job}</c>.</summary>
    public static async Task<(Application Application, SynchronizationJob Job)> JobAsync(
        GraphCall call,
        CancellationToken ct
    )
    {
        var application = await ApplicationAsync(call, ct);
        var job = await call.Installation.Jobs.FindAsync(application.Id, ct);
        return job is not null && job.Id.Equals(call["job"], StringComparison.OrdinalIgnoreCase)
            ? (application, job)
            : throw GraphException.Nothing(
                $"{application.DisplayName} has no synchronization job '{call["job"]}'. Its jobs are listed at "
                    + $"/servicePrincipals/{application.Id}/synchronization/jobs."
            );
    }
}
