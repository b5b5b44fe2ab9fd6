namespace Provost.Chaos.Script;

/// <summary>
/// One line of a script: a verb and its words. With a time it is begun at that second of the round, beside other
/// steps; without one it is done when everything before it is done.
/// </summary>
internal sealed record Step(double? At, string Verb, IReadOnlyList<string> Words)
{
    public Step(double? at, string verb, params string[] words)
        : this(at, verb, (IReadOnlyList<string>)words) { }

    /// <summary>The words without those of the form <c>name=value</c>.</summary>
    public IReadOnlyList<string> Plain => [.. Words.Where(w => !w.Contains('=') || w[0] is '"')];

    public string First => Words.Count > 0 ? Words[0] : throw new FormatException($"'{this}' names nobody.");

    /// <summary>The value of <c>name=value</c>, null where it is not there.</summary>
    public string? this[string name] =>
        Words.FirstOrDefault(w => w.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    public static Step? Parse(string line)
    {
        var text = line.Split('#', 2)[0].Trim();
        if (text.Length == 0)
            return null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double? at = words[0][0] == '@' ? double.Parse(words[0][1..]) : null;
        var rest = at is null ? words : words[1..];
        return new Step(at, rest[0], [.. rest[1..]]);
    }

    public override string ToString() =>
        $"{(At is { } at ? $"@{at:0.00} " : "")}{Verb} {string.Join(' ', Words)}".TrimEnd();
}
