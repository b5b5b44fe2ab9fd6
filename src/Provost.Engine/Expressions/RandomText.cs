namespace Provost.Engine.Expressions;

/// <summary>Random values, from randomness that is passed in.</summary>
internal static class RandomText
{
    private const int Longest = 256;
    private const string Digits = "0123456789";

    private const string Special = "!#$%&()*+,-./:;<=>?@[]^_{|}~";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lowers = "abcdefghijklmnopqrstuvwxyz";

    public static MappingFunction[] Table { get; } =
    [
        new("Guid", "", "A random GUID.", "Guid()", static (_, context) => Guid(context.Random))
        {
            OnCreationOnly = true,
        },
        new(
            "RandomString",
            "Length, MinimumNumbers, MinimumSpecialCharacters, MinimumCapital, MinimumLowerCase, "
                + "CharactersToAvoid?",
            "A random text with so many characters of each kind.",
            """RandomString(12, 2, 2, 2, 2, "?,")""",
            static (a, context) => Make(a, context.Random)
        )
        {
            OnCreationOnly = true,
        },
    ];

    private static Evaluation Make(ReadOnlySpan<Value> a, Func<int, int> random)
    {
        Span<int> counts = stackalloc int[5];
        for (var i = 0; i < counts.Length; i++)
        {
            if (!Numbers.TryWhole(a[i], out var n) || n is < 0 or > Longest)
                return Evaluation.Failed(
                    $"lengths are whole numbers from 0 to {Longest}, not {TextFunctions.Shown(a[i])}."
                );
            counts[i] = (int)n;
        }
        var length = counts[0];
        var least = counts[1] + counts[2] + counts[3] + counts[4];
        if (length < least)
            return Evaluation.Failed($"the length {length} is less than the characters asked for, {least}.");

        var avoid = a.Length > 5 ? a[5].ToString() : "";
        string[] kinds = [.. new[] { Digits, Special, Capitals, Lowers }.Select(k => Without(k, avoid))];
        var text = new List<char>(length);
        for (var kind = 0; kind < kinds.Length; kind++)
        {
            if (kinds[kind].Length == 0 && counts[kind + 1] > 0)
                return Evaluation.Failed("CharactersToAvoid leaves none of a kind that is asked for.");
            for (var i = 0; i < counts[kind + 1]; i++)
                text.Add(kinds[kind][random(kinds[kind].Length)]);
        }

        var any = Filler(kinds, counts[1..]);
        if (any.Length == 0 && text.Count < length)
            return Evaluation.Failed("CharactersToAvoid leaves no character.");
        while (text.Count < length)
            text.Add(any[random(any.Length)]);
        return Value.Text(Shuffled(text, random));
    }

    /// <summary>A random GUID (RFC 9562, version 4).</summary>
    private static Evaluation Guid(Func<int, int> random)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random(256);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return Value.Text(new Guid(bytes, bigEndian: true).ToString());
    }

    /// <summary>
    /// What is not asked for by kind comes from the kinds that are; from letters and digits if none is.
    /// </summary>
    private static string Filler(string[] kinds, ReadOnlySpan<int> counts)
    {
        var any = "";
        for (var kind = 0; kind < kinds.Length; kind++)
            if (counts[kind] > 0)
                any += kinds[kind];
        return any.Length > 0 ? any : kinds[0] + kinds[2] + kinds[3];
    }

    private static string Without(string characters, string avoid) =>
        string.Concat(characters.Where(c => !avoid.Contains(c, StringComparison.Ordinal)));

    private static string Shuffled(List<char> text, Func<int, int> random)
    {
        for (var i = text.Count - 1; i > 0; i--)
        {
            var other = random(i + 1);
            (text[i], text[other]) = (text[other], text[i]);
        }
        return string.Concat(text);
    }
}
