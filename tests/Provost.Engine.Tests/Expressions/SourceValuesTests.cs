using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;

namespace Provost.Engine.Tests.Expressions;

/// <summary>Sample values and cases as JSON (ENT-EXP-14).</summary>
public sealed class SourceValuesTests
{
    [Theory]
    [InlineData("""{"a":"x"}""", "[a]", "\"x\"")]
    [InlineData("""{"A":"x"}""", "[a]", "\"x\"")]
    [InlineData("""{"a":null}""", "IsNull([a])", "true")]
    [InlineData("{}", "IsNull([a])", "true")]
    [InlineData("""{"a":5}""", "IIF([a] = 5, \"five\", \"\")", "\"five\"")]
    [InlineData("""{"a":true}""", "Switch([a], , \"True\", \"yes\")", "\"yes\"")]
    [InlineData("""{"a":false}""", "Not([a])", "\"True\"")]
    [InlineData("""{"a":["x",null,true,2]}""", "Join(\",\", [a])", "\"x,True,2\"")]
    [InlineData("""{"a":[]}""", "Count([a])", "0")]
    [InlineData("""{"a":["x"]}""", "[a]", "[\"x\"]")]
    [InlineData(
        """{"appRoleAssignments":[{"value":"User"}]}""",
        "SingleAppRoleAssignment([appRoleAssignments])",
        "\"User\""
    )]
    [InlineData("""{"$now":"2026-03-01T08:30:00+01:00"}""", "Now()", "\"3/1/2026 7:30:00 AM\"")]
    [InlineData("""{"$defaultDomain":"contoso.example"}""", "DefaultDomain()", "\"contoso.example\"")]
    [InlineData("""{"$existing":["ADA"]}""", "SelectUniqueValue(\"ada\", \"ada2\")", "\"ada2\"")]
    [InlineData("""{"$existing":["ada","ada2"]}""", "SelectUniqueValue(\"ada\", \"ada2\")", """{"$escrow":true}""")]
    [InlineData("{}", "IgnoreFlowIfNullOrEmpty([a])", """{"$ignoreFlow":true}""")]
    [InlineData("{}", "IIF(1, IgnoreObjectFlow, 1)", """{"$ignoreObject":true}""")]
    [InlineData("""{"a":["{\"no json"]}""", "[a]", """["{\"no json"]""")]
    [InlineData("{}", "\"{\\\"no json\"", "\"{\\\"no json\"")]
    public void Values_are_read_and_written_as_JSON(string inputs, string expression, string value)
    {
        var values = SourceValues.Parse(inputs);

        var result = Expression.Parse(expression).Compile().Evaluate(values.Context(default, new Random(1).Next));

        Assert.Equal(value, EvaluationJson.Write(result, values.Existing)?.ToJsonString(Relaxed));
    }

    [Theory]
    [InlineData("[1]", "The inputs have to be a JSON object, for example {\"givenName\":\"Ada\"}.")]
    [InlineData("{", "The inputs are no JSON: ")]
    [InlineData("""{"a":1,"a":2}""", "The inputs are no JSON: ")]
    [InlineData("""{"$now":"noon"}""", "$now has to be an instant such as 2026-03-01T08:30:00Z, not 'noon'.")]
    public void Inputs_that_are_none_say_so(string json, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<EngineException>(() => SourceValues.Parse(json)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""{"id":"a"}""", "The cases have to be a JSON array of objects with an id and an expression.")]
    [InlineData("""[{"id":"a","expression":"1"},{"id":"b"}]""", "Case 2 needs an id and an expression.")]
    [InlineData("x", "The cases are no JSON: ")]
    [InlineData("""[{"id":"a","id":"b"}]""", "The cases are no JSON: ")]
    public void Cases_that_are_none_say_so(string json, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<EngineException>(() => ExpressionCase.ParseAll(json)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        """{"id":"a","expression":"Nope()"}""",
        """{"id":"a","error":"There is no function 'Nope' (position 1)."}"""
    )]
    [InlineData("""{"id":"a","expression":"CDate(1)","parse_only":true}""", """{"id":"a","value":null}""")]
    [InlineData("""{"id":7,"expression":"[x]","inputs":{"x":"y"}}""", """{"id":"7","value":"y"}""")]
    public void A_case_is_answered_by_a_value_or_an_error(string one, string answer) =>
        Assert.Equal(
            answer,
            ExpressionCase.ParseAll($"[{one}]")[0].Evaluate(default, new Random(1).Next).ToJsonString(Relaxed)
        );

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
