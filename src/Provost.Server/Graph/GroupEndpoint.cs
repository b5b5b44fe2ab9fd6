namespace Provost.Server.Graph;

internal static class GroupEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
