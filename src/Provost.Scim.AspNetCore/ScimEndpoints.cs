using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provost.Scim.AspNetCore;

/// <summary>Adds a SCIM 2.0 service provider to a web application.</summary>
public static class ScimEndpoints
{
    /// <summary>
    /// Serves SCIM under a path: resources, <c>.search</c>, discovery, and SCIM errors for all the rest of it.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path, say <c>/scim</c>; it may hold route parameters.</param>
    /// <param name="options">What is offered, and to whom.</param>
    public static IEndpointConventionBuilder MapScim(
        this IEndpointRouteBuilder endpoints,
        string prefix,
        ScimOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(options);

        var log = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger<ScimProvider>();
        var depth = prefix.Split('/', StringSplitOptions.RemoveEmptyEntries).Length;
        var provider = new ScimProvider(options, depth, log);
        return endpoints.Map($"{prefix.TrimEnd('/')}/{{**scim}}", provider.HandleAsync);
    }
}
