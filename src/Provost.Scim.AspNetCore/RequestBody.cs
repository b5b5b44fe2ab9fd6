using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Provost.Scim.Resources;

namespace Provost.Scim.AspNetCore;

/// <summary>Reads a JSON body within the limits: media type (415), size (413), syntax and depth (400).</summary>
internal static class RequestBody
{
    public static async Task<JsonObject> ReadAsync(ScimCall call)
    {
        var http = call.Http;
        RequireJson(http.Request);
        var limit = call.Options.MaxBodyBytes;
        // A client that still sends sees a cut connection and no answer. So a body that is somewhat too large is read
        // to its end, and its 413 arrives; the web server cuts off what is far too large.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = 8 * limit;

        var reader = http.Request.BodyReader;
        var tooLarge = false;
        while (true)
        {
            var read = await reader.ReadAsync(call.Aborted);
            var unread = read.Buffer;
            try
            {
                tooLarge |= unread.Length > limit;
                if (read.IsCompleted)
                    return tooLarge ? throw TooLarge(limit) : Parse(unread);
            }
            finally
            {
                reader.AdvanceTo(tooLarge || read.IsCompleted ? unread.End : unread.Start, unread.End);
            }
        }
    }

    /// <summary>What the web server found wrong while the body was read: too long, too slow, cut off.</summary>
    public static ScimException Refusal(BadHttpRequestException bad, long limit) =>
        bad.StatusCode is StatusCodes.Status413PayloadTooLarge
            ? TooLarge(limit)
            : new ScimException(bad.StatusCode, null, bad.Message);

    private static JsonObject Parse(in ReadOnlySequence<byte> utf8) =>
        ScimJson.ParseObject(utf8.IsSingleSegment ? utf8.FirstSpan : utf8.ToArray());

    private static ScimException TooLarge(long limit) =>
        ScimException.TooLarge($"The body is larger than {limit} bytes: send less at once.");

    /// <summary>Okta's own test posts <c>application/json</c>; no type at all is taken for JSON.</summary>
    private static void RequireJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is [{ } encoding, ..] && encoding is not "identity")
            throw Unsupported($"Content-Encoding {encoding}");
        if (string.IsNullOrEmpty(request.ContentType))
            return;

        var json =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Value?.ToUpperInvariant() is "APPLICATION/SCIM+JSON" or "APPLICATION/JSON"
            && type.Charset.Value?.Trim('"').ToUpperInvariant() is null or "" or "UTF-8";
        if (!json)
            throw Unsupported($"Content-Type {request.ContentType}");
    }

    private static ScimException Unsupported(string what) =>
        new(415, null, $"{what} cannot be read here: send {ScimAnswer.ContentType} in UTF-8.");
}
