using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary>The caller's tenant.</summary>
internal static class Tenants
{
    public static async Task<Tenant> OfAsync(GraphCall call, CancellationToken ct) =>
        (await call.Installation.Authority.TenantsAsync(ct)).Single(t => t.Id == call.Caller.TenantId);

    public static async Task<string> DomainAsync(GraphCall call, CancellationToken ct) =>
        (await OfAsync(call, ct)).Domain;
}
