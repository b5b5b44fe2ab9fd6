using System.Text;

namespace Provost.Engine.Directory.Ldif;

/// <summary>The entries of an LDIF file (RFC 2849); what cannot be read is reported and passed over.</summary>
internal sealed class LdifEntries(Stream stream, List<ImportProblem> problems)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly LdifLines _lines = new(stream);

    public IEnumerable<LdifEntry> Read()
    {
        var block = new List<LdifLine>();
        while (_lines.TryRead(out var line))
        {
            if (!line.IsBlank)
            {
                // The version may stand directly above the first entry.
                if (block.Count > 0 || !IsVersion(line))
                    block.Add(line);
                continue;
            }
            if (Entry(block) is { } entry)
                yield return entry;
            block.Clear();
        }
        if (Entry(block) is { } last)
            yield return last;
    }

    private static bool IsVersion(LdifLine line) =>
        line.Text is { } text && text.StartsWith("version:", StringComparison.OrdinalIgnoreCase);

    private LdifEntry? Entry(List<LdifLine> block)
    {
        if (block.Count == 0)
            return null;
        var line = block[0].Number;
        if (Value(block[0]) is not { } dn)
            return null;
        if (dn.Name is not "dn")
            return Refused(line, "An entry begins with 'dn:'; this one does not and is left out.");
        if (!DistinguishedName.TryNormalize(dn.Text, out var key))
            return Refused(line, $"'{dn.Text}' is no distinguished name; the entry is left out.");

        var values = new List<LdifValue>(block.Count);
        foreach (var next in block.Skip(1))
        {
            if (Value(next) is not { } value)
                continue;
            if (value.Name is "changetype" && !value.Text.Equals("add", StringComparison.OrdinalIgnoreCase))
                return Refused(
                    value.Line,
                    $"A change of type '{value.Text}' is not imported ({dn.Text}); export the entries themselves."
                );
            values.Add(value);
        }
        return new(line, dn.Text, key, values);
    }

    /// <summary>
    /// <c>name[;option]: text</c>, <c>name:: base64</c>; a value from elsewhere (<c>name:&lt; url</c>) is never
    /// fetched.
    /// </summary>
    private LdifValue? Value(LdifLine line)
    {
        if (line.Text is not { } text)
            return Dropped(line.Number, "The line is not written in UTF-8 and is left out.");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return Dropped(line.Number, "A line has the form 'name: value'; this one has no name and is left out.");

        var name = text[..colon].Trim().ToLowerInvariant();
        var semicolon = name.IndexOf(';', StringComparison.Ordinal);
        var plain = semicolon < 0 ? name : name[..semicolon];
        var value = text[(colon + 1)..];
        return value switch
        {
            [':', .. var encoded] => Decoded(line.Number, plain, semicolon >= 0, encoded.Trim()),
            ['<', ..] => Dropped(line.Number, $"'{plain}' refers to another file; it is not followed and is left out."),
            _ => new(line.Number, plain, semicolon >= 0, value.Trim(' ')),
        };
    }

    /// <summary>Binary values such as photographs are no text; nothing that is imported is one.</summary>
    private LdifValue? Decoded(int line, string name, bool hasOptions, string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return Dropped(line, $"The value of '{name}' is no base64 and is left out.");
        try
        {
            return new(line, name, hasOptions, Strict.GetString(bytes, 0, length));
        }
        catch (DecoderFallbackException)
        {
            return LdifAttributes.AreText(name)
                ? Dropped(line, $"The value of '{name}' is no text in UTF-8 and is left out.")
                : null;
        }
    }

    private LdifValue? Dropped(int line, string message)
    {
        problems.Add(new(line, message));
        return null;
    }

    private LdifEntry? Refused(int line, string message)
    {
        problems.Add(new(line, message));
        return null;
    }
}
