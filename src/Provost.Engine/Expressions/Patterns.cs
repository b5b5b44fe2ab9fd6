using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Provost.Engine.Expressions;

/// <summary>
/// Regular expressions, built once: without backtracking where the pattern allows it, with a time limit always.
/// </summary>
internal static class Patterns
{
    private const int MostKept = 1_000;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(250);
    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    public static bool TryGet(
        string pattern,
        [NotNullWhen(true)] out Regex? regex,
        [NotNullWhen(false)] out string? problem
    )
    {
        problem = null;
        if (Known.TryGetValue(pattern, out regex))
            return true;

        try
        {
            regex = Build(pattern);
        }
        catch (ArgumentException invalid)
        {
            problem = invalid.Message;
            return false;
        }
        // Patterns can come out of people's attributes; the memory for them must not grow for ever.
        if (Known.Count >= MostKept)
            Known.Clear();
        Known.TryAdd(pattern, regex);
        return true;
    }

    /// <summary>Look-around and back-references need backtracking.</summary>
    private static Regex Build(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (NotSupportedException)
        {
            return new(pattern, RegexOptions.CultureInvariant, TimeLimit);
        }
    }
}
