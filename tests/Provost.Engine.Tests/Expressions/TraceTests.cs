using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Expressions;

/// <summary>The steps that an editor shows.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("[mail]", "ada@contoso.example", "0 [mail] = ada@contoso.example")]
    [InlineData("\"constant\"", "constant", "")]
    [InlineData(
        "ToLower(Join(\"-\", [givenName], Left([mail], 3)))",
        "ada-ada",
        "2 [givenName] = Ada|3 [mail] = ada@contoso.example|2 Left([mail], 3) = ada|"
            + "1 Join(\"-\", [givenName], Left([mail], 3)) = Ada-ada|"
            + "0 ToLower(Join(\"-\", [givenName], Left([mail], 3))) = ada-ada"
    )]
    [InlineData(
        "IIF([givenName] = \"Ada\", [mail], [surname])",
        "ada@contoso.example",
        "2 [givenName] = Ada|1 [givenName] = \"Ada\" = True|1 [mail] = ada@contoso.example|"
            + "0 IIF([givenName] = \"Ada\", [mail], [surname]) = ada@contoso.example"
    )]
    [InlineData(
        "Not(CDate([mail]))",
        "CDate: expression is no date that can be read: 'ada@contoso.example'.",
        "2 [mail] = ada@contoso.example|"
            + "1 CDate([mail]) = CDate: expression is no date that can be read: 'ada@contoso.example'.|"
            + "0 Not(CDate([mail])) = CDate: expression is no date that can be read: 'ada@contoso.example'."
    )]
    public void Every_part_that_was_evaluated_comes_with_its_value_in_order(
        string expression,
        string result,
        string steps
    )
    {
        var trace = Trace(expression);

        Assert.Equal(result, Said(trace.Result));
        Assert.Equal(steps, Said(trace));
    }

    [Theory]
    [InlineData("Redact([mail])", "1 [mail] = -|0 Redact([mail]) = -")]
    [InlineData(
        "Join(\"\", [givenName], Redact([mail]))",
        "1 [givenName] = Ada|2 [mail] = -|1 Redact([mail]) = -|0 Join(\"\", [givenName], Redact([mail])) = -"
    )]
    [InlineData(
        "IIF([mail] = \"x\", Redact([mail]), [givenName])",
        "2 [mail] = -|1 [mail] = \"x\" = -|1 [givenName] = Ada|"
            + "0 IIF([mail] = \"x\", Redact([mail]), [givenName]) = -"
    )]
    [InlineData("Redact(CDate([mail]))", "2 [mail] = -|1 CDate([mail]) = -|0 Redact(CDate([mail])) = -")]
    public void Redact_hides_its_values_wherever_they_appear(string expression, string steps) =>
        Assert.Equal(steps, Said(Trace(expression)));

    [Fact]
    public void The_result_is_that_of_an_evaluation_without_a_trace()
    {
        var redacted = Expression.Parse("Redact(CDate([mail]))").Compile();

        Assert.Equal(redacted.Evaluate(Ada()), redacted.Trace(Ada()).Result);
    }

    private static EvaluationTrace Trace(string expression) => Expression.Parse(expression).Compile().Trace(Ada());

    private static EvaluationContext Ada() =>
        new(
            name =>
                name switch
                {
                    "mail" => Value.Text("ada@contoso.example"),
                    "givenName" => Value.Text("Ada"),
                    _ => Value.Null,
                },
            default,
            new Random(1).Next
        );

    private static string Said(EvaluationTrace trace) =>
        string.Join(
            '|',
            trace.Steps.Select(s => $"{s.Depth} {s.Expression} = {(s.Result is { } result ? Said(result) : "-")}")
        );

    private static string Said(Evaluation result) =>
        result.Kind == EvaluationKind.Failed ? result.Message : result.Value.ToString();
}
