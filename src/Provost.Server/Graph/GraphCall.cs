using System.Text.Json;
using System.Text.Unicode;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary>
/// One request to the API, however it came in: over HTTP or inside a batch. Handlers know nothing of HTTP besides.
/// </summary>
internal sealed record GraphCall
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    public required Installation Installation { get; init; }

    public required Caller Caller { get; init; }

    public required string Method { get; init; }

    /// <summary>The address below the version, see <see cref="GraphPath"/>.</summary>
    public required IReadOnlyList<string> Segments { get; init; }

    public required QueryOptions Query { get; init; }

    /// <summary>The public address with the version: <c>https://provost.example/v1.0</c>.</summary>
    public required string Root { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required Guid RequestId { get; init; }

    /// <summary>What is being done; the caller was asked whether it may, though not to which object.</summary>
    public Operation Operation { get; init; } = Operations.OrganizationRead;

    /// <summary>What the placeholders of the route stand for.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The value of a placeholder.</summary>
    public string this[string key] => Keys[key];

    /// <summary>Advanced queries were asked for: <c>ConsistencyLevel: eventual</c>.</summary>
    public bool IsEventual =>
        Headers.TryGetValue("ConsistencyLevel", out var level)
        && level.Equals("eventual", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address of this request again, with another page of its answer.</summary>
    public string Link(string skipToken) => Link("$skiptoken", skipToken);

    /// <param name="option">What replaces <c>$skip</c> and the tokens in the query.</param>
    public string Link(string option, string value)
    {
        var path = string.Join('/', Segments.Select(Uri.EscapeDataString));
        var kept = Query
            .Given.Where(g => g.Key.ToLowerInvariant() is not ("$skiptoken" or "$deltatoken" or "$skip"))
            .Append(new(option, value));
        return $"{Root}/{path}?{string.Join('&', kept.Select(g => $"{g.Key}={Uri.EscapeDataString(g.Value)}"))}";
    }

    public bool Prefers(string preference) =>
        Headers.TryGetValue("Prefer", out var prefer)
        && prefer
            .Split([',', ';'], StringSplitOptions.TrimEntries)
            .Contains(preference, StringComparer.OrdinalIgnoreCase);

    /// <summary>The body as an object; an action may come without one where <paramref name="optional"/>.</summary>
    public JsonElement Json(bool optional = false)
    {
        if (Body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return optional
                ? JsonElement.Parse("{}")
                : throw GraphException.Malformed("The request has no body. Send a JSON object.");
        }

        if (!Utf8.IsValid(Body.Span))
            throw GraphException.Malformed("The body is no readable JSON: it is not valid UTF-8.");
        try
        {
            RefuseLoneSurrogates(Body.Span);
            using var document = JsonDocument.Parse(Body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw GraphException.Malformed(
                    $"The body is {Name(document.RootElement.ValueKind)}. Send a JSON object."
                );
        }
        catch (JsonException broken)
        {
            throw GraphException.Malformed(
                $"The body is no readable JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}): "
                    + "check quotes, commas, doubled names and nesting (at most 64 deep)."
            );
        }
    }

    /// <summary>JSON can write half of a surrogate pair as an escape; no text can be made of it.</summary>
    private static void RefuseLoneSurrogates(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true })
                    reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            throw GraphException.Malformed("The body is no readable JSON: it escapes half of a surrogate pair.");
        }
    }

    public static string Name(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a Boolean",
            JsonValueKind.Null => "null",
            _ => "an object",
        };
}
