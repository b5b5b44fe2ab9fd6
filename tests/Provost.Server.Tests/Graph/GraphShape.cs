using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>
/// Compares an answer with a sample of Graph's (<c>Cases/graph-samples.json</c>): names, kinds of values, forms of ids and
/// instants, and spellings of enums (graph-api 11 and 12).
/// </summary>
internal static class GraphShape
{
    private static readonly JsonNode Samples = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "graph-samples.json"))
    )!;

    private static readonly Dictionary<string, string[]> Enums = new(StringComparer.Ordinal)
    {
        ["schedule.state"] = ["Active", "Disabled", "Paused"],
        ["status.code"] = ["NotConfigured", "NotRun", "Active", "Paused", "Quarantine"],
        ["lastExecution.state"] = ["Succeeded", "Failed", "EntryLevelErrors"],
        ["lastSuccessfulExecution.state"] = ["Succeeded"],
        ["attributeMappings.flowBehavior"] = ["FlowWhenChanged", "FlowAlways"],
        ["attributeMappings.flowType"] =
        [
            "Always",
            "ObjectAddOnly",
            "MultiValueAddOnly",
            "ValueAddOnly",
            "AttributeAddOnly",
        ],
        ["source.type"] = ["Attribute", "Constant", "Function"],
        ["attributes.mutability"] = ["ReadWrite", "ReadOnly", "Immutable", "WriteOnly"],
        ["attributes.type"] = ["String", "Integer", "Reference", "Binary", "Boolean", "DateTime"],
        ["provisioningAction"] = ["other", "create", "delete", "disable", "update", "stagedDelete"],
        ["provisioningStatusInfo.status"] = ["success", "failure", "skipped", "warning"],
        ["provisioningSteps.status"] = ["success", "failure", "skipped", "warning"],
        ["provisioningSteps.provisioningStepType"] =
        [
            "import",
            "scoping",
            "matching",
            "processing",
            "referenceResolution",
            "export",
        ],
        ["initiatedBy.initiatorType"] = ["user", "application", "system"],
        ["result"] = ["success", "failure", "timeout"],
        ["principalType"] = ["User", "Group", "ServicePrincipal"],
        ["arity"] = ["Binary", "Unary"],
        ["multivaluedComparisonType"] = ["All", "Any"],
    };

    /// <summary>Keys and links that are opaque texts, whatever the samples look like.</summary>
    private static readonly HashSet<string> Opaque = new(StringComparer.Ordinal)
    {
        "id",
        "changeId",
        "directories.version",
        "version",
        "targetIdentity.id",
        "targetResources.id",
        "templateId",
        "factoryTag",
    };

    /// <summary>What Graph answers and the samples leave out.</summary>
    private static readonly HashSet<string> Besides = new(StringComparer.Ordinal)
    {
        "createdDateTime",
        "servicePrincipal.createdDateTime",
        "deprecationDate",
        "riskFactors",
        "riskScore",
        "schema.id",
        "schema.version",
        "name",
    };

    /// <param name="sample">A name below <c>resources</c>.</param>
    public static void IsLike(string sample, JsonNode? answer)
    {
        var differences = new List<string>();
        var expected = Samples["resources"]![sample] ?? throw new InvalidOperationException(sample);
        Compare("", "", expected, answer, differences);
        Assert.True(differences.Count == 0, $"{sample}:\n  {string.Join("\n  ", differences)}\n{answer}");
    }

    public static void AreLike(string sample, GraphReply reply)
    {
        Assert.True(reply.Status == 200, reply.Text);
        Assert.Contains("$metadata#", reply.Value("@odata.context"), StringComparison.Ordinal);
        Assert.NotEmpty(reply.Values);
        foreach (var one in reply.Values)
            IsLike(sample, one);
    }

    private static void Compare(
        string parent,
        string path,
        JsonNode? sample,
        JsonNode? answer,
        List<string> differences
    )
    {
        // Where a sample has nothing there is nothing to compare with, and null is a value that clients expect.
        if (sample is null || answer is null)
            return;
        if (Kind(sample) != Kind(answer))
        {
            differences.Add($"{path} is {Kind(answer)}, not {Kind(sample)}");
            return;
        }

        switch (sample, answer)
        {
            case (JsonObject expected, JsonObject given):
                CompareObjects(parent, path, expected, given, differences);
                break;
            case (JsonArray { Count: > 0 } expected, JsonArray given):
                foreach (var element in given)
                    Compare(parent, path, expected[0], element, differences);
                break;
            case (JsonValue expected, JsonValue given) when Kind(sample) == JsonValueKind.String:
                CompareTexts(parent, path, $"{expected}", $"{given}", differences);
                break;
        }
    }

    private static void CompareObjects(
        string parent,
        string path,
        JsonObject sample,
        JsonObject answer,
        List<string> differences
    )
    {
        // A bag of names and texts.
        if (path.EndsWith("details", StringComparison.Ordinal))
            return;
        foreach (var (name, value) in sample)
        {
            if (answer.ContainsKey(name))
                Compare(Last(path), $"{path}.{name}".TrimStart('.'), value, answer[name], differences);
            else
                differences.Add($"{path}.{name} is missing");
        }

        foreach (var (name, _) in answer)
            if (
                !sample.ContainsKey(name)
                && !name.Contains('@', StringComparison.Ordinal)
                && !Besides.Contains($"{path}.{name}".TrimStart('.'))
            )
                differences.Add($"{path}.{name} is not Graph's");
    }

    private static void CompareTexts(string parent, string path, string sample, string answer, List<string> differences)
    {
        var name = Last(path);
        var key = parent.Length == 0 ? name : $"{parent}.{name}";
        if (Enums.TryGetValue(key, out var allowed))
        {
            if (!allowed.Contains(answer, StringComparer.Ordinal))
                differences.Add($"{path} is '{answer}', none of {string.Join(", ", allowed)}");
        }
        else if (!Opaque.Contains(key) && Guid.TryParse(sample, out _) && !Guid.TryParseExact(answer, "D", out _))
        {
            differences.Add($"{path} is '{answer}', no id");
        }
        else if (IsInstant(sample) && !IsInstant(answer))
        {
            differences.Add($"{path} is '{answer}', no instant in UTC");
        }
    }

    private static bool IsInstant(string text) =>
        text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static JsonValueKind Kind(JsonNode node) =>
        node.GetValueKind() is JsonValueKind.True ? JsonValueKind.False : node.GetValueKind();
}
