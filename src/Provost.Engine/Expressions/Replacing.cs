using System.Text;
using System.Text.RegularExpressions;

namespace Provost.Engine.Expressions;

/// <summary>The function Replace, whose meaning depends on which arguments are given (ENT-EXP 5.2).</summary>
internal static class Replacing
{
    /// <summary>
    /// One substitution such as <c>$_</c> repeats the whole source; this bounds what one match may build at once.
    /// </summary>
    private const long MostAtOnce = 16L * Expression.LongestValue;

    public static Evaluation Apply(ReadOnlySpan<Value> a)
    {
        foreach (var value in a)
            if (value.Kind == ValueKind.Many && value.Elements.Count > 1)
                return TextFunctions.Several(value);

        var (source, oldValue, pattern, group) = (At(a, 0), At(a, 1), At(a, 2), At(a, 3));
        var (replacement, attribute, template) = (At(a, 4), At(a, 5), At(a, 6));
        if (!string.IsNullOrEmpty(oldValue))
            return Plain(source, oldValue, replacement, template);
        // What is to be replaced comes from the object, and the object has none: nothing is replaced.
        if (pattern is null)
            return Value.Text(source);
        if (!Patterns.TryGet(pattern, out var regex, out var problem))
            return Evaluation.Failed($"the regular expression cannot be read, {problem}");

        try
        {
            if (group is not null && replacement is null)
                return FromAttribute(source, regex, group, attribute);
            return source is null ? Value.Null : ByPattern(regex, source, group, replacement ?? "");
        }
        catch (RegexMatchTimeoutException)
        {
            return Evaluation.Failed("the regular expression took too long; write it without nested repetition.");
        }
    }

    /// <summary>What is missing among the arguments, null if nothing; an empty oldValue counts as none.</summary>
    public static string? Problem(IReadOnlyList<Expression> arguments)
    {
        var (oldValue, pattern, group) = (Given(1) && arguments[1] is not Expression.Constant(""), Given(2), Given(3));
        var (replacement, attribute, template) = (Given(4), Given(5), Given(6));
        return (oldValue, pattern) switch
        {
            (false, false) => "needs oldValue or regexPattern",
            (true, _) when !replacement && !template => "needs replacementValue or template beside oldValue",
            (false, true) when !replacement && !(group && attribute) =>
                "needs replacementValue, or regexGroupName and replacementAttributeName, beside regexPattern",
            _ => null,
        };

        bool Given(int index) => index < arguments.Count && arguments[index] is not Expression.Omitted;
    }

    private static string? At(ReadOnlySpan<Value> a, int index) =>
        index < a.Length ? TextFunctions.Single(a[index]) : null;

    /// <summary>With a template, it is the template in which the old value is replaced, by the source.</summary>
    private static Evaluation Plain(string? source, string oldValue, string? replacement, string? template)
    {
        if (source is null)
            return Value.Null;
        var (text, newValue) = template is null ? (source, replacement ?? "") : (template, source);
        var grown = (long)text.AsSpan().Count(oldValue) * (newValue.Length - oldValue.Length);
        return text.Length + grown > Expression.LongestValue
            ? TextFunctions.TooLong()
            : Value.Text(text.Replace(oldValue, newValue, StringComparison.Ordinal));
    }

    /// <summary>The source where it has a value, else the group as found in another attribute.</summary>
    private static Evaluation FromAttribute(string? source, Regex regex, string group, string? attribute)
    {
        if (!string.IsNullOrEmpty(source))
            return Value.Text(source);
        if (attribute is null)
            return Value.Null;
        return regex.Match(attribute).Groups[group] is { Success: true } found ? Value.Text(found.Value) : Value.Null;
    }

    private static Evaluation ByPattern(Regex regex, string source, string? group, string replacement)
    {
        if (((long)replacement.AsSpan().Count('$') * source.Length) + replacement.Length > MostAtOnce)
            return TextFunctions.TooLong();

        var result = new StringBuilder();
        var copied = 0;
        foreach (Match match in regex.Matches(source))
        {
            var part = group is null ? match : match.Groups[group];
            if (!part.Success || part.Index < copied)
                continue;
            result
                .Append(source, copied, part.Index - copied)
                .Append(group is null ? match.Result(replacement) : replacement);
            copied = part.Index + part.Length;
            if (result.Length > Expression.LongestValue)
                return TextFunctions.TooLong();
        }
        return Value.Text(result.Append(source, copied, source.Length - copied).ToString());
    }
}
