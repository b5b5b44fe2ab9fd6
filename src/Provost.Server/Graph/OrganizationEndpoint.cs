namespace Provost.Server.Graph;

internal static class OrganizationEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
