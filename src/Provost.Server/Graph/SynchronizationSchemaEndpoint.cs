namespace Provost.Server.Graph;

internal static class SynchronizationSchemaEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
