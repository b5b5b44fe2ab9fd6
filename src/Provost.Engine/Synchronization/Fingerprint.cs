using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>
/// A hash of what an object should look like (FNV-1a, 64 bits): equal to the one of what was last written, there is nothing to
/// do. It is the same on every machine and in every version, because it is stored.
/// </summary>
public static class Fingerprint
{
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    public static long Of(MappedObject mapped)
    {
        var hash = Offset;
        foreach (var rule in mapped.Plan.Rules)
        {
            if (rule.OnCreationOnly)
                continue;
            Add(ref hash, rule.Target.Text);
            Add(ref hash, rule.Expression is null ? rule.Default : mapped.ValueOf(rule));
        }
        return unchecked((long)hash);
    }

    /// <summary>Of a text, for example a matching value.</summary>
    public static long Of(string text)
    {
        var hash = Offset;
        Add(ref hash, text);
        return unchecked((long)hash);
    }

    /// <summary>Of a request's body.</summary>
    public static long Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Offset;
        foreach (var one in bytes)
            hash = unchecked((hash ^ one) * Prime);
        return unchecked((long)hash);
    }

    private static void Add(ref ulong hash, Value value)
    {
        Add(ref hash, (char)value.Kind);
        if (value.Kind == ValueKind.Many)
            foreach (var element in value.Elements)
                Add(ref hash, element);
        else if (!value.IsNull)
            Add(ref hash, value.ToString());
    }

    private static void Add(ref ulong hash, string text)
    {
        foreach (var c in text)
            Add(ref hash, c);
        // Ends the text, so that "ab" and "c" differ from "a" and "bc"; no character has this value.
        Add(ref hash, '\uffff');
    }

    private static void Add(ref ulong hash, char c) =>
        hash = unchecked((((hash ^ (byte)c) * Prime) ^ (byte)(c >> 8)) * Prime);
}
