using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>
/// Finds the value at a target path in a resource as the target shows it; names and URNs are compared without case.
/// </summary>
public static class ResourceReader
{
    public static Value Read(JsonObject resource, TargetPath path)
    {
        var holder = TargetSlots.IsCore(path) ? resource : Member(resource, path.Schema ?? "") as JsonObject;
        var node = holder is null ? null : Member(holder, path.Name);

        if (path.Selector is var (attribute, literal))
            node = Element(node, attribute, literal) is { } element
                ? Member(element, path.SubAttribute ?? "value")
                : null;
        else if (path.SubAttribute is { } sub)
            node = node is JsonObject whole ? Member(whole, sub) : null;
        return ToValue(node);
    }

    /// <summary>The <c>value</c> of a JSON object in text form, null if there is none.</summary>
    internal static string? ValueOf(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject element ? Member(element, "value")?.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject? Element(JsonNode? node, string attribute, string literal) =>
        (node as JsonArray)
            ?.OfType<JsonObject>()
            .FirstOrDefault(e =>
                string.Equals(Member(e, attribute)?.ToString(), literal, StringComparison.OrdinalIgnoreCase)
            );

    private static JsonNode? Member(JsonObject holder, string name)
    {
        if (holder.TryGetPropertyValue(name, out var exact))
            return exact;
        foreach (var (key, value) in holder)
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    private static Value ToValue(JsonNode? node) =>
        node switch
        {
            null => Value.Null,
            JsonArray list => Value.Many([.. list.OfType<JsonNode>().Select(Text)]),
            JsonObject => Value.Text(Text(node)),
            _ when node.GetValueKind() is JsonValueKind.True or JsonValueKind.False => Value.Boolean(
                node.GetValue<bool>()
            ),
            _ => Value.Text(node.ToString()),
        };

    private static string Text(JsonNode node) =>
        node is JsonObject element ? Member(element, "value")?.ToString() ?? node.ToJsonString() : node.ToString();
}
