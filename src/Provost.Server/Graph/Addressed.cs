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
        var all = await call.Installation.Directory.ApplicationsAsync(call.Caller, ct);
        return all.FirstOrDefault(a => a.Id.ToString().Equals(key, StringComparison.OrdinalIgnoreCase))
            ?? throw GraphException.NoObject(key);
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
