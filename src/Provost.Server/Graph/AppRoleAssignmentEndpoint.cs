namespace Provost.Server.Graph;

internal static class AppRoleAssignmentEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
