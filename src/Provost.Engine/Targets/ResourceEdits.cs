using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>Changes a resource as it was read, for targets that only know PUT. Pure.</summary>
internal static class ResourceEdits
{
    /// <summary>The changed copy, without what only the target writes.</summary>
    public static JsonObject Apply(JsonObject resource, IReadOnlyList<AttributeChange> changes)
    {
        var copy = Writable(resource);
        foreach (var change in changes)
            Set(copy, change.Path, Wanted(copy, change));
        return copy;
    }

    private static JsonNode? Wanted(JsonObject resource, AttributeChange change)
    {
        var after = PatchDialects.IsRemoval(change.After) ? null : PatchValues.Typed(change.Path, change.After);
        return
            change.Form == ChangeForm.Adds
            && after is JsonArray more
            && ResourceValues.Attribute(resource, change.Path) is JsonArray known
            ? new JsonArray([.. known.Concat(more).Select(e => e?.DeepClone())])
            : after;
    }

    public static JsonObject WithMembers(JsonObject group, IReadOnlyList<string> add, IReadOnlyList<string> remove)
    {
        var copy = Writable(group);
        var gone = remove.ToHashSet(StringComparer.Ordinal);
        var members = ResourceValues
            .References(group["members"])
            .Where(id => !gone.Contains(id))
            .Union(add, StringComparer.Ordinal);
        copy["members"] = new JsonArray([.. members.Select(id => new JsonObject { ["value"] = id })]);
        return copy;
    }

    public static byte[] Write(JsonObject resource) =>
        JsonSerializer.SerializeToUtf8Bytes(resource, TargetJson.Readable);

    private static JsonObject Writable(JsonObject resource)
    {
        var copy = resource.DeepClone().AsObject();
        copy.Remove("meta");
        copy.Remove("groups");
        return copy;
    }

    private static void Set(JsonObject root, TargetPath path, JsonNode? value)
    {
        if (value is null && ResourceValues.Attribute(root, path) is null)
            return;

        var container = Container(root, path);
        if (path.Selector is { } selector)
            SetInElement(container, path, selector, value);
        else if (path.SubAttribute is { } sub)
            Put(container[path.Name] as JsonObject ?? New(container, path.Name), sub, value);
        else
            Put(container, path.Name, value);
    }

    private static JsonObject Container(JsonObject root, TargetPath path)
    {
        if (path.Schema is null || ResourceValues.IsCore(path.Schema))
            return root;
        if (root["schemas"] is JsonArray schemas && !schemas.Any(s => TargetJson.Scalar(s) == path.Schema))
            schemas.Add(path.Schema);
        return root[path.Schema] as JsonObject ?? New(root, path.Schema);
    }

    private static void SetInElement(
        JsonObject container,
        TargetPath path,
        (string Attribute, string Literal) selector,
        JsonNode? value
    )
    {
        if (container[path.Name] is not JsonArray elements)
            container[path.Name] = elements = [];

        var element = ResourceValues.Element(container, path with { Schema = null });
        if (element is null)
        {
            element = new JsonObject { [selector.Attribute] = PatchValues.Literal(selector) };
            elements.Add(element);
        }

        Put(element, path.SubAttribute ?? "value", value);
        if (element.Count == 1)
            elements.Remove(element);
    }

    private static void Put(JsonObject where, string name, JsonNode? value)
    {
        if (value is null)
            where.Remove(name);
        else
            where[name] = value;
    }

    private static JsonObject New(JsonObject where, string name)
    {
        var created = new JsonObject(where.Options);
        where[name] = created;
        return created;
    }
}
