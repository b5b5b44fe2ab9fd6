using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;

namespace Provost.Engine.Targets;

/// <summary>
/// Writes the body of a PATCH in the target's dialect (scim-wire A.7). Null means: nothing to send. Pure.
/// </summary>
internal static class PatchDialects
{
    private const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private const string Manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

    /// <summary>Where a user's manager lives in every dialect.</summary>
    public static readonly TargetPath ManagerPath = TargetPath.Parse(Manager);

    public static byte[]? Changes(PatchDialect dialect, JsonObject current, IReadOnlyList<AttributeChange> changes) =>
        Envelope(
            dialect switch
            {
                PatchDialect.EntraLegacy => EntraPatch.Legacy(changes),
                PatchDialect.EntraFolded => EntraPatch.Folded(changes),
                _ => CompliantPatch.Operations(current, changes),
            }
        );

    /// <summary>Removals first: where a target limits the size of a group, that makes room.</summary>
    public static byte[]? Members(PatchDialect dialect, IReadOnlyList<string> add, IReadOnlyList<string> remove) =>
        Envelope(
            dialect == PatchDialect.EntraLegacy
                ?
                [
                    .. remove.Count > 0
                        ? [Operation("Remove", "members", Members(remove, withRef: true))]
                        : NoOperations,
                    .. add.Count > 0 ? [Operation("Add", "members", Members(add, withRef: true))] : NoOperations,
                ]
                :
                [
                    .. remove.Select(id => Operation("remove", $"members[value eq {Quote(id)}]")),
                    .. add.Count > 0 ? [Operation("add", "members", Members(add, withRef: false))] : NoOperations,
                ]
        );

    public static byte[]? ManagerChange(PatchDialect dialect, string? managerId) =>
        Envelope([
            (dialect, managerId) switch
            {
                (PatchDialect.EntraLegacy, null) => Operation("Remove", Manager),
                (_, null) => Operation("remove", Manager),
                (PatchDialect.EntraLegacy, _) => Operation("Add", Manager, managerId),
                (PatchDialect.EntraFolded, _) => Operation("add", Manager, managerId),
                _ => Operation("replace", Manager, new JsonObject { ["value"] = managerId }),
            },
        ]);

    public static JsonObject Operation(string op, string? path, JsonNode? value = null)
    {
        var operation = new JsonObject { ["op"] = op };
        if (path is not null)
            operation["path"] = path;
        if (value is not null)
            operation["value"] = value;
        return operation;
    }

    /// <summary>
    /// No value at all, or an empty list, takes the attribute away; an empty text is a value (ENT-MAP-7).
    /// </summary>
    public static bool IsRemoval(Value after) => after.IsNull || after is { Kind: ValueKind.Many, IsNullOrEmpty: true };

    public static bool Adds(AttributeChange change) =>
        change.Form != ChangeForm.ReplacesAll && (change.Before.IsNull || change.Form == ChangeForm.Adds);

    /// <summary>A text as a literal of a filter: quotes and backslashes escaped as JSON does (scim-wire A.1).</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, TargetJson.Readable);

    private static readonly JsonObject[] NoOperations = [];

    private static JsonArray Members(IReadOnlyList<string> ids, bool withRef) =>
        [
            .. ids.Select(id =>
                withRef ? new JsonObject { ["$ref"] = null, ["value"] = id } : new JsonObject { ["value"] = id }
            ),
        ];

    private static byte[]? Envelope(IReadOnlyList<JsonObject> operations)
    {
        if (operations.Count == 0)
            return null;

        var message = new JsonObject
        {
            ["schemas"] = new JsonArray(PatchOp),
            ["Operations"] = new JsonArray([.. operations]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(message, TargetJson.Readable);
    }
}
