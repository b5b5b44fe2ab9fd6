using System.Text.Json.Nodes;
using Provost.Chaos.Engine;

namespace Provost.Chaos;

/// <summary>Changes of an application's mappings and filters: the schema is read, changed and put back.</summary>
internal static class SchemaEdit
{
    private const string Department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    /// <summary>What becomes empty in the directory is cleared in the application, for what the chaos clears.</summary>
    public static Task<Answer> ClearAsync(Graph graph, Application app, CancellationToken ct) =>
        EditAsync(
            graph,
            app,
            rule =>
                rule["metadata"] = new JsonArray(
                    new JsonObject
                    {
                        ["key"] = "Provost.ClearsWhenNull.User",
                        ["value"] = new JsonArray("title", Department).ToJsonString(),
                    }
                ),
            ct
        );

    public static Task<Answer> MapTitleAsync(Graph graph, Application app, string source, CancellationToken ct) =>
        EditAsync(
            graph,
            app,
            rule =>
                Users(rule)["attributeMappings"]!
                    .AsArray()
                    .Single(a => a?["targetAttributeName"]?.ToString() == "title")!["source"] = new JsonObject
                {
                    ["expression"] = $"[{source}]",
                    ["name"] = source,
                    ["type"] = "Attribute",
                    ["parameters"] = new JsonArray(),
                },
            ct
        );

    /// <param name="filter">A department, one with a <c>!</c> in front, or null for everybody.</param>
    public static Task<Answer> FilterAsync(Graph graph, Application app, string? filter, CancellationToken ct) =>
        EditAsync(
            graph,
            app,
            rule => Users(rule)["scope"]!["groups"] = filter is null ? [] : new JsonArray(Clauses(filter)),
            ct
        );

    private static JsonObject Clauses(string filter) =>
        new()
        {
            ["name"] = "chaos",
            ["clauses"] = new JsonArray(
                new JsonObject
                {
                    ["operatorName"] = filter[0] == '!' ? "NOT EQUALS" : "EQUALS",
                    ["sourceOperandName"] = "department",
                    ["targetOperand"] = new JsonObject { ["values"] = new JsonArray(filter.TrimStart('!')) },
                }
            ),
        };

    private static JsonNode Users(JsonNode rule) =>
        rule["objectMappings"]!.AsArray().Single(m => m?["targetObjectName"]?.ToString() == "User")!;

    private static async Task<Answer> EditAsync(
        Graph graph,
        Application app,
        Action<JsonNode> change,
        CancellationToken ct
    )
    {
        var schema = await graph.GetAsync($"{app.JobPath}/schema", ct);
        if (!schema.Succeeded)
            return schema;
        change(schema.Json!["synchronizationRules"]![0]!);
        var body = new JsonObject { ["synchronizationRules"] = schema.Json["synchronizationRules"]!.DeepClone() };
        var put = await graph.AskAsync("PUT", $"{app.JobPath}/schema", body, ct);
        return put.Succeeded
            ? put
            : throw new InvalidOperationException($"PUT schema: {put.Status} {put.Json?.ToJsonString()}");
    }
}
