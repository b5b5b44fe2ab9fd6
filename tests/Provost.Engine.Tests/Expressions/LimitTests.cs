using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Expressions;

/// <summary>What an expression may not use up: time, and memory.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_pattern_that_runs_away_is_stopped() =>
        Assert.Equal(
            "Replace: the regular expression took too long; write it without nested repetition.",
            Evaluate(
                "Replace([a], , \"^(([a-z])+.)+[A-Z]([a-z])+(?!x)$\", , \"\", , )",
                new string('a', 60) + "!"
            ).Message
        );

    [Fact]
    public void A_pattern_without_look_around_cannot_run_away()
    {
        var text = new string('a', 50_000) + "!";

        Assert.Equal(Value.Text(text), Evaluate("Replace([a], , \"^(a+)+$\", , \"\", , )", text).Value);
    }

    [Theory]
    [InlineData("Replace([a], \"a\", , , [a], , )", "Replace")]
    [InlineData("Replace([a], , \"a\", , [a], , )", "Replace")]
    [InlineData("Replace([a], , \"(?<g>a)\", \"g\", [a], , )", "Replace")]
    [InlineData("Replace([a], , \"a\", , \"$_\", , )", "Replace")]
    [InlineData("Replace([a], \"aaa\", , , , , [a])", "Replace")]
    [InlineData("Join([a], [a], [a])", "Join")]
    [InlineData("Append([a], [a])", "Append")]
    [InlineData("Prepend([a], [a])", "Prepend")]
    [InlineData("ConvertToUTF8Hex([a])", "ConvertToUTF8Hex")]
    public void A_text_that_grows_without_bound_is_cut_off(string expression, string function)
    {
        var result = Evaluate(expression, new string('a', 600_000));

        Assert.Equal($"{function}: gives more than 1000000 characters, which is the most.", result.Message);
    }

    [Fact]
    public void Substitutions_that_would_not_fit_into_memory_are_not_even_begun()
    {
        var everything = string.Concat(Enumerable.Repeat("$_", 4_000));

        var result = Evaluate($"Replace([a], , \"^\", , \"{everything}\", , )", new string('a', 900_000));

        Assert.Equal("Replace: gives more than 1000000 characters, which is the most.", result.Message);
    }

    [Theory]
    [InlineData("Replace([a], , \"((a{1000}){1000}){1000}\", , \"x\", , )")]
    [InlineData("Replace([a], , \"(a|b|ab)*c\", , \"x\", , )")]
    [InlineData("Replace([a], , \"(a?){900}a{900}\", , \"x\", , )")]
    public void A_pattern_that_looks_harmless_ends_in_time(string expression)
    {
        var since = System.Diagnostics.Stopwatch.GetTimestamp();

        Evaluate(expression, new string('a', 20_000));

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static Evaluation Evaluate(string expression, string a) =>
        Expression.Parse(expression).Compile().Evaluate(new(_ => Value.Text(a), default, new Random(1).Next));
}
