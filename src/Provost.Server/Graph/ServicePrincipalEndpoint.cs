namespace Provost.Server.Graph;

internal static class ServicePrincipalEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
