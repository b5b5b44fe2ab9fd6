using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provost.Chaos.Target;

/// <summary>As much of RFC 7644 §3.5.2 as a provisioning client sends.</summary>
internal static partial class ScimPatch
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly HashSet<string> Lists = ["members", "emails", "addresses", "phoneNumbers", "roles"];

    public static void Apply(JsonObject resource, JsonObject patch)
    {
        foreach (var operation in patch["Operations"]?.AsArray() ?? throw new FormatException("no Operations"))
        {
            var op = operation?["op"]?.ToString().ToLowerInvariant() ?? throw new FormatException("no op");
            if (operation["path"]?.ToString() is { } path)
                Apply(resource, op, path, operation["value"]);
            else
                foreach (var (name, value) in operation["value"]?.AsObject() ?? throw new FormatException("no value"))
                    Apply(resource, op, name, value);
        }
    }

    private static void Apply(JsonObject resource, string op, string path, JsonNode? value)
    {
        var container = resource;
        if (path.StartsWith(Enterprise, StringComparison.OrdinalIgnoreCase))
        {
            if (resource[Enterprise] is not JsonObject extension)
                resource[Enterprise] = extension = [];
            container = extension;
            path = path[Enterprise.Length..].TrimStart(':');
        }

        var parts = Parts().Match(path);
        if (!parts.Success)
            throw new FormatException($"path {path}");
        var (name, by, literal, sub) = (
            parts.Groups["name"].Value,
            parts.Groups["by"].Value,
            parts.Groups["literal"].Value,
            parts.Groups["sub"].Value
        );
        if (by.Length > 0)
            Elements(container, op, name, by, literal.Trim('"'), sub, value);
        else if (sub.Length > 0)
            Part(container, op, name, sub, value);
        else
            Whole(container, op, name, value);
    }

    private static void Whole(JsonObject container, string op, string name, JsonNode? value)
    {
        if (op == "remove")
        {
            Remove(container, name, value);
            return;
        }

        if (op != "add" || !Lists.Contains(name))
        {
            container[name] = value?.DeepClone();
            return;
        }

        if (container[name] is not JsonArray list)
            container[name] = list = [];
        foreach (var element in value is JsonArray many ? many : [value?.DeepClone()])
        {
            if (!list.Any(e => Same(e, element)))
                list.Add(element?.DeepClone());
        }
    }

    /// <summary>Everything, or the elements that the value names.</summary>
    private static void Remove(JsonObject container, string name, JsonNode? value)
    {
        if (value is JsonArray named && container[name] is JsonArray list)
            foreach (var gone in list.Where(e => named.Any(n => Same(e, n))).ToList())
                list.Remove(gone);
        else
            container.Remove(name);
    }

    /// <summary>Members are the same by value, everything else by all of it.</summary>
    private static bool Same(JsonNode? left, JsonNode? right) =>
        left is JsonObject l && right is JsonObject r && l["type"] is null && l["value"] is { } value
            ? value.ToString() == r["value"]?.ToString()
            : JsonNode.DeepEquals(left, right);

    private static void Part(JsonObject container, string op, string name, string sub, JsonNode? value)
    {
        if (container[name] is not JsonObject whole)
            container[name] = whole = [];
        if (op == "remove")
            whole.Remove(sub);
        else
            whole[sub] = value?.DeepClone();
    }

    private static void Elements(
        JsonObject container,
        string op,
        string name,
        string by,
        string literal,
        string sub,
        JsonNode? value
    )
    {
        var list = container[name] as JsonArray ?? [];
        var hits = list.OfType<JsonObject>().Where(e => e[by]?.ToString() == literal).ToList();
        if (hits.Count == 0 && op != "remove")
            throw new FormatException($"noTarget {name}[{by} eq {literal}]");
        foreach (var hit in hits)
        {
            if (op != "remove" && sub.Length > 0)
                hit[sub] = value?.DeepClone();
            else if (sub.Length > 0)
                hit.Remove(sub);
            else
                list.Remove(hit);
        }
    }

    [GeneratedRegex(
        "^(?<name>\\w+)(\\[(?<by>\\w+) eq (?<literal>[^\\]]+)\\])?(\\.(?<sub>\\w+))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Parts();
}
