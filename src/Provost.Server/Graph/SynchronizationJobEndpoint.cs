namespace Provost.Server.Graph;

internal static class SynchronizationJobEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
