using System.Text.RegularExpressions;

namespace Provost.Engine.Expressions;

/// <summary>
/// ToLower and ToUpper. The program runs without culture data, so the cultures that differ are known here.
/// </summary>
internal static partial class Casing
{
    public static Evaluation ToLower(ReadOnlySpan<Value> a)
    {
        if (CultureProblem(a) is { } problem)
            return Evaluation.Failed(problem);
        return IsTurkic(a)
            ? TextFunctions.Convert(a[0], s => s.Replace('I', 'ı').Replace('İ', 'i').ToLowerInvariant())
            : TextFunctions.Convert(a[0], s => s.ToLowerInvariant());
    }

    public static Evaluation ToUpper(ReadOnlySpan<Value> a)
    {
        if (CultureProblem(a) is { } problem)
            return Evaluation.Failed(problem);
        return IsTurkic(a)
            ? TextFunctions.Convert(a[0], s => s.Replace('i', 'İ').Replace('ı', 'I').ToUpperInvariant())
            : TextFunctions.Convert(a[0], s => s.ToUpperInvariant());
    }

    private static string? CultureProblem(ReadOnlySpan<Value> a) =>
        a.Length < 2 || a[1].IsNullOrEmpty || CultureName().IsMatch(a[1].ToString())
            ? null
            : $"culture has to be a name such as en-US, not {TextFunctions.Shown(a[1])}.";

    /// <summary>Turkish and Azeri have a dotless i besides the dotted one.</summary>
    private static bool IsTurkic(ReadOnlySpan<Value> a) =>
        a.Length > 1
        && a[1].ToString() is var culture
        && (
            culture.StartsWith("tr", StringComparison.OrdinalIgnoreCase)
            || culture.StartsWith("az", StringComparison.OrdinalIgnoreCase)
        );

    [GeneratedRegex(
        "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex CultureName();
}
