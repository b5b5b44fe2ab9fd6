using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provost.Engine.Synchronization;

/// <summary>
/// Writes JSON into a rented buffer and can take back what it wrote, so that nobody has to look ahead.
/// </summary>
internal ref struct JsonOutput
{
    private static readonly SearchValues<char> Special = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (char)i),
        '"',
        '\\',
        '\u2028',
        '\u2029',
    ]);

    private byte[] _buffer;

    public JsonOutput(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>How much is written; setting it back forgets what came after.</summary>
    public int Length { get; set; }

    public readonly Span<byte> Written => _buffer.AsSpan(0, Length);

    public void Raw(ReadOnlySpan<byte> json)
    {
        Room(json.Length);
        json.CopyTo(_buffer.AsSpan(Length));
        Length += json.Length;
    }

    public void Text(string text)
    {
        if (text.AsSpan().ContainsAny(Special))
        {
            Raw("\""u8);
            Raw(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            Raw("\""u8);
            return;
        }
        Room((text.Length * 3) + 2);
        _buffer[Length++] = (byte)'"';
        Length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Length));
        _buffer[Length++] = (byte)'"';
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Room(int more)
    {
        if (Length + more <= _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + more));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
