using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>
/// RFC 7644 §3.5.2 to the letter, so that strict servers take it: an element that the target does not have is added
/// whole, because a value path without a match is an error there (<c>noTarget</c>).
/// </summary>
internal static class CompliantPatch
{
    public static IReadOnlyList<JsonObject> Operations(JsonObject current, IReadOnlyList<AttributeChange> changes) =>
        [.. changes.GroupBy(Slot).SelectMany(slot => Slot(current, [.. slot]))];

    /// <summary>Changes of one element belong together; every other change stands alone.</summary>
    private static (string, string) Slot(AttributeChange change) =>
        change.Path.Selector is { } selector
            ? (
                $"{change.Path.Schema}:{change.Path.Name}".ToUpperInvariant(),
                $"{selector.Attribute}={selector.Literal}".ToUpperInvariant()
            )
            : (change.Path.Text, "");

    private static IEnumerable<JsonObject> Slot(JsonObject current, IReadOnlyList<AttributeChange> changes)
    {
        if (changes[0].Path.Selector is not { } selector)
            return changes.Select(Plain);
        return ResourceValues.Element(current, changes[0].Path) is null
            ? NewElement(selector, changes)
            : changes.Select(change => InElement(selector, change));
    }

    private static JsonObject Plain(AttributeChange change) =>
        PatchDialects.IsRemoval(change.After)
            ? PatchDialects.Operation("remove", change.Path.Text)
            : PatchDialects.Operation(
                PatchDialects.Adds(change) ? "add" : "replace",
                change.Path.Text,
                PatchValues.Typed(change.Path, change.After)
            );

    private static IEnumerable<JsonObject> NewElement(
        (string Attribute, string Literal) selector,
        IReadOnlyList<AttributeChange> changes
    )
    {
        var element = new JsonObject { [selector.Attribute] = PatchValues.Literal(selector) };
        foreach (var change in changes.Where(c => !PatchDialects.IsRemoval(c.After)))
            element[change.Path.SubAttribute ?? "value"] = PatchValues.Typed(change.Path, change.After);

        return element.Count > 1
            ? [PatchDialects.Operation("add", Whole(changes[0].Path), new JsonArray(element))]
            : [];
    }

    private static JsonObject InElement((string Attribute, string Literal) selector, AttributeChange change)
    {
        var sub = change.Path.SubAttribute ?? "value";
        var literal = PatchValues.Literal(selector).ToJsonString(TargetJson.Readable);
        var element = $"{Whole(change.Path)}[{selector.Attribute} eq {literal}]";
        if (!PatchDialects.IsRemoval(change.After))
            return PatchDialects.Operation("replace", $"{element}.{sub}", PatchValues.Typed(change.Path, change.After));

        // An e-mail address without its value is nothing, so the element goes with it.
        var isValue = sub.Equals("value", StringComparison.OrdinalIgnoreCase);
        return PatchDialects.Operation("remove", isValue ? element : $"{element}.{sub}");
    }

    private static string Whole(TargetPath path) => path.Schema is null ? path.Name : $"{path.Schema}:{path.Name}";
}
