using CsCheck;
using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Expressions;

/// <summary>
/// Reading the mapping language (ENT-EXP-1 to 4): what is said of bad text, and the documented traps.
/// </summary>
public sealed class ExpressionParserTests
{
    [Theory]
    [InlineData(
        "",
        "Expected an attribute in brackets, a text in double quotes, a number or a function at position 1 of ''."
    )]
    [InlineData("Join(\",\", [a]", "Expected a ',' or a ')' at position 14 of 'Join(\",\", [a]'.")]
    [InlineData("Join(\",\" [a])", "Expected a ',' or a ')' at position 10 of 'Join(\",\" [a])'.")]
    [InlineData("[mail", "Expected a ']' after the attribute at position 6 of '[mail'.")]
    [InlineData("[ ]", "Expected the name of an attribute at position 2 of '[ ]'.")]
    [InlineData("\"text", "Expected a '\"' at the end of the text at position 6 of '\"text'.")]
    [InlineData("[a] [b]", "Expected the end at position 5 of '[a] [b]'.")]
    [InlineData("Not([a]))", "Expected the end at position 9 of 'Not([a]))'.")]
    [InlineData("Not", "Expected a '(' after Not at position 4 of 'Not'.")]
    [InlineData("-", "Expected digits at position 2 of '-'.")]
    [InlineData("&Hx", "Expected hexadecimal digits at position 3 of '&Hx'.")]
    [InlineData("1.", "Expected digits at position 3 of '1.'.")]
    [InlineData(
        "'a'",
        "Expected an attribute in brackets, a text in double quotes, a number or a function at position 1 of ''a''."
    )]
    [InlineData(
        "IIF([a] =, 1, 2)",
        "Expected an attribute in brackets, a text in double quotes, a number or a function "
            + "at position 10 of 'IIF([a] =, 1, 2)'."
    )]
    [InlineData(
        "mail",
        "'mail' at position 1 is no keyword; a text stands in double quotes, an attribute in brackets."
    )]
    [InlineData("Nope([a])", "There is no function 'Nope' (position 1).")]
    [InlineData("Not(join(\"\", [a]))", "There is no function 'join'; names are case-sensitive: Join (position 5).")]
    [InlineData("Not()", "Not(source) cannot take 0 arguments (position 1).")]
    [InlineData("Not([a], [b])", "Not(source) cannot take 2 arguments (position 1).")]
    [InlineData("Left([a])", "Left(String, NumChars) cannot take 1 argument (position 1).")]
    [InlineData(
        "Switch([a], , \"k\")",
        "Switch(source, defaultValue?, key*, value*) cannot take 3 arguments (position 1)."
    )]
    [InlineData("SelectUniqueValue([a])", "SelectUniqueValue(rule1, rule*) cannot take 1 argument (position 1).")]
    [InlineData("Append(, \"x\")", "Append needs its argument 'source', which is left out (position 1).")]
    [InlineData("Append([a], )", "Append needs its argument 'suffix', which is left out (position 1).")]
    [InlineData("Replace([a], , , , \"x\", , )", "Replace needs oldValue or regexPattern (position 1).")]
    [InlineData("Replace([a], \"\", , , \"x\", , )", "Replace needs oldValue or regexPattern (position 1).")]
    [InlineData(
        "Replace([a], \"b\", , , , , )",
        "Replace needs replacementValue or template beside oldValue (position 1)."
    )]
    [InlineData(
        "Replace([a], , \"b\", , , [c], )",
        "Replace needs replacementValue, or regexGroupName and replacementAttributeName, beside regexPattern "
            + "(position 1)."
    )]
    [InlineData(
        "Not(Replace([a], , \"(?<id>.)\", \"di\", \"x\", , ))",
        "Replace has a regular expression without a group 'di'; write (?<di>...) (position 5)."
    )]
    [InlineData("&H12345678901234567", "The number at position 1 has more than 16 hexadecimal digits.")]
    [InlineData(
        "Append(SelectUniqueValue([a], [b]), \"x\")",
        "SelectUniqueValue may only stand outermost, not inside another function (position 8)."
    )]
    public void Bad_text_is_told_what_was_expected_and_where(string text, string message)
    {
        var result = Expression.TryParse(text);

        Assert.Equal(message, result.Message);
        Assert.False(result.Succeeded);
        Assert.Equal(message, Assert.Throws<EngineException>(() => Expression.Parse(text)).Message);
    }

