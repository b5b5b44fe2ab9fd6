using System.Globalization;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>
/// From a call to its answer: route, permission, handler; and every way in which that can fail in Graph's shape.
/// </summary>
internal static class GraphDispatch
{
    public static async Task<GraphAnswer> AnswerAsync(GraphCall call, CancellationToken ct)
    {
        try
        {
            if (call is { Segments: ["$batch"], Method: "POST" })
                return await BatchEndpoint.RunAsync(call, ct);
            var (route, keys) = GraphRoutes.Find(call.Method, call.Segments);
            call.Caller.Demand(route.Operation);
            return await route.Handler(call with { Keys = keys, Operation = route.Operation }, ct);
        }
        catch (GraphException refused)
        {
            return Error(call, refused);
        }
        catch (AccessRefusedException)
        {
            return Error(
                call,
                new GraphException(
                    StatusCodes.Status403Forbidden,
                    "Authorization_RequestDenied",
                    "Insufficient privileges to complete the operation."
                )
            );
        }
        catch (QueryException refused)
        {
            return Error(call, GraphException.UnsupportedQuery(refused.Message));
        }
        catch (TakenException taken)
        {
            return Error(call, GraphException.Taken(taken.Property));
        }
        catch (UnknownObjectException unknown)
        {
            return Error(call, GraphException.NoObject(unknown.Id.ToString()));
        }
        catch (StorageException unavailable)
        {
            return Error(call, GraphException.Unavailable(unavailable.Message));
        }
        catch (EngineException refused)
        {
            return Error(call, GraphException.BadRequest(refused.Message));
        }
    }

    /// <summary>Graph's error body (graph-api 1).</summary>
    public static GraphAnswer Error(GraphCall call, GraphException error) =>
        Error(
            error,
            call.RequestId,
            ClientRequestId(call.Headers.GetValueOrDefault("client-request-id"), call.RequestId),
            call.Installation.Time.GetUtcNow()
        );

    public static GraphAnswer Error(GraphException error, Guid requestId, string clientRequestId, DateTimeOffset now) =>
        GraphAnswer.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteStartObject("error");
                json.WriteString("code", error.Code);
                json.WriteString("message", error.Message);
                if (error.Target is { } target)
                    json.WriteString("target", target);
                if (error.Details.Count > 0)
                    WriteDetails(json, error.Details);
                json.WriteStartObject("innerError");
                json.WriteString("date", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
                json.WriteString("request-id", requestId);
                json.WriteString("client-request-id", clientRequestId);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndObject();
            },
            error.Status
        ) with
        {
            RetryAfter = error.RetryAfter,
        };

    /// <summary>The caller's id of the request where it gave a sensible one, else ours.</summary>
    public static string ClientRequestId(string? given, Guid requestId) =>
        (Guid.TryParse(given, out var id) ? id : requestId).ToString();

    private static void WriteDetails(Utf8JsonWriter json, IReadOnlyList<ErrorDetail> details)
    {
        json.WriteStartArray("details");
        foreach (var detail in details)
        {
            json.WriteStartObject();
            json.WriteString("code", detail.Code);
            json.WriteString("message", detail.Message);
            if (detail.Target is { } target)
                json.WriteString("target", target);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
