using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Expressions;

/// <summary>What an editor is told about a text (ENT-EXP-5, 6 and 11).</summary>
public sealed class ParseExpressionResponseTests
{
    private static readonly SourceValues Ada = SourceValues.Parse(
        """{"mailNickname":"ada","proxyAddresses":["a","b"],"extension_4f_badgeNumber":"B7"}"""
    );

    [Fact]
    [Rule("ENT-EXP-5")]
    public void The_answer_is_a_tree_of_functions_attributes_and_constants_and_an_array_of_results() =>
        Assert.Equal(
            """
            {"parsingSucceeded":true,"parsedExpression":{"expression":"Append([mailNickname], \"!\")","name":"Append",
            "type":"Function","parameters":[{"key":"source","value":{"expression":"[mailNickname]",
            "name":"mailNickname","type":"Attribute","parameters":[]}},{"key":"suffix","value":{"expression":"\"!\"",
            "name":"!","type":"Constant","parameters":[]}}]},"evaluationSucceeded":true,"evaluationResult":["ada!"],
            "error":null}
            """.ReplaceLineEndings(""),
            Answer("Append([mailNickname], \"!\")")
        );

    [Theory]
    [InlineData("[proxyAddresses]", "true [\"a\",\"b\"] ")]
    [InlineData("[nobody]", "true [] ")]
    [InlineData("IsNull([nobody])", "true [\"True\"] ")]
    [InlineData("Count([proxyAddresses])", "true [\"2\"] ")]
    [InlineData("IgnoreFlowIfNullOrEmpty([nobody])", "true [] ")]
    [InlineData("SelectUniqueValue([mailNickname], \"x\")", "true [\"ada\"] ")]
    [InlineData(
        "CDate([mailNickname])",
        "false [] ExpressionEvaluationError CDate: expression is no date that can be read: 'ada'."
    )]
    [Rule("ENT-EXP-5")]
    public void A_result_is_an_array_of_texts_or_an_error(string expression, string result)
    {
        var answer = Response(expression);

        Assert.Equal(
            result,
            $"{answer["evaluationSucceeded"]} {answer["evaluationResult"]?.ToJsonString()} "
                + (answer["error"] is { } error ? $"{error["code"]} {error["message"]}" : "")
        );
    }

    [Fact]
    [Rule("ENT-EXP-5")]
    public void Bad_text_is_an_answer_with_the_place_and_not_an_exception() =>
        Assert.Equal(
            """
            {"parsingSucceeded":false,"parsedExpression":null,"evaluationSucceeded":false,"evaluationResult":[],
            "error":{"code":"ExpressionParseError","message":"There is no function 'Apend' (position 5).",
            "target":"expression","details":[]}}
            """.ReplaceLineEndings(""),
            Answer("Not(Apend([mailNickname], \"!\"))")
        );

    [Fact]
    [Rule("ENT-EXP-5")]
    public void Without_sample_values_it_is_only_parsed() =>
        Assert.Equal("true false", Said(ParseExpressionResponse.Of("[mail]")));

    [Fact]
    [Rule("ENT-EXP-6")]
    public void An_expression_is_tried_on_sample_values_and_extension_attributes_are_typed_by_name() =>
        Assert.Equal(
            """["B7-ada"]""",
            Response("Join(\"-\", [extension_4f_badgeNumber], [mailNickname])")["evaluationResult"]?.ToJsonString()
        );

    [Theory]
    [InlineData(
        "Replace([a], \"b\", \"(?<d>c)\", \"d\", \"e\", [f], \"g\")",
        "source Find RegularExpression RegularExpressionGroupName Replacement ReplacementPropertyName Template"
    )]
    [InlineData("Replace([a], , \"c\", , \"e\", , )", "source RegularExpression Replacement")]
    [InlineData("Switch([a], , \"k\", \"v\", \"l\", \"w\")", "source key value key value")]
    [InlineData("CBool([a] < 5)", "expression")]
    [Rule("ENT-EXP-11")]
    public void Arguments_go_by_the_keys_of_Graph_and_those_left_out_are_not_there(string expression, string keys) =>
        Assert.Equal(
            keys,
            string.Join(
                ' ',
                (ExpressionTree.Write(Expression.Parse(expression))["parameters"]?.AsArray() ?? []).Select(p =>
                    $"{p?["key"]}"
                )
            )
        );

    private static string Said(JsonObject answer) => $"{answer["parsingSucceeded"]} {answer["evaluationSucceeded"]}";

    private static JsonObject Response(string expression) =>
        ParseExpressionResponse.Of(expression, Ada.Context(default, new Random(1).Next));

    private static string Answer(string expression) =>
        Response(expression).ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
