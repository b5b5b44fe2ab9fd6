using System.Text;
using System.Text.RegularExpressions;

namespace Provost.Engine.Expressions;

/// <summary>The function Replace, whose meaning depends on which arguments are given (ENT-EXP 5.2).</summary>
internal static class Replacing
{
    public static Evaluation Apply(ReadOnlySpan<Value> a)
    {
        var (oldValue, pattern, group) = (At(a, 1), At(a, 2), At(a, 3));
        var (replacement, attribute, template) = (At(a, 4), At(a, 5), At(a, 6));
        if (a[0].Kind == ValueKind.Many && a[0].Elements.Count > 1)
            return TextFunctions.Several(a[0]);

        var source = TextFunctions.Single(a[0]);
        if (oldValue is { Length: > 0 })
            return Plain(source, oldValue, replacement, template);
        if (pattern is null)
            return Evaluation.Failed("needs oldValue or regexPattern.");
        if (!Patterns.TryGet(pattern, out var regex, out var problem))
            return Evaluation.Failed($"the regular expression cannot be read, {problem}");

        try
        {
            if (group is not null && replacement is null)
                return FromAttribute(source, regex, group, attribute);
            if (source is null)
                return Value.Null;
            if (replacement is null)
                return Evaluation.Failed("needs replacementValue beside regexPattern.");
            return Value.Text(
                group is null ? regex.Replace(source, replacement) : Group(regex, source, group, replacement)
            );
        }
        catch (RegexMatchTimeoutException)
        {
            return Evaluation.Failed("the regular expression took too long; write it without nested repetition.");
        }
    }

    private static string? At(ReadOnlySpan<Value> a, int index) =>
        index < a.Length ? TextFunctions.Single(a[index]) : null;

    /// <summary>With a template, it is the template in which the old value is replaced, by the source.</summary>
    private static Evaluation Plain(string? source, string oldValue, string? replacement, string? template) =>
        source is null ? Value.Null
        : template is not null ? Value.Text(template.Replace(oldValue, source, StringComparison.Ordinal))
        : replacement is not null ? Value.Text(source.Replace(oldValue, replacement, StringComparison.Ordinal))
        : Evaluation.Failed("needs replacementValue or template beside oldValue.");

    /// <summary>The source where it has a value, else the group as found in another attribute.</summary>
    private static Evaluation FromAttribute(string? source, Regex regex, string group, string? attribute)
    {
        if (!string.IsNullOrEmpty(source))
            return Value.Text(source);
        if (attribute is null)
            return Value.Null;
        return regex.Match(attribute).Groups[group] is { Success: true } found ? Value.Text(found.Value) : Value.Null;
    }

    private static string Group(Regex regex, string source, string group, string replacement)
    {
        var result = new StringBuilder();
        var copied = 0;
        foreach (Match match in regex.Matches(source))
        {
            if (match.Groups[group] is not { Success: true } part || part.Index < copied)
                continue;
            result.Append(source, copied, part.Index - copied).Append(replacement);
            copied = part.Index + part.Length;
        }
        return result.Append(source, copied, source.Length - copied).ToString();
    }
}
