namespace Provost.Server.Graph;

internal static class ProvisioningLogEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
