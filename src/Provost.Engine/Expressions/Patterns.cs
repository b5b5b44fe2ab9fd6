using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Provost.Engine.Expressions;

/// <summary>
/// Regular expressions, built once: without backtracking where the pattern allows it, with a time limit always.
/// </summary>
internal static class Patterns
{
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>Patterns can come out of people's attributes; the memory for them must not grow for ever.</summary>
    private static readonly BoundedCache<Regex> Known = new(1_000);

    public static bool TryGet(
        string pattern,
        [NotNullWhen(true)] out Regex? regex,
        [NotNullWhen(false)] out string? problem
    )
    {
        problem = null;
        if (Known.TryGet(pattern, out regex))
            return true;
        if (pattern.Length > Expression.LongestText)
        {
            problem = $"it has more than {Expression.LongestText} characters.";
            return false;
        }

        try
        {
            regex = Build(pattern);
        }
        catch (ArgumentException invalid)
        {
            problem = invalid.Message;
            return false;
        }
        Known.Keep(pattern, regex);
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
