using System.Text.Json.Nodes;
using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Expressions;

/// <summary>Every documented example of the mapping language, as data (ENT-EXP-13 to 16).</summary>
public sealed class ExpressionCases
{
    private static readonly Dictionary<string, JsonNode> Cases = Read();

    /// <summary>None: all of them are supported.</summary>
    private static readonly HashSet<string> Waiting = [];

    public static TheoryData<string> Ids => [.. Cases.Keys.Where(id => !Waiting.Contains(id))];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_documented_example_gives_what_the_documents_say(string id)
    {
        var example = Cases[id];
        var compiled = Expression.Parse(Text(example["expression"])).Compile();

        var actual = Json(compiled.Evaluate(Context(example["inputs"]?.AsObject() ?? [])), example);

        if (example["expected_regex"] is { } pattern)
            Assert.Matches(Text(pattern), actual?.ToString());
        else
            Assert.Equal(Expected(example)?.ToJsonString(), actual?.ToJsonString());
        Assert.Equal(example["log_value"] is not null, compiled.Redacts);
    }

    [Fact]
    public void Every_expression_survives_a_round_trip()
    {
        foreach (var example in Cases.Values)
        {
            var printed = Expression.Parse(Text(example["expression"])).ToString();
            Assert.Equal(printed, Expression.Parse(printed).ToString());
        }
    }

    [Fact]
    public void Every_function_of_the_table_has_an_example_or_a_test_of_its_own()
    {
        var shown = Cases.Values.Select(c => Text(c["expression"])).ToList();

        var without = MappingFunctions.ByName.Keys.Where(f => !shown.Exists(e => e.Contains($"{f}(")));

        Assert.Equal(
            "AppRoleAssignments DefaultDomain IsNothing Prepend",
            string.Join(' ', without.Order(StringComparer.Ordinal))
        );
    }

    private static JsonNode? Expected(JsonNode example) =>
        example["doc_inconsistent"] is null ? example["expected"] : example["computed"];

    private static EvaluationContext Context(JsonObject inputs)
    {
        var now = inputs["$now"] is { } frozen ? DateTimeOffset.Parse(frozen.ToString()) : default;
        return new(name => ToValue(inputs[name]), now, new Random(7).Next);
    }

    private static Value ToValue(JsonNode? node) =>
        node switch
        {
            null => Value.Null,
            JsonArray many => Value.Many([.. many.Select(e => e is JsonObject ? e.ToJsonString() : $"{e}")]),
            _ => Value.Text(node.ToString()),
        };

    /// <summary>The result as the case file writes it; unique values are looked up in <c>$existing</c>.</summary>
    private static JsonNode? Json(Evaluation result, JsonNode example) =>
        result.Kind switch
        {
            EvaluationKind.IgnoreFlow => Mark("$ignoreFlow"),
            EvaluationKind.IgnoreObject => Mark("$ignoreObject"),
            EvaluationKind.Failed => Mark("$error"),
            EvaluationKind.Candidates => Unique(
                result.Value.Elements,
                example["inputs"]?["$existing"]?.AsArray() ?? []
            ),
            _ => Json(result.Value),
        };

    private static JsonNode? Json(Value value) =>
        value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Boolean => JsonValue.Create(value.AsBoolean),
            ValueKind.Number => JsonValue.Create(value.AsNumber),
            ValueKind.Many => new JsonArray([.. value.Elements.Select(Element)]),
            _ => JsonValue.Create(value.ToString()),
        };

    private static JsonNode? Element(string text) =>
        text.StartsWith("{\"", StringComparison.Ordinal) ? JsonNode.Parse(text) : JsonValue.Create(text);

    private static JsonNode? Unique(IReadOnlyList<string> candidates, JsonArray existing)
    {
        var taken = existing.Select(e => $"{e}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return candidates.FirstOrDefault(c => !taken.Contains(c)) is { } free
            ? JsonValue.Create(free)
            : Mark("$escrow");
    }

    private static JsonObject Mark(string name) => new() { [name] = true };

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static Dictionary<string, JsonNode> Read()
    {
        var file = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "expressions.json"));
        var cases = JsonNode.Parse(file)?.AsArray() ?? [];
        return cases.OfType<JsonNode>().ToDictionary(c => Text(c["id"]), StringComparer.Ordinal);
    }
}
