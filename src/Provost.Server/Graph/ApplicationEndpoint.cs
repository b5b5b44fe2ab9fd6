namespace Provost.Server.Graph;

internal static class ApplicationEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
