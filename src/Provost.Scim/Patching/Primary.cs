using System.Text.Json.Nodes;
using Provost.Scim.Resources;

namespace Provost.Scim.Patching;

/// <summary>At most one element of a multi-valued attribute is the primary one (P23, RFC 7643 §2.4).</summary>
internal static class Primary
{
    /// <summary>Two in one request cannot both be meant.</summary>
    public static void Check(List<JsonNode> elements)
    {
        if (elements.Count(Is) > 1)
            throw ScimException.InvalidValue("Only one element can be 'primary'.");
    }

    /// <summary>A new primary element takes the place of the old one.</summary>
    public static void KeepOne(Journal journal, JsonArray array, JsonNode element)
    {
        if (!Is(element))
            return;

        for (var i = 0; i < array.Count; i++)
        {
            if (!ReferenceEquals(array[i], element) && array[i] is JsonObject other && Is(other))
                journal.Set(other, "primary", false);
        }
    }

    public static bool IsSetBy(MultipleValues.Change change) =>
        change.Sub is { Name: "primary" } ? change.Value.AsBoolean() == true : change.Value is { } value && Is(value);

    private static bool Is(JsonNode element) => element is JsonObject json && json.Find("primary").AsBoolean() == true;
}
