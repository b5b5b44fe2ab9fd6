using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions.Cases;

/// <summary>An expression with the values to evaluate it for (ENT-EXP-13).</summary>
/// <param name="Id">What the answer is called, too.</param>
/// <param name="ParseOnly">It only has to be read; its value is null.</param>
public sealed record ExpressionCase(string Id, string Expression, SourceValues Inputs, bool ParseOnly)
{
    /// <summary>Reads an array of objects with id, expression, inputs and parse_only.</summary>
    /// <exception cref="EngineException">It is no such array; the message names the element.</exception>
    public static IReadOnlyList<ExpressionCase> ParseAll(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonArray cases)
                return [.. cases.Select(Read)];
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            throw new EngineException($"The cases are no JSON: {broken.Message}", broken);
        }
        throw new EngineException("The cases have to be a JSON array of objects with an id and an expression.");
    }

    /// <summary>What the expression gives, or why it gives nothing.</summary>
    /// <returns><c>{"id":…,"value":…}</c> or <c>{"id":…,"error":…}</c>.</returns>
    public JsonObject Evaluate(DateTimeOffset now, Func<int, int> random)
    {
        var parsed = Expressions.Expression.TryParse(Expression);
        if (parsed.Compiled is not { } compiled)
            return Error(parsed.Message);
        if (ParseOnly)
            return new() { ["id"] = Id, ["value"] = null };

        var result = compiled.Evaluate(Inputs.Context(now, random));
        return result.Kind == EvaluationKind.Failed
            ? Error(result.Message)
            : new() { ["id"] = Id, ["value"] = EvaluationJson.Write(result, Inputs.Existing) };
    }

    private JsonObject Error(string? message) => new() { ["id"] = Id, ["error"] = message };

    private static ExpressionCase Read(JsonNode? node, int index)
    {
        if (
            node is not JsonObject one
            || one["id"] is not JsonValue id
            || one["expression"] is not JsonValue expression
        )
            throw new EngineException($"Case {index + 1} needs an id and an expression.");
        return new(
            id.ToString(),
            expression.ToString(),
            one["inputs"] is JsonObject inputs ? SourceValues.Of(inputs) : SourceValues.None,
            one["parse_only"] is JsonValue parseOnly && parseOnly.GetValueKind() == JsonValueKind.True
        );
    }
}
