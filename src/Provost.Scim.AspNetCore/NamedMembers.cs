using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Patching;

namespace Provost.Scim.AspNetCore;

/// <summary>Which members of a group a PATCH looks at, so that a store need not read half a million others.</summary>
internal static class NamedMembers
{
    /// <summary>Their ids; null where the PATCH may look at any.</summary>
    public static IReadOnlyCollection<string>? Of(PatchRequest patch)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return patch.Operations.All(operation => Names(operation, ids)) ? ids : null;
    }

    private static bool Names(PatchOperation operation, HashSet<string> ids) =>
        operation switch
        {
            { Path: null, Value: JsonObject value } => value.All(pair =>
                IsOther(pair.Key) || operation.Kind is PatchKind.Add && IsMembers(pair.Key) && Ids(pair.Value, ids)
            ),
            { Path.Attribute: { Schema: null, Name: var name } } when !IsMembers(name) => true,
            { Path.Attribute: { SubAttribute: null, Name: var name } } when IsMembers(name) => operation switch
            {
                { Path.Filter: { } filter } => operation.Kind is PatchKind.Remove && Ids(filter, ids),
                { Kind: PatchKind.Add or PatchKind.Remove } => Ids(operation.Value, ids),
                _ => false,
            },
            _ => false,
        };

    private static bool IsMembers(string name) => name.Equals("members", StringComparison.OrdinalIgnoreCase);

    /// <summary>A plain name of something else; URNs and value paths might mean the members.</summary>
    private static bool IsOther(string name) => name.All(char.IsAsciiLetterOrDigit) && !IsMembers(name);

    private static bool Ids(Filter filter, HashSet<string> ids)
    {
        switch (filter)
        {
            case Filter.Or(var left, var right):
                return Ids(left, ids) && Ids(right, ids);
            case Filter.Compare(
                { Schema: null, SubAttribute: null } path,
                Operator.Eq,
                { Kind: ScimValueKind.String } id
            ) when path.Name.Equals("value", StringComparison.OrdinalIgnoreCase):
                ids.Add(id.Text);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Objects with a <c>value</c> or bare ids, one or an array of at least one.</summary>
    private static bool Ids(JsonNode? value, HashSet<string> ids)
    {
        switch (value)
        {
            case JsonArray { Count: > 0 } array:
                return array.All(element => element is not JsonArray && Ids(element, ids));
            case JsonObject member when member.TryGetPropertyValue("value", out var id) && id is JsonValue:
                return Ids(id, ids);
            case JsonValue text when text.TryGetValue<string>(out var id):
                ids.Add(id);
                return true;
            default:
                return false;
        }
    }
}
