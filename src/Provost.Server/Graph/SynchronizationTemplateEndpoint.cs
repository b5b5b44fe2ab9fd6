namespace Provost.Server.Graph;

internal static class SynchronizationTemplateEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
