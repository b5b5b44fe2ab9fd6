namespace Provost.Server.Graph;

internal static class UserEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
