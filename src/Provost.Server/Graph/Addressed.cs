using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;

namespace Provost.Server.Graph;

/// <summary>
/// The service principal and the job that an address names. Another tenant's are not there (graph-api "Key syntax":
/// a service principal by its id, or as <c>appId=…</c>).
/// </summary>
internal static class Addressed
{
    /// <summary>The service principal in the address, by the placeholder <c>{servicePrincipal}</c>.</summary>
    public static async Task<Application> ApplicationAsync(GraphCall call, CancellationToken ct)
    {
        var key = call["servicePrincipal"];
        var all = await ApplicationsAsync(call, ct);
        return all.FirstOrDefault(a => AddressKeys.Names(key, a.Id, a.AppId)) ?? throw GraphException.NoObject(key);
    }

    /// <summary>The service principals that the caller may see; Microsoft Graph's is in every tenant.</summary>
    public static async Task<IReadOnlyList<Application>> ApplicationsAsync(GraphCall call, CancellationToken ct)
    {
        var all = await call.Installation.Applications.ServicePrincipalsAsync(call.Caller, deleted: false, ct);
        return call.Caller.May(Operations.ApplicationsRead, []) || call.Caller.May(Operations.AssignmentsRead, [])
            ? [.. all, GraphApplication.In(call.Caller.TenantId)]
            : all;
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
