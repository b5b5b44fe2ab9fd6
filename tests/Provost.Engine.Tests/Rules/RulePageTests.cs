namespace Provost.Engine.Tests.Rules;

/// <summary>
/// One test per rule, and a page that tells them. After a change of marks, run these tests with APPROVE=1.
/// </summary>
public sealed class RulePageTests
{
    /// <summary>Rules that still have no test. A rule that gets one leaves this list.</summary>
    private static readonly string[] Missing = """
        ENT-TRM-2 ENT-TRM-3 ENT-TRM-4 ENT-TRM-5 ENT-TRM-6 ENT-TRM-7 ENT-TRM-9
        ENT-CYC-14 ENT-CYC-15 ENT-CYC-16 ENT-CYC-17 ENT-CYC-18 ENT-CYC-19 ENT-CYC-20 ENT-CYC-21 ENT-CYC-22
        ENT-CYC-23 ENT-CYC-25 ENT-CYC-26 ENT-CYC-27 ENT-CYC-28 ENT-CYC-29 ENT-CYC-30 ENT-CYC-31 ENT-CYC-32
        ENT-CYC-33 ENT-CYC-34 ENT-CYC-35
        ENT-FIL-3
        ENT-MAP-1 ENT-MAP-2 ENT-MAP-3 ENT-MAP-4 ENT-MAP-5 ENT-MAP-6 ENT-MAP-7 ENT-MAP-8 ENT-MAP-9 ENT-MAP-10
        ENT-MAP-11 ENT-MAP-12 ENT-MAP-13 ENT-MAP-14 ENT-MAP-15 ENT-MAP-16 ENT-MAP-17 ENT-MAP-18 ENT-MAP-19
        ENT-MAP-20 ENT-MAP-21 ENT-MAP-22 ENT-MAP-23 ENT-MAP-24 ENT-MAP-25 ENT-MAP-26 ENT-MAP-27 ENT-MAP-28
        ENT-MAP-29 ENT-MAP-30 ENT-MAP-31 ENT-MAP-32 ENT-MAP-33 ENT-MAP-34 ENT-MAP-35 ENT-MAP-36 ENT-MAP-37
        ENT-EXP-1 ENT-EXP-2 ENT-EXP-3 ENT-EXP-4 ENT-EXP-5 ENT-EXP-6 ENT-EXP-7 ENT-EXP-8 ENT-EXP-9 ENT-EXP-10
        ENT-EXP-11 ENT-EXP-12 ENT-EXP-13 ENT-EXP-14 ENT-EXP-15 ENT-EXP-16
        ENT-QUA-1 ENT-QUA-2 ENT-QUA-3 ENT-QUA-4 ENT-QUA-5 ENT-QUA-6 ENT-QUA-7 ENT-QUA-8 ENT-QUA-9 ENT-QUA-10
        ENT-QUA-11 ENT-QUA-12 ENT-QUA-13 ENT-QUA-14 ENT-QUA-15
        ENT-LOG-7 ENT-LOG-8 ENT-LOG-13 ENT-LOG-14 ENT-LOG-15
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void The_page_tells_what_the_tests_show() => RulePage.IsUpToDate();

    [Fact]
    public void Every_rule_is_shown_by_a_test_or_has_a_reason_why_not()
    {
        var marked = RulePage.Marks.Select(m => m.Mark.Rule).ToHashSet();

        Assert.Equal(Missing, RulePage.Rules.Where(r => !marked.Contains(r)));
    }

    [Fact]
    public void Every_mark_names_a_rule_that_there_is() =>
        Assert.Empty(RulePage.Marks.Select(m => m.Mark.Rule).Except(RulePage.Rules));

    [Fact]
    public void Whatever_is_not_kept_says_why() =>
        Assert.DoesNotContain(RulePage.Marks, m => m.Mark is { Verdict: not Verdict.Kept, Why.Length: 0 });

    [Fact]
    public void Every_mark_stands_on_a_test_that_runs() =>
        Assert.All(
            RulePage.Marks.Select(m => m.Test).OfType<System.Reflection.MethodInfo>(),
            test => Assert.True(test.IsDefined(typeof(FactAttribute), inherit: false), test.Name)
        );
}
