using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Provost.Scim.AspNetCore;

/// <summary>Writes answers as <c>application/scim+json</c> (RFC 7644 §3.1), errors too.</summary>
public static class ScimAnswer
{
    /// <summary>The media type of every SCIM body.</summary>
    public const string ContentType = "application/scim+json";

    // A phone number's "+" and a name's "ö" travel as they are: the answer is JSON, never part of a page.
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Answers with an error in SCIM form (RFC 7644 §3.12): for a host's own middleware.</summary>
    /// <param name="http">The request to answer.</param>
    /// <param name="refusal">Status, <c>scimType</c> and detail.</param>
    public static Task WriteErrorAsync(HttpContext http, ScimException refusal)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(refusal);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }
        return WriteAsync(http, refusal.Status, refusal.ToJson());
    }

    internal static async Task WriteAsync(HttpContext http, int status, JsonNode body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Plain);
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = bytes.Length;
        await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
    }
}
