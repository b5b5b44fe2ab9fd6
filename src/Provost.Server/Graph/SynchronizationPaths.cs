namespace Provost.Server.Graph;

/// <summary>
/// Everything about provisioning is below the service principal, and below the application that it stands for as well
/// (graph-api 5).
/// </summary>
internal static class SynchronizationPaths
{
    private static readonly string[] Owners = ["servicePrincipals/{servicePrincipal}", "applications/{application}"];

    /// <param name="route">Makes the routes below a prefix that ends in <c>/synchronization</c>.</param>
    public static IReadOnlyList<GraphRoute> Below(Func<string, IEnumerable<GraphRoute>> route) =>
        [.. Owners.SelectMany(owner => route($"{owner}/synchronization"))];
}
