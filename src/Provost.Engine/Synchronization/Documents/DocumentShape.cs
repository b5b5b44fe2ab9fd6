using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>One object mapping of the document that means something here.</summary>
/// <param name="Place">Where it stands, as a path.</param>
internal sealed record MappingNode(ObjectKind Kind, JsonObject Rule, JsonObject Mapping, string Place);

/// <summary>Where things stand in Entra's schema document.</summary>
internal static class DocumentShape
{
    /// <summary>Free keys are allowed in the metadata of a rule only, so what is ours stands there.</summary>
    private const string Ours = "Provost.";

    public static string ClearsKey(ObjectKind kind) => $"{Ours}ClearsWhenNull.{kind}";

    public static string SensitiveKey(ObjectKind kind) => $"{Ours}Sensitive.{kind}";

    /// <summary>
    /// Users and groups on their way out of the directory: the mappings of the first rule by priority, and of every
    /// other rule with the same source.
    /// </summary>
    public static IEnumerable<MappingNode> Mappings(JsonObject root)
    {
        var rules = Objects(root["synchronizationRules"]).ToList();
        var first = rules.OrderBy(r => Whole(r.Node["priority"]) ?? int.MaxValue).FirstOrDefault();
        var source = Text(first.Node?["sourceDirectoryName"]);
        return from rule in rules
            where Same(Text(rule.Node["sourceDirectoryName"]), source)
            from mapping in Objects(rule.Node["objectMappings"])
            let kind = KindOf(Text(mapping.Node["sourceObjectName"]))
            where kind is not null
            select new MappingNode(
                kind.Value,
                rule.Node,
                mapping.Node,
                $"synchronizationRules[{rule.Index}].objectMappings[{mapping.Index}]"
            );
    }

    /// <summary>The target's description of the objects that a mapping is about, null if there is none.</summary>
    public static JsonObject? TargetObject(JsonObject root, MappingNode mapping)
    {
        var target = Text(mapping.Rule["targetDirectoryName"]);
        var name = Text(mapping.Mapping["targetObjectName"]);
        var objects = Objects(root["directories"])
            .Where(d => Same(Text(d.Node["name"]), target))
            .SelectMany(d => Objects(d.Node["objects"]))
            .Select(o => o.Node)
            .ToList();
        return objects.Find(o => Same(Text(o["name"]), name))
            ?? objects.Find(o => Same(Text(o["name"]), $"{mapping.Kind}"));
    }

    /// <summary>A list of names that is kept under a key of the rule's metadata.</summary>
    public static IReadOnlyList<string> Names(JsonObject rule, string key) =>
        Text(Metadata(rule, key)?["value"]) is { Length: > 0 } text && JsonNode.Parse(text) is JsonArray names
            ? [.. names.Select(Text).OfType<string>()]
            : [];

    public static void SetNames(JsonObject rule, string key, IReadOnlyList<string> names)
    {
        var metadata = rule["metadata"] as JsonArray ?? [];
        if (Metadata(rule, key) is { } before)
            metadata.Remove(before);
        if (names.Count > 0)
            metadata.Add(
                new JsonObject
                {
                    ["key"] = key,
                    ["value"] = new JsonArray([.. names.Select(n => JsonValue.Create(n))]).ToJsonString(
                        TargetJson.Readable
                    ),
                }
            );
        if (metadata.Parent is null)
            rule["metadata"] = metadata;
    }

    public static IEnumerable<(int Index, JsonObject Node)> Objects(JsonNode? list) =>
        (list as JsonArray ?? []).Index().Where(e => e.Item is JsonObject).Select(e => (e.Index, (JsonObject)e.Item!));

    public static string? Text(JsonNode? node) => TargetJson.Scalar(node);

    public static int? Whole(JsonNode? node) => int.TryParse(Text(node), out var number) ? number : null;

    public static bool Flag(JsonNode? node, bool otherwise) =>
        bool.TryParse(Text(node), out var flag) ? flag : otherwise;

    public static bool Same(string? one, string? other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static JsonObject? Metadata(JsonObject owner, string key) =>
        Objects(owner["metadata"]).Select(m => m.Node).FirstOrDefault(m => Same(Text(m["key"]), key));

    private static ObjectKind? KindOf(string? name) =>
        Enum.TryParse<ObjectKind>(name, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;
}
