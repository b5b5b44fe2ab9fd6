using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Provost.Server.Authority;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary>
/// The API over HTTP: every address that the authority does not know is answered here, always in Graph's shape
/// (graph-api 0.7: a client cannot read an empty error, or one that is no JSON).
/// </summary>
internal sealed class GraphApi(Installation installation, AccessTokens tokens, PublicUrl publicUrl, TextWriter messages)
{
    /// <summary>Bytes; a batch of 20 requests and a schema with thousands of attributes are smaller.</summary>
    private const long LargestBody = 4 * 1024 * 1024;

    /// <summary>The same operations under both: the tutorials and many scripts say beta (graph-api 0.3).</summary>
    private static readonly string[] Versions = ["v1.0", "beta"];

    public static void Map(WebApplication web, Installation installation, TextWriter messages)
    {
        var api = new GraphApi(
            installation,
            web.Services.GetRequiredService<AccessTokens>(),
            web.Services.GetRequiredService<PublicUrl>(),
            messages
        );
        web.Run(api.AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var requestId = Guid.CreateVersion7(installation.Time.GetUtcNow());
        GraphAnswer answer;
        try
        {
            answer = await AnswerAsync(context, requestId, ct);
        }
        catch (GraphException refused)
        {
            answer = Error(context, refused, requestId);
        }
        catch (BadHttpRequestException refused)
        {
            answer = Error(context, Unreadable(refused), requestId);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // The host: whatever one request meets, its client gets an answer that it can read.
        catch (Exception unforeseen)
#pragma warning restore CA1031
        {
            await messages.WriteLineAsync($"Request {requestId} failed: {unforeseen}");
            answer = Error(context, Unforeseen, requestId);
        }

        await WriteAsync(context, answer, requestId, ct);
    }

    private static GraphException Unforeseen { get; } =
        new(
            StatusCodes.Status500InternalServerError,
            "InternalServerError",
            "The request failed for a reason that is the server's. Its output says which, under this request-id."
        );

    private static GraphException Unreadable(BadHttpRequestException refused) =>
        refused.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? TooLarge
            : new GraphException(refused.StatusCode, "BadRequest", "The request cannot be read as HTTP.");

    private static GraphException TooLarge { get; } =
        new(
            StatusCodes.Status413PayloadTooLarge,
            "RequestEntityTooLarge",
            string.Create(CultureInfo.InvariantCulture, $"A request body has at most {LargestBody} bytes.")
        );

    private async Task<GraphAnswer> AnswerAsync(HttpContext context, Guid requestId, CancellationToken ct)
    {
        var segments =
            GraphPath.Segments(RawPath(context.Request))
            ?? throw GraphException.Malformed("The address is not well percent-encoded.");
        if (segments is ["metadata", "endpoints"] && context.Request.Method == HttpMethods.Get)
            return CloudMetadata.Answer(publicUrl.Of(context.Request), publicUrl.AuthorityOf(context.Request));
        if (segments is not [var version, ..] || !Versions.Contains(version, StringComparer.OrdinalIgnoreCase))
        {
            throw GraphException.Nothing(
                $"There is nothing at {context.Request.Path}. The API is below /v1.0, the authority below the tenant's "
                    + "id."
            );
        }

        var caller = Callers.From(await TokenAsync(context.Request, ct), requestId);
        var call = new GraphCall
        {
            Installation = installation,
            Caller = caller,
            Method = context.Request.Method,
            Segments = segments[1..],
            Query = QueryOptions.Parse(context.Request.QueryString.Value ?? ""),
            Root = $"{publicUrl.Of(context.Request)}/{version.ToLowerInvariant()}",
            Headers = context.Request.Headers.ToDictionary(
                h => h.Key,
                h => h.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            ),
            Body = await BodyAsync(context, ct),
            RequestId = requestId,
        };
        return await GraphDispatch.AnswerAsync(call, ct);
    }

    /// <summary>As it was sent: an encoded slash is a part of its segment.</summary>
    private static string RawPath(HttpRequest request)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!raw.StartsWith('/'))
            return request.Path.Value ?? "";
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? raw : raw[..query];
    }

    private async ValueTask<TokenReading.Valid> TokenAsync(HttpRequest request, CancellationToken ct)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw Unauthorized("Access token is empty. Send the header Authorization: Bearer, with a token.");
        return await tokens.ReadAsync(header[scheme.Length..].Trim(), ct) switch
        {
            TokenReading.Valid valid => valid,
            TokenReading.Refused(var reason) => throw Unauthorized(reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static GraphException Unauthorized(string message) =>
        new(StatusCodes.Status401Unauthorized, "InvalidAuthenticationToken", message);

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context, CancellationToken ct)
    {
        if (context.Request.ContentLength > LargestBody)
            throw TooLarge;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestBody;
        if (context.Request.ContentLength is 0 or null && !context.Request.Headers.ContainsKey("Transfer-Encoding"))
        {
            // HTTP/2 has neither header where the length is not known before.
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
                return default;
        }

        var body = new ArrayBufferWriter<byte>(4096);
        int read;
        while ((read = await context.Request.Body.ReadAsync(body.GetMemory(4096), ct)) > 0)
            body.Advance(read);
        if (body.WrittenCount > 0 && !IsJson(context.Request.ContentType))
        {
            throw new GraphException(
                StatusCodes.Status415UnsupportedMediaType,
                "UnsupportedMediaType",
                "The body's Content-Type is not one that is read here. Send application/json."
            );
        }

        return body.WrittenMemory;
    }

    private static bool IsJson(string? contentType) =>
        contentType is null or ""
        || contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    private GraphAnswer Error(HttpContext context, GraphException error, Guid requestId) =>
        GraphDispatch.Error(
            error,
            requestId,
            GraphDispatch.ClientRequestId(context.Request.Headers["client-request-id"], requestId),
            installation.Time.GetUtcNow()
        );

    private async Task WriteAsync(HttpContext context, GraphAnswer answer, Guid requestId, CancellationToken ct)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers["request-id"] = requestId.ToString();
        response.Headers["client-request-id"] = GraphDispatch.ClientRequestId(
            context.Request.Headers["client-request-id"],
            requestId
        );
        response.Headers["OData-Version"] = "4.0";
        response.Headers.CacheControl = "no-cache";
        if (answer.Location is { } location)
            response.Headers.Location = location;
        if (answer.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (answer.PreferenceApplied is { } applied)
            response.Headers["Preference-Applied"] = applied;
        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate =
                $"Bearer realm=\"\", authorization_uri=\"{publicUrl.AuthorityOf(context.Request)}/common/oauth2/authorize\""
                + ", error=\"invalid_token\"";
        }

        if (answer.Body.IsEmpty)
            return;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(answer.Body, ct);
    }
}
