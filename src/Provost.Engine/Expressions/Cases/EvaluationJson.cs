using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions.Cases;

/// <summary>Values and results as JSON, in the form of ENT-EXP-14.</summary>
public static class EvaluationJson
{
    public const string IgnoreFlow = "$ignoreFlow";
    public const string IgnoreObject = "$ignoreObject";
    public const string Escrow = "$escrow";
    public const string Error = "$error";

    /// <summary>
    /// A value of a JSON object of source values: an array is multi-valued, an object is its own text, null is null.
    /// </summary>
    public static Value Read(JsonNode? node) =>
        node switch
        {
            null => Value.Null,
            JsonArray many => Value.Many([.. many.OfType<JsonNode>().Select(Text)]),
            _ when node.GetValueKind() is JsonValueKind.True => Value.True,
            _ when node.GetValueKind() is JsonValueKind.False => Value.False,
            _ => Value.Text(Text(node)),
        };

    /// <summary>
    /// A value as it is; other outcomes as a mark such as <c>{"$ignoreFlow":true}</c>. Of candidates, the first that
    /// is not taken, and <c>{"$escrow":true}</c> if all are.
    /// </summary>
    /// <param name="taken">What the target has already; compared without case.</param>
    public static JsonNode? Write(Evaluation result, IReadOnlySet<string> taken) =>
        result.Kind switch
        {
            EvaluationKind.IgnoreFlow => Mark(IgnoreFlow),
            EvaluationKind.IgnoreObject => Mark(IgnoreObject),
            EvaluationKind.Failed => Mark(Error),
            EvaluationKind.Candidates => result.Value.Elements.FirstOrDefault(c => !taken.Contains(c)) is { } free
                ? JsonValue.Create(free)
                : Mark(Escrow),
            _ => Write(result.Value),
        };

    public static JsonNode? Write(Value value) =>
        value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Boolean => JsonValue.Create(value.AsBoolean),
            ValueKind.Number => JsonValue.Create(value.AsNumber),
            ValueKind.Many => new JsonArray([.. value.Elements.Select(Element)]),
            _ => JsonValue.Create(value.ToString()),
        };

    /// <summary>Roles are JSON objects in text form and are written as the objects that they are.</summary>
    private static JsonNode? Element(string text)
    {
        if (!text.StartsWith("{\"", StringComparison.Ordinal))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (Exception none) when (none is JsonException or ArgumentException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string Text(JsonNode node) =>
        node.GetValueKind() switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.Object or JsonValueKind.Array => node.ToJsonString(),
            _ => node.ToString(),
        };

    private static JsonObject Mark(string name) => new() { [name] = true };
}
