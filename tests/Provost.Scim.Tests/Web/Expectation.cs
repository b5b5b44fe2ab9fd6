using System.Text.Json.Nodes;

namespace Provost.Scim.Tests.Web;

/// <summary>Compares a JSON value with the subset that a case of <c>wire.json</c> expects, matchers included.</summary>
internal sealed class Expectation(JsonNode? before, Func<string, string> substitute)
{
    /// <summary>What does not hold, one line each; empty where everything does.</summary>
    public List<string> Failures { get; } = [];

    public void Object(JsonObject expected, JsonObject actual, string at = "")
    {
        foreach (var (name, wanted) in expected)
            Value(wanted, Find(actual, name), $"{at}/{name}");
    }

    private void Value(JsonNode? expected, JsonNode? actual, string at)
    {
        switch (expected)
        {
            case null:
                Check(actual is null or JsonArray { Count: 0 } || Text(actual) is "", at, "unassigned", actual);
                break;
            case JsonObject members:
                if (actual is JsonObject found)
                    Object(members, found, at);
                else
                    Check(
                        members.All(static member => member.Value is null) && actual is null,
                        at,
                        "an object",
                        actual
                    );
                break;
            case JsonArray ids when at.EndsWith("/members", StringComparison.Ordinal) && ids.All(IsText):
                Members(ids, actual, at);
                break;
            case JsonArray elements:
                Elements(elements, actual, at);
                break;
            default:
                Scalar(expected, actual, at);
                break;
        }
    }

    private void Members(JsonArray ids, JsonNode? actual, string at)
    {
        var wanted = ids.Select(id => substitute(Text(id)!)).Order(StringComparer.Ordinal);
        var found = (actual as JsonArray ?? []).Select(static member => Text(member?["value"])!);
        Check(wanted.SequenceEqual(found.Order(StringComparer.Ordinal)), at, ids.ToJsonString(), actual);
    }

    private void Elements(JsonArray expected, JsonNode? actual, string at)
    {
        var found = actual as JsonArray ?? [];
        Check(found.Count == expected.Count, at, $"{expected.Count} elements", actual);
        for (var i = 0; i < Math.Min(found.Count, expected.Count); i++)
            Value(expected[i], found[i], $"{at}/{i}");
    }

    private void Scalar(JsonNode expected, JsonNode? actual, string at)
    {
        var holds = Text(expected) switch
        {
            "<nonEmpty>" => Text(actual) is { Length: > 0 },
            "<absent>" => actual is null,
            "<present>" => actual is not null,
            "<unchanged>" => Text(actual) == Text(Find(before as JsonObject, at.TrimStart('/'))),
            "<serverAssigned>" => Text(actual) is { Length: > 0 } and not "0ff2dd41-local",
            "<contains User, Group, EnterpriseUser>" => ContainsCoreSchemas(actual),
            { } text when text.StartsWith('<') => throw new InvalidDataException($"The matcher {text} is not known."),
            { } text => substitute(text) == Text(actual),
            null => JsonNode.DeepEquals(expected, actual),
        };
        Check(holds, at, expected.ToJsonString(), actual);
    }

    private static bool ContainsCoreSchemas(JsonNode? resources) =>
        new[] { "core:2.0:User", "core:2.0:Group", "extension:enterprise:2.0:User" }.All(name =>
            (resources as JsonArray ?? []).Any(schema => Text(schema?["id"]) == $"urn:ietf:params:scim:schemas:{name}")
        );

    private void Check(bool holds, string at, string wanted, JsonNode? actual)
    {
        if (!holds)
            Failures.Add($"{at}: expected {wanted}, found {actual?.ToJsonString() ?? "nothing"}");
    }

    /// <summary>
    /// The name itself (a URN has dots of its own), else the shortcuts <c>a.length</c> and <c>a.b</c>.
    /// </summary>
    private static JsonNode? Find(JsonObject? json, string name)
    {
        if (json is null || json.TryGetPropertyValue(name, out var value))
            return json?[name];
        if (name.Split('.') is not [var parent, var child])
            return null;
        return child is "length" ? JsonValue.Create((json[parent] as JsonArray)?.Count ?? 0) : json[parent]?[child];
    }

    private static bool IsText(JsonNode? node) => Text(node) is not null;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
