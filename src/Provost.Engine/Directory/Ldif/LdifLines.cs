using System.Text;

namespace Provost.Engine.Directory.Ldif;

/// <summary>A line of LDIF with its continuation lines joined, and the number of its first line.</summary>
/// <param name="Text">Null where the bytes are no UTF-8.</param>
internal readonly record struct LdifLine(int Number, string? Text)
{
    public bool IsBlank => Text is "";
}

/// <summary>
/// The lines of an LDIF file (RFC 2849): read as bytes, because a fold may lie in the middle of a character; comments
/// are left out, folded ones too.
/// </summary>
internal sealed class LdifLines(Stream stream)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte> _next = [];
    private int _filled;
    private int _at;
    private int _number;
    private bool _hasNext;

    public bool TryRead(out LdifLine line)
    {
        while (_hasNext || Physical())
        {
            if (_number == 1)
                RefuseOtherEncodings();
            var number = _number;
            var bytes = _next.ToArray();
            _hasNext = false;
            // A blank line ends an entry and cannot be continued.
            if (bytes.Length > 0)
                bytes = Unfolded(bytes);
            if (bytes is [(byte)'#', ..])
                continue;
            line = new(number, Decoded(bytes));
            return true;
        }
        line = default;
        return false;
    }

    private byte[] Unfolded(byte[] first)
    {
        List<byte>? all = null;
        while (Physical())
        {
            if (_next is not [(byte)' ', ..])
            {
                _hasNext = true;
                break;
            }
            all ??= [.. first];
            all.AddRange(_next.Skip(1));
        }
        return all is null ? first : [.. all];
    }

    /// <summary>The next line as it stands in the file, without its end.</summary>
    private bool Physical()
    {
        _next.Clear();
        _number++;
        while (true)
        {
            if (_at == _filled && !Fill())
                return _next.Count > 0;

            var rest = _buffer.AsSpan(_at, _filled - _at);
            var end = rest.IndexOf((byte)'\n');
            _next.AddRange(end < 0 ? rest : rest[..end]);
            _at += end < 0 ? rest.Length : end + 1;
            if (end < 0)
                continue;
            if (_next is [.., (byte)'\r'])
                _next.RemoveAt(_next.Count - 1);
            return true;
        }
    }

    private bool Fill()
    {
        try
        {
            (_at, _filled) = (0, stream.Read(_buffer));
            return _filled > 0;
        }
        catch (IOException unreadable)
        {
            throw new EngineException($"The file cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private void RefuseOtherEncodings()
    {
        if (_next is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
            throw new EngineException("The file is written in UTF-16, LDIF is UTF-8 (RFC 2849); save it as UTF-8.");
        if (_next is [0xef, 0xbb, 0xbf, ..])
            _next.RemoveRange(0, 3);
    }

    private static string? Decoded(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
