using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Provost.Engine.Tests.House;

namespace Provost.Engine.Tests.Rules;

/// <summary>A mark and the test that it stands on; none where it stands on the assembly.</summary>
internal sealed record RuleMark(RuleAttribute Mark, MethodInfo? Test)
{
    /// <summary>The test's name as a sentence, without a rule's number at its end.</summary>
    public string Says =>
        Test is { Name: var name } ? RulePage.Number().Replace(name, "").Replace('_', ' ') + "." : "(no test)";
}

/// <summary>The page <c>docs/rules.md</c>, put together from the marks of the tests.</summary>
internal static partial class RulePage
{
    private const string Beginning = """
        # The rules of provisioning

        <!-- Written by RulePageTests from the [Rule] marks of the tests; change it there. -->

        Every rule of Microsoft Entra's provisioning service, what Provost does about it, and the tests that show it.
        What a rule says stands here as the name of its test.

        | Verdict | Means |
        |---|---|
        | kept | as Entra does |
        | improved | what the rule wants, and better, or with a choice |
        | deliberately not | otherwise, on purpose |
        | later | not yet; belongs to the management API or the portal |
        """;

    /// <summary>The sections of the rule book, with the number of their rules.</summary>
    private static readonly (string Code, string Title, int Rules)[] Sections =
    [
        ("TRM", "Terms and data model", 10),
        ("CYC", "Cycles, state, retries", 36),
        ("SCO", "Scope", 17),
        ("FIL", "Scoping filters", 11),
        ("MAP", "Attribute mapping", 37),
        ("EXP", "Expressions", 16),
        ("DEP", "Deprovisioning", 16),
        ("QUA", "Quarantine", 15),
        ("POD", "Provisioning on demand", 9),
        ("LOG", "Provisioning log and status", 16),
    ];

    public static IReadOnlyList<string> Rules { get; } = [.. Sections.SelectMany(RulesOf)];

    public static IReadOnlyList<RuleMark> Marks { get; } =
    [
        .. typeof(RulePage).Assembly.GetCustomAttributes<RuleAttribute>().Select(m => new RuleMark(m, null)),
        .. typeof(RulePage)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .SelectMany(t => t.GetCustomAttributes<RuleAttribute>().Select(m => new RuleMark(m, t))),
    ];

    private static string Page => Path.Combine(Repository.Root, "docs", "rules.md");

    /// <summary>With APPROVE=1 the page follows the marks.</summary>
    public static void IsUpToDate()
    {
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(Page, Compose());
        Assert.Equal(Compose(), File.ReadAllText(Page));
    }

    private static string Compose()
    {
        var page = new StringBuilder(Beginning.ReplaceLineEndings("\n")).Append('\n');
        foreach (var section in Sections)
        {
            page.Append($"\n## {section.Title} ({section.Code})\n\n");
            page.Append("| Rule | What holds | Verdict | Why | Test |\n|---|---|---|---|---|\n");
            foreach (var rule in RulesOf(section))
            foreach (var mark in Marks.Where(m => m.Mark.Rule == rule).OrderBy(m => m.Says, StringComparer.Ordinal))
                page.Append(Row(mark));
        }

        return page.ToString();
    }

    private static string Row(RuleMark mark)
    {
        string[] cells =
        [
            mark.Mark.Rule,
            mark.Says,
            mark.Mark.Verdict switch
            {
                Verdict.DeliberatelyNot => "deliberately not",
                var verdict => verdict.ToString().ToLowerInvariant(),
            },
            mark.Mark.Why,
            mark.Test?.DeclaringType?.Name ?? "",
        ];
        return $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
    }

    private static IEnumerable<string> RulesOf((string Code, string Title, int Rules) section) =>
        Enumerable.Range(1, section.Rules).Select(number => $"ENT-{section.Code}-{number}");

    [GeneratedRegex("(_ENT_[A-Z]+_[0-9]+)+$", RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex Number();
}
