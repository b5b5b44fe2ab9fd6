namespace Provost.Server.Graph;

internal static class DirectoryObjectEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
