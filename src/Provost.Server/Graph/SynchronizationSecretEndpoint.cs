namespace Provost.Server.Graph;

internal static class SynchronizationSecretEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
