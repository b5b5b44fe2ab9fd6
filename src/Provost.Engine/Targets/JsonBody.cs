using System.Net;

namespace Provost.Engine.Targets;

/// <summary>A body that is sent as it is, and that knows whether a byte of it was handed to a connection.</summary>
internal sealed class JsonBody : HttpContent
{
    private const string ScimJson = "application/scim+json; charset=utf-8";

    private readonly ReadOnlyMemory<byte> _body;

    public JsonBody(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", ScimJson);
    }

    /// <summary>
    /// False as long as the target cannot have seen the request: a create that stopped here did not happen.
    /// </summary>
    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken ct)
    {
        Started = true;
        return stream.WriteAsync(_body, ct).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
