using System.Text.RegularExpressions;

namespace Provost.Server.Graph;

/// <summary>
/// Brings the many spellings of a Graph address into one: keys in parentheses become segments, function calls lose
/// their parentheses, qualified names their namespace (graph-api 0.4, 0.5 and "Key syntax").
/// </summary>
internal static partial class GraphPath
{
    /// <summary>
    /// The segments of an address below the version, decoded: <c>servicePrincipals(appId='x')/jobs</c> becomes
    /// <c>servicePrincipals</c>, <c>appId=x</c>, <c>jobs</c>. Null where the percent-encoding is broken.
    /// </summary>
    public static string[]? Segments(string path)
    {
        var segments = new List<string>();
        foreach (var raw in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Broken().IsMatch(raw))
                return null;
            Add(segments, Uri.UnescapeDataString(raw));
        }

        return [.. segments];
    }

    private static void Add(List<string> segments, string segment)
    {
        var name = segment;
        if (Key().Match(segment) is { Success: true } key)
        {
            name = key.Groups["name"].Value;
            segments.Add(Unqualified(name));
            var alternate = key.Groups["alternate"].Value;
            var value = key.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);
            segments.Add(alternate.Length > 0 ? $"{alternate}={value}" : value);
            return;
        }

        segments.Add(Unqualified(name.EndsWith("()", StringComparison.Ordinal) ? name[..^2] : name));
    }

    /// <summary>A cast keeps its short form <c>graph.user</c>; a function is called by its bare name.</summary>
    private static string Unqualified(string name)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["microsoft.graph.", "graph."])
        {
            if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var bare = name[prefix.Length..];
            return Casts.Contains(bare) ? $"graph.{bare.ToLowerInvariant()}" : bare;
        }

        return name;
    }

    private static readonly HashSet<string> Casts = new(StringComparer.OrdinalIgnoreCase)
    {
        "user",
        "group",
        "application",
        "servicePrincipal",
    };

    [GeneratedRegex(
        @"^(?<name>[A-Za-z$][\w.]*)\((?:(?<alternate>\w+)=)?'(?<value>(?:[^']|'')*)'\)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Key();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Broken();
}
