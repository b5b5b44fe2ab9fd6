using System.Text.Json.Nodes;
using static Provost.Engine.Synchronization.Documents.DocumentShape;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>Puts what a target says of itself into the target's directory of a schema document.</summary>
public static class DiscoveredAttributes
{
    /// <summary>Whether objects are written to this directory.</summary>
    public static bool IsTarget(JsonObject document, JsonObject directory) =>
        Mappings(document).Any(m => Same(Text(m.Rule["targetDirectoryName"]), Text(directory["name"])));

    /// <summary>
    /// Adds the attributes that are not in the list yet; what an administrator entered is left as it is.
    /// </summary>
    /// <param name="version">The directory's new version.</param>
    public static void Merge(
        JsonObject document,
        JsonObject directory,
        IReadOnlyList<TargetDefinition> found,
        DateTimeOffset now,
        string version
    )
    {
        foreach (var mapping in Mappings(document))
        {
            if (!Same(Text(mapping.Rule["targetDirectoryName"]), Text(directory["name"])))
                continue;
            if (found.FirstOrDefault(d => d.Kind == mapping.Kind) is { } known)
                Add(TargetObject(document, mapping) ?? Added(directory, mapping), known);
        }

        directory["discoverabilities"] = "AttributeNames, AttributeDataTypes, AttributeReadOnly";
        directory["discoveryDateTime"] = now.UtcDateTime.ToString("O");
        directory["version"] = version;
    }

    private static void Add(JsonObject described, TargetDefinition found)
    {
        if (described["attributes"] is not JsonArray list)
            described["attributes"] = list = [];
        var names = Objects(list).Select(a => Text(a.Node["name"]) ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in found.Attributes.Where(a => names.Add(a.Name)))
            list.Add(SchemaWriter.Definition([], attribute));
    }

    private static JsonObject Added(JsonObject directory, MappingNode mapping)
    {
        if (directory["objects"] is not JsonArray objects)
            directory["objects"] = objects = [];
        var described = new JsonObject { ["name"] = Text(mapping.Mapping["targetObjectName"]) ?? $"{mapping.Kind}" };
        objects.Add(described);
        return described;
    }
}
