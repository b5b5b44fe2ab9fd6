using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Provost.Scim.Messages;
using Provost.Scim.Schemas;

namespace Provost.Scim.AspNetCore;

/// <summary>
/// One admitted request, taken apart: where the service provider lies, and which path below it is asked for.
/// </summary>
internal sealed class ScimCall
{
    public ScimCall(HttpContext http, ScimOptions options, IResourceStore store, int prefixDepth)
    {
        Http = http;
        Options = options;
        Store = store;

        // Clients join "…/scim/" and "/Users" into "…/scim//Users": empty segments do not count.
        var segments = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        Segments = [.. segments[prefixDepth..].Select(Uri.UnescapeDataString)];
        var prefix = string.Concat(segments[..prefixDepth].Select(static segment => "/" + segment));
        BaseUrl = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{new PathString(prefix)}";
    }

    public HttpContext Http { get; }

    public ScimOptions Options { get; }

    public IResourceStore Store { get; }

    public string BaseUrl { get; }

    public string[] Segments { get; }

    public CancellationToken Aborted => Http.RequestAborted;

    public Precondition IfMatch => new(Http.Request.Headers.IfMatch);

    public Projection Projection => Projection.Parse(Parameter("attributes"), Parameter("excludedAttributes"));

    /// <summary>The method, HEAD counted as GET; any other than the allowed ones is refused with 405.</summary>
    public string Method(params ReadOnlySpan<string> allowed)
    {
        var method = HttpMethods.IsHead(Http.Request.Method) ? HttpMethods.Get : Http.Request.Method;
        if (allowed.Contains(method))
            return method;

        var list = string.Join(", ", allowed);
        Http.Response.Headers.Allow = list;
        throw new ScimException(405, null, $"{Http.Request.Method} is not possible here, only {list}.");
    }

    /// <summary>A query parameter, without case; given twice, its values are joined as lists of names are.</summary>
    public string? Parameter(string name) =>
        Http.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    public ResourceType? TypeOf(string endpoint) =>
        Options.ResourceTypes.FirstOrDefault(type =>
            type.Endpoint.AsSpan().TrimStart('/').Equals(endpoint, StringComparison.OrdinalIgnoreCase)
        );

    public Task AnswerAsync(int status, JsonNode body) => ScimAnswer.WriteAsync(Http, status, body);

    public ScimException NotFound() => ScimException.NotFound($"There is no /{string.Join('/', Segments)} here.");
}
