namespace Provost.Server.Graph;

internal static class ApplicationTemplateEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } = [];
}
