using System.Text.Json;

namespace Provost.Server.Graph;

/// <summary>
/// <c>POST /$batch</c>: up to 20 requests in one (graph-api 1). Each runs through the same dispatch as one of its own.
/// </summary>
internal static class BatchEndpoint
{
    private const int Most = 20;

    public static async Task<GraphAnswer> RunAsync(GraphCall call, CancellationToken ct)
    {
        var requests = Requests(call.Json());
        var answers = new Dictionary<string, GraphAnswer>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            var failed = request.DependsOn.FirstOrDefault(id => !answers.TryGetValue(id, out var a) || a.Status >= 400);
            answers[request.Id] = failed is null
                ? await AnswerAsync(call, request, ct)
                : GraphDispatch.Error(
                    call,
                    new GraphException(
                        StatusCodes.Status424FailedDependency,
                        "FailedDependency",
                        $"Request {failed}, on which this one depends, failed."
                    )
                );
        }

        return GraphAnswer.Json(json => Write(json, answers));
    }

    private static Task<GraphAnswer> AnswerAsync(GraphCall call, Request request, CancellationToken ct)
    {
        var at = request.Url.IndexOf('?', StringComparison.Ordinal);
        try
        {
            var path = at < 0 ? request.Url : request.Url[..at];
            if (GraphPath.Segments(path) is not { } segments)
                throw GraphException.Malformed($"The url of request {request.Id} is not well percent-encoded.");
            if (segments is ["$batch"])
                throw GraphException.Malformed("A batch cannot hold a batch.");
            var query = QueryOptions.Parse(at < 0 ? "" : request.Url[at..]);
            return GraphDispatch.AnswerAsync(
                call with
                {
                    Method = request.Method,
                    Segments = segments,
                    Query = query,
                    Headers = request.Headers,
                    Body = request.Body,
                },
                ct
            );
        }
        catch (GraphException refused)
        {
            return Task.FromResult(GraphDispatch.Error(call, refused));
        }
    }

    private static List<Request> Requests(JsonElement body)
    {
        if (!body.TryGetProperty("requests", out var given) || given.ValueKind != JsonValueKind.Array)
            throw GraphException.Malformed("A batch has an array named requests.", "requests");
        if (given.GetArrayLength() is 0 or > Most)
            throw GraphException.Malformed($"A batch has 1 to {Most} requests.", "requests");

        var requests = new List<Request>();
        foreach (var one in given.EnumerateArray())
        {
            var request = Read(one);
            if (requests.Any(r => r.Id == request.Id))
                throw GraphException.Malformed($"The id '{request.Id}' was given twice.", "requests");
            requests.Add(request);
        }

        return InOrder(requests);
    }

    private static Request Read(JsonElement one)
    {
        if (one.ValueKind != JsonValueKind.Object)
            throw GraphException.Malformed("Every request of a batch is an object.", "requests");
        string Text(string name) =>
            one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() ?? ""
                : throw GraphException.Malformed($"A request of the batch has no text named {name}.", name);

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (one.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in given.EnumerateObject())
                headers[header.Name] = header.Value.ToString();
        }

        var depends =
            one.TryGetProperty("dependsOn", out var on) && on.ValueKind == JsonValueKind.Array
                ? on.EnumerateArray().Select(o => o.ToString()).ToArray()
                : [];
        return new Request(
            Text("id"),
            Text("method").ToUpperInvariant(),
            Text("url"),
            headers,
            one.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null
                ? JsonSerializer.SerializeToUtf8Bytes(body)
                : default(ReadOnlyMemory<byte>),
            depends
        );
    }

    /// <summary>Every request after those that it depends on; the order in which they were given otherwise.</summary>
    private static List<Request> InOrder(List<Request> requests)
    {
        var ordered = new List<Request>();
        while (ordered.Count < requests.Count)
        {
            var next =
                requests.FirstOrDefault(r =>
                    !ordered.Contains(r) && r.DependsOn.All(id => ordered.Any(o => o.Id == id))
                ) ?? throw GraphException.Malformed("dependsOn names an unknown id, or goes in a circle.", "dependsOn");
            ordered.Add(next);
        }

        return ordered;
    }

    private static void Write(Utf8JsonWriter json, Dictionary<string, GraphAnswer> answers)
    {
        json.WriteStartObject();
        json.WriteStartArray("responses");
        foreach (var (id, answer) in answers)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteNumber("status", answer.Status);
            json.WriteStartObject("headers");
            if (!answer.Body.IsEmpty)
                json.WriteString("Content-Type", answer.ContentType);
            if (answer.Location is { } location)
                json.WriteString("Location", location);
            if (answer.RetryAfter is { } seconds)
                json.WriteString("Retry-After", $"{seconds}");
            json.WriteEndObject();
            json.WritePropertyName("body");
            if (answer.Body.IsEmpty)
                json.WriteNullValue();
            else if (answer.ContentType == GraphAnswer.JsonType)
                json.WriteRawValue(answer.Body.Span);
            else
                json.WriteBase64StringValue(answer.Body.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record Request(
        string Id,
        string Method,
        string Url,
        IReadOnlyDictionary<string, string> Headers,
        ReadOnlyMemory<byte> Body,
        IReadOnlyList<string> DependsOn
    );
}
