namespace Provost.Scim.AspNetCore;

/// <summary>The table of contents of a service provider (RFC 7644 §3.2).</summary>
internal static class Routes
{
    public static Task DispatchAsync(ScimCall call) =>
        call.Segments switch
        {
            [] => Lists.QueryAsync(call, call.Options.ResourceTypes),
            [".search"] => Lists.SearchAsync(call, call.Options.ResourceTypes),
            ["ServiceProviderConfig" or "ServiceProviderConfigs"] => DiscoveryEndpoints.ConfigAsync(call),
            ["ResourceTypes"] => DiscoveryEndpoints.ResourceTypesAsync(call),
            ["ResourceTypes", var name] => DiscoveryEndpoints.ResourceTypeAsync(call, name),
            ["Schemas"] => DiscoveryEndpoints.SchemasAsync(call),
            ["Schemas", var urn] => DiscoveryEndpoints.SchemaAsync(call, urn),
            ["Me", ..] => throw NotOffered("/Me", "a service's token is nobody"),
            ["Bulk"] => throw NotOffered("/Bulk", "send the operations one by one"),
            [var endpoint] when call.TypeOf(endpoint) is { } type => call.Method("GET", "POST") is "POST"
                ? SingleResources.CreateAsync(call, type)
                : Lists.QueryAsync(call, [type]),
            [var endpoint, ".search"] when call.TypeOf(endpoint) is { } type => Lists.SearchAsync(call, [type]),
            [var endpoint, var id] when call.TypeOf(endpoint) is { } type => SingleResources.HandleAsync(
                call,
                type,
                id
            ),
            _ => throw call.NotFound(),
        };

    private static ScimException NotOffered(string endpoint, string why) =>
        ScimException.NotImplemented($"{endpoint} is not offered: {why}.");
}
