using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Expressions;

/// <summary>Every documented example of the mapping language, as data (ENT-EXP-13 to 16).</summary>
public sealed class ExpressionCases
{
    private static readonly string File = System.IO.File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Cases", "expressions.json")
    );

    private static readonly Dictionary<string, JsonNode> Expected = (JsonNode.Parse(File)?.AsArray() ?? [])
        .OfType<JsonNode>()
        .ToDictionary(c => Text(c["id"]), StringComparer.Ordinal);

    private static readonly Dictionary<string, ExpressionCase> Cases = ExpressionCase
        .ParseAll(File)
        .ToDictionary(c => c.Id, StringComparer.Ordinal);

    public static TheoryData<string> Ids => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    [Rule("ENT-EXP-13")]
    [Rule("ENT-EXP-14")]
    [Rule(
        "ENT-EXP-15",
        Verdict.Kept,
        "All cases of the file are run; where its rules and a printed output differ, the rules count."
    )]
    [Rule("ENT-EXP-16", Verdict.Kept, "Cases with sample values of the specification count as much as printed ones.")]
    public void A_documented_example_gives_what_the_documents_say(string id)
    {
        var example = Expected[id];

        var answer = Cases[id].Evaluate(DateTimeOffset.UnixEpoch, new Random(7).Next);

        if (example["expected_regex"] is { } pattern)
            Assert.Matches(Text(pattern), Text(answer["value"]));
        else
            Assert.Equal(Answer(example).ToJsonString(), Said(answer).ToJsonString());
        Assert.Equal(example["log_value"] is not null, Expression.Parse(Cases[id].Expression).Compile().Redacts);
    }

    [Fact]
    public void Every_expression_survives_a_round_trip()
    {
        foreach (var example in Cases.Values)
        {
            var printed = Expression.Parse(example.Expression).ToString();
            Assert.Equal(printed, Expression.Parse(printed).ToString());
        }
    }

    [Fact]
    public void Every_function_of_the_table_has_an_example_or_a_test_of_its_own()
    {
        var without = MappingFunctions.ByName.Keys.Where(f => !Cases.Values.Any(c => c.Expression.Contains($"{f}(")));

        Assert.Equal(
            "AppRoleAssignments DefaultDomain IsNothing Prepend",
            string.Join(' ', without.Order(StringComparer.Ordinal))
        );
    }

    /// <summary>The printed outcome, or the computed one where the documents contradict themselves.</summary>
    private static JsonObject Answer(JsonNode example) =>
        (example["doc_inconsistent"] is null ? example["expected"] : example["computed"]) is var value
        && value is JsonObject failure
        && failure.ContainsKey(EvaluationJson.Error)
            ? new() { ["error"] = true }
            : new() { ["value"] = value?.DeepClone() };

    private static JsonObject Said(JsonObject answer) =>
        answer.ContainsKey("error") ? new() { ["error"] = true } : new() { ["value"] = answer["value"]?.DeepClone() };

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
