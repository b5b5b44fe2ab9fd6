using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>
/// A hash of what an object should look like (FNV-1a with 64 bits, over UTF-16 units): equal to the one of what was
/// last written, there is nothing to do. It is stored, so it is the same on every machine and at every start.
/// </summary>
public static class Fingerprint
{
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    public static long Of(MappedObject mapped)
    {
        var hash = Offset;
        foreach (var rule in mapped.Plan.Always)
        {
            hash = unchecked((hash ^ (ulong)rule.PathHash) * Prime);
            hash = Add(hash, rule.Expression is null ? rule.Default : mapped.ValueOf(rule));
            // To be empty is something else than not to be touched.
            if (mapped.Clears(rule))
                hash = Add(hash, "clear");
        }
        return unchecked((long)hash);
    }

    /// <summary>Of a text, for example a matching value.</summary>
    public static long Of(string text) => unchecked((long)Add(Offset, text));

    /// <summary>Of a request's body.</summary>
    public static long Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Offset;
        foreach (var one in bytes)
            hash = unchecked((hash ^ one) * Prime);
        return unchecked((long)hash);
    }

    private static ulong Add(ulong hash, Value value)
    {
        hash = unchecked((hash ^ (ulong)value.Kind) * Prime);
        if (value.Kind == ValueKind.Many)
            foreach (var element in value.Elements)
                hash = Add(hash, element);
        else if (!value.IsNull)
            hash = Add(hash, value.ToString());
        return hash;
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var c in text)
            hash = unchecked((hash ^ c) * Prime);
        // Ends the text, so that "ab" and "c" differ from "a" and "bc"; no character has this value.
        return unchecked((hash ^ 0xffff) * Prime);
    }
}
