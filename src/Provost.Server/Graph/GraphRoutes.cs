namespace Provost.Server.Graph;

/// <summary>All operations of the API, and the way from an address to one of them.</summary>
internal static class GraphRoutes
{
    public static IReadOnlyList<GraphRoute> All { get; } =
    [
        .. OrganizationEndpoint.Routes,
        .. UserEndpoint.Routes,
        .. ManagerEndpoint.Routes,
        .. GroupEndpoint.Routes,
        .. MemberEndpoint.Routes,
        .. MembershipEndpoint.Routes,
        .. DirectoryObjectEndpoint.Routes,
        .. DeletedItemEndpoint.Routes,
        .. DeltaEndpoint.Routes,
        .. ApplicationTemplateEndpoint.Routes,
        .. ApplicationEndpoint.Routes,
        .. ServicePrincipalEndpoint.Routes,
        .. OwnerEndpoint.Routes,
        .. AppRoleAssignmentEndpoint.Routes,
        .. SynchronizationTemplateEndpoint.Routes,
        .. SynchronizationJobEndpoint.Routes,
        .. SynchronizationSchemaEndpoint.Routes,
        .. ProvisionOnDemandEndpoint.Routes,
        .. SynchronizationSecretEndpoint.Routes,
        .. ProvisioningLogEndpoint.Routes,
        .. DirectoryAuditEndpoint.Routes,
    ];

    private static readonly ILookup<int, GraphRoute> ByLength = All.OrderByDescending(r => r.Literals)
        .ToLookup(r => r.Segments.Length);

    /// <summary>
    /// The route of an address with its keys. An address that nothing is at, and a method that it does not know, are
    /// Graph errors.
    /// </summary>
    public static (GraphRoute Route, IReadOnlyDictionary<string, string> Keys) Find(
        string method,
        IReadOnlyList<string> address
    )
    {
        List<string>? methods = null;
        foreach (var route in ByLength[address.Count])
        {
            if (route.Match(address) is not { } keys)
                continue;
            if (route.Method == method)
                return (route, keys);
            (methods ??= []).Add(route.Method);
        }

        throw methods is null
            ? new GraphException(
                StatusCodes.Status404NotFound,
                "ResourceNotFound",
                $"Resource not found for the segment '{(address.Count > 0 ? address[^1] : "")}'."
            )
            : new GraphException(
                StatusCodes.Status405MethodNotAllowed,
                "MethodNotAllowed",
                $"{method} is not possible here. Possible: {string.Join(", ", methods.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}."
            );
    }
}