    [Theory]
    [InlineData("Append([a], [b)", 16)]
    [InlineData("Append([a], Nope([b]))", 13)]
    public void An_editor_is_told_the_position_by_itself(string text, int position) =>
        Assert.Equal(position, Expression.TryParse(text).Position);

    [Fact]
    public void A_broken_regular_expression_is_found_when_it_is_read()
    {
        var message = Expression.TryParse("Replace([a], , \"(\", , \"\", , )").Message;

        Assert.StartsWith("Replace has a regular expression that cannot be read: ", message, StringComparison.Ordinal);
        Assert.EndsWith("(position 1).", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ToLower([a], )", "ToLower([a], )")]
    [InlineData("Not([a],)", "Not([a])")]
    [InlineData("  Join ( \",\" ,\n [a],[b] )  ", "Join(\",\", [a], [b])")]
    [InlineData("Switch([a], , \"k\", \"v\")", "Switch([a], , \"k\", \"v\")")]
    [InlineData("IIF([a]<>[b],1,-2)", "IIF([a] <> [b], 1, -2)")]
    [InlineData("[ mail ]", "[mail]")]
    [InlineData("\"a\\\"b\\\\c\\+\"", "\"a\\\"b\\\\c\\\\+\"")]
    [InlineData("&hff", "&hff")]
    [InlineData("IIF([a] = 1, IgnoreAttributeFlow, [b])", "IIF([a] = 1, IgnoreAttributeFlow, [b])")]
    [InlineData("Now()", "Now()")]
    public void Good_text_is_read_with_blanks_line_breaks_and_omitted_arguments_ENT_EXP_4(
        string text,
        string printed
    ) => Assert.Equal(printed, Expression.Parse(text).ToString());

    [Fact]
    public void An_unknown_escape_keeps_its_backslash_ENT_EXP_2() =>
        Assert.Equal(new Expression.Constant("\\+\\d\\"), Expression.Parse("\"\\+\\d\\\\\""));

    [Fact]
    public void Length_and_depth_are_limited_ENT_MAP_12()
    {
        var deep = string.Concat(Enumerable.Repeat("Not(", 65)) + "[a]" + new string(')', 65);
        var deepest = string.Concat(Enumerable.Repeat("Not(", 64)) + "[a]" + new string(')', 64);

        Assert.Equal("Calls are nested deeper than 64 at position 260.", Expression.TryParse(deep).Message);
        Assert.True(Expression.TryParse(deepest).Succeeded);
        Assert.Equal(
            "An expression may be 10000 characters long; this one has 10001.",
            Expression.TryParse($"\"{new string('x', 9_999)}\"").Message
        );
        Assert.Equal(
            "An expression may have 4000 parts; position 4005 is one too many.",
            Expression.TryParse($"Join({new string(',', 4_000)})").Message
        );
    }

    [Fact]
    public void A_text_is_read_and_compiled_once()
    {
        const string text = "Join(\" \", [read], [once])";

        Assert.Same(Expression.TryParse(text).Compiled, Expression.TryParse(text).Compiled);
    }

    [Fact]
    public void What_is_kept_has_a_bound()
    {
        var cache = new BoundedCache<string>(3);
        for (var i = 0; i < 10; i++)
            cache.Keep($"{i}", "made");

        Assert.InRange(cache.Count, 1, 3);
        Assert.True(cache.TryGet("9", out _));
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_more() =>
        Gen.String[Gen.Char["Not(),[a]\"\\ =<>&H1-.x"], 0, 30]
            .Sample(text =>
            {
                var result = Expression.TryParse(text);
                Assert.NotEqual(result.Succeeded, result.Message is not null);
                if (result.Value is { } tree)
                    Assert.Equal(tree.ToString(), Expression.Parse(tree.ToString()).ToString());
            });
}
