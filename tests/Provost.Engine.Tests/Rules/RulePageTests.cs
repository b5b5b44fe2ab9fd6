namespace Provost.Engine.Tests.Rules;

/// <summary>
/// One test per rule, and a page that tells them. After a change of marks, run these tests with APPROVE=1.
/// </summary>
public sealed class RulePageTests
{
    [Fact]
    public void The_page_tells_what_the_tests_show() => RulePage.IsUpToDate();

    [Fact]
    public void Every_rule_is_shown_by_a_test_or_has_a_reason_why_not()
    {
        var marked = RulePage.Marks.Select(m => m.Mark.Rule).ToHashSet();

        Assert.Equal("", string.Join(" ", RulePage.Rules.Where(r => !marked.Contains(r))));
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
