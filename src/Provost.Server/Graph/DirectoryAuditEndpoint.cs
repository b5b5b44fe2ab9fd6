namespace Provost.Server.Graph;

internal static class DirectoryAuditEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
