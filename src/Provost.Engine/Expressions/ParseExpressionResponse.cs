using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions;

/// <summary>What an editor is told about a text: Graph's <c>parseExpressionResponse</c> (ENT-EXP-5).</summary>
public static class ParseExpressionResponse
{
    /// <param name="sample">Values to evaluate it for; without them it is only parsed.</param>
    /// <returns>
    /// <c>parsingSucceeded</c>, <c>parsedExpression</c> (a tree), <c>evaluationSucceeded</c>, <c>evaluationResult</c>
    /// (an array of texts: none for null, several for a multi-valued one) and <c>error</c>. Bad text is an answer, not
    /// an exception.
    /// </returns>
    public static JsonObject Of(string text, EvaluationContext? sample = null)
    {
        var parsed = Expression.TryParse(text);
        var result = sample is null ? null : parsed.Compiled?.Evaluate(sample);
        return new()
        {
            ["parsingSucceeded"] = parsed.Succeeded,
            ["parsedExpression"] = parsed.Value is { } tree ? ExpressionTree.Write(tree) : null,
            ["evaluationSucceeded"] = result is { Kind: not EvaluationKind.Failed },
            ["evaluationResult"] = new JsonArray([.. Texts(result).Select(t => JsonValue.Create(t))]),
            ["error"] =
                parsed.Message is { } unread ? Error("ExpressionParseError", unread)
                : result is { Kind: EvaluationKind.Failed } failed ? Error("ExpressionEvaluationError", failed.Message)
                : null,
        };
    }

    /// <summary>Of candidates, the first: which ones are taken is known to the target alone.</summary>
    private static IReadOnlyList<string> Texts(Evaluation? result) =>
        result switch
        {
            { Kind: EvaluationKind.Value, Value: var value } => value.Elements,
            { Kind: EvaluationKind.Candidates, Value.Elements: [var first, ..] } => [first],
            _ => [],
        };

    private static JsonObject Error(string code, string message) =>
        new()
        {
            ["code"] = code,
            ["message"] = message,
            ["target"] = "expression",
            ["details"] = new JsonArray(),
        };
}
