using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Provost.Engine.Targets.OAuth;

namespace Provost.Engine.Targets;

/// <summary>
/// What came back, before it is judged. The body may lie in a rented buffer, which goes back with Dispose.
/// </summary>
internal sealed class Reply : IDisposable
{
    private byte[]? _rented;

    public int Status { get; init; }

    public string? MediaType { get; init; }

    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>How long the target wants to be left alone, between a second and an hour.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where a redirect points, without its query.</summary>
    public string? Location { get; init; }

    public Fault Fault { get; init; }

    /// <summary>What the fault was, in the words of the system.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the target may have got the whole request, so that a create may have happened.</summary>
    public bool MayHaveArrived { get; init; } = true;

    /// <summary>
    /// The answer to this try was lost, or to one before it: what was sent may be carried out later than this.
    /// </summary>
    public bool Lingers { get; set; }

    /// <summary>Whether this try alone may be carried out after its end: nobody said what became of it.</summary>
    public bool IsLost =>
        Fault switch
        {
            Fault.None => Status is 408 or 504,
            Fault.TimedOut or Fault.Broken or Fault.TooLong => MayHaveArrived,
            _ => false,
        };

    /// <summary>The header that the request carried; null where nothing was sent.</summary>
    public string? SentWith { get; set; }

    public bool IsSuccess => Fault == Fault.None && Status is >= 200 and < 300;

    public bool IsHtml =>
        MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true
        || Body.Span.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'<', ..];

    public static Reply Text(int status, string body, string mediaType = "application/scim+json") =>
        new()
        {
            Status = status,
            MediaType = mediaType,
            Body = Encoding.UTF8.GetBytes(body),
        };

    public static Reply Failed(
        Fault fault,
        string? reason = null,
        bool mayHaveArrived = false,
        TimeSpan? retryAfter = null
    ) =>
        new()
        {
            Fault = fault,
            RetryAfter = retryAfter,
            Reason = reason,
            MayHaveArrived = mayHaveArrived,
        };

    /// <summary>Nothing was sent, because there is no access token.</summary>
    public static Reply Failed(TokenAnswer? answer) =>
        answer switch
        {
            TokenAnswer.Refused(_, var sentence) => Failed(Fault.TokenRefused, sentence),
            TokenAnswer.Unavailable(var sentence, var later) => Failed(
                Fault.TokenUnavailable,
                sentence,
                retryAfter: later
            ),
            _ => throw new UnreachableException(),
        };

    /// <summary>Reads the body to its end into a rented buffer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Reply> ReadAsync(
        HttpResponseMessage response,
        int maxBytes,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        var length = 0;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), ct)) > 0)
            {
                length += read;
                if (length > maxBytes)
                    return Failed(Fault.TooLong, $"more than {maxBytes / 1024 / 1024} MiB", mayHaveArrived: true);
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }

            var reply = new Reply
            {
                Status = (int)response.StatusCode,
                // A success is read by what it holds; taking the header apart is the dearest part of a small answer.
                MediaType = response.IsSuccessStatusCode ? null : response.Content.Headers.ContentType?.MediaType,
                Body = buffer.AsMemory(0, length),
                RetryAfter = response.IsSuccessStatusCode ? null : RetryAfters.Read(response, now),
                Location = (int)response.StatusCode is >= 300 and < 400 ? Target(response) : null,
                _rented = buffer,
            };
            buffer = [];
            return reply;
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private static string? Target(HttpResponseMessage response) =>
        response.Headers.Location is not { } location ? null
        : location.IsAbsoluteUri ? location.GetLeftPart(UriPartial.Path)
        : location.OriginalString.Split('?')[0];

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
