using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Expressions;

/// <summary>Ada and a few odd values, to evaluate expressions for.</summary>
internal static class Sample
{
    private static readonly Dictionary<string, Value> Attributes = new(StringComparer.Ordinal)
    {
        ["empty"] = Value.Text(""),
        ["name"] = Value.Text("Ada Lovelace"),
        ["one"] = Value.Text("1"),
        ["yes"] = Value.Boolean(true),
        ["many"] = Value.Many(["a", "", "b"]),
        ["single"] = Value.Many(["only"]),
        ["hired"] = Value.Instant(new DateTimeOffset(2026, 3, 1, 8, 30, 0, TimeSpan.Zero)),
        ["boss"] = Value.Reference("6f0b1c4e"),
        ["roles"] = Value.Many(["""{"value":"User","displayName":"A user"}""", """{"value":"Admin"}"""]),
    };

    /// <summary>The value or the message, be it of the parser or of a function.</summary>
    public static string Said(string expression)
    {
        if (Expression.TryParse(expression).Message is { } problem)
            return problem;
        var result = Evaluate(expression);
        return result.Kind switch
        {
            EvaluationKind.Value => result.Value.IsNull ? "null" : result.Value.ToString(),
            EvaluationKind.Failed => result.Message,
            EvaluationKind.Candidates => $"(Candidates) {result.Value}",
            _ => $"({result.Kind})",
        };
    }

    public static Evaluation Evaluate(string expression, int seed = 1) =>
        Expression
            .Parse(expression)
            .Compile()
            .Evaluate(new(name => Attributes.GetValueOrDefault(name), DateTimeOffset.UnixEpoch, new Random(seed).Next));
}
