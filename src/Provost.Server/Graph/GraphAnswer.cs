using System.Buffers;
using System.Text.Json;

namespace Provost.Server.Graph;

/// <summary>What a request is answered with: status, headers and a whole body.</summary>
internal sealed record GraphAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    public const string JsonType =
        "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8";

    public string ContentType { get; init; } = JsonType;

    /// <summary>Where a created object is.</summary>
    public string? Location { get; init; }

    public int? RetryAfter { get; init; }

    /// <summary>What of the request's <c>Prefer</c> was honoured.</summary>
    public string? PreferenceApplied { get; init; }

    public static GraphAnswer NoContent { get; } = new(StatusCodes.Status204NoContent, default);

    public static GraphAnswer Text(string text) =>
        new(StatusCodes.Status200OK, System.Text.Encoding.UTF8.GetBytes(text))
        {
            ContentType = "text/plain; charset=utf-8",
        };

    /// <summary>Bytes; most answers with one object fit.</summary>
    private const int FirstBuffer = 4096;

    public static GraphAnswer Json(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var buffer = new ArrayBufferWriter<byte>(FirstBuffer);
        Write(buffer, write);
        return new GraphAnswer(status, buffer.WrittenMemory);
    }

    public static GraphAnswer Created(string location, Action<Utf8JsonWriter> write) =>
        Json(write, StatusCodes.Status201Created) with
        {
            Location = location,
        };

    private static void Write(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> write)
    {
#pragma warning disable MA0045 // Into memory: there is nothing to wait for.
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
#pragma warning restore MA0045
        write(json);
    }
}
