using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>The two forms that Entra sends, for targets that were only ever tried with it (scim-wire A.7).</summary>
internal static class EntraPatch
{
    public static IReadOnlyList<JsonObject> Legacy(IReadOnlyList<AttributeChange> changes) =>
        [
            .. changes.Select(change =>
                PatchDialects.IsRemoval(change.After)
                    ? PatchDialects.Operation("Remove", change.Path.Text)
                    : PatchDialects.Operation(
                        PatchDialects.Adds(change) ? "Add" : "Replace",
                        change.Path.Text,
                        // The roles that replace all others are objects even here (scim-wire A.7).
                        change.Form == ChangeForm.ReplacesAll
                            ? PatchValues.Typed(change.Path, change.After)
                            : PatchValues.Legacy(change.Path, change.After)
                    )
            ),
        ];

    /// <summary>What needs a path first, then everything else in one operation without: flat, dotted keys.</summary>
    public static IReadOnlyList<JsonObject> Folded(IReadOnlyList<AttributeChange> changes)
    {
        var foldable = changes.Where(IsFoldable).ToList();
        var onlyAdds = foldable.All(c => c.Before.IsNull);
        if (foldable is [{ Before.IsNull: true }])
            foldable = [];

        List<JsonObject> operations = [.. changes.Except(foldable).Select(WithPath)];
        if (foldable.Count > 0)
            operations.Add(PatchDialects.Operation(onlyAdds ? "add" : "replace", null, Fold(foldable)));
        return operations;
    }

    private static bool IsFoldable(AttributeChange change) =>
        change is { Path.Selector: null, Form: ChangeForm.Usual }
        && !PatchDialects.IsRemoval(change.After)
        && !change.Path.Name.Equals("active", StringComparison.OrdinalIgnoreCase);

    private static JsonObject Fold(IEnumerable<AttributeChange> changes)
    {
        var folded = new JsonObject();
        foreach (var change in changes)
            folded[change.Path.Text] = Value(change);
        return folded;
    }

    private static JsonObject WithPath(AttributeChange change) =>
        PatchDialects.IsRemoval(change.After)
            ? PatchDialects.Operation("remove", change.Path.Text)
            : PatchDialects.Operation(PatchDialects.Adds(change) ? "add" : "replace", change.Path.Text, Value(change));

    private static JsonNode? Value(AttributeChange change) =>
        change.After.Kind == Expressions.ValueKind.Reference
            ? PatchValues.Legacy(change.Path, change.After)
            : PatchValues.Typed(change.Path, change.After);
}
