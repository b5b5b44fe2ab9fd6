using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Scim.Resources;

/// <summary>Reads single values from JSON, forgiving what clients spell differently.</summary>
internal static class JsonScalars
{
    /// <summary>The value as text; null for null, objects and arrays.</summary>
    public static string? AsText(this JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.String => node.AsValue().TryGetValue<string>(out var text) ? text : node.ToString(),
            JsonValueKind.Number => node.ToJsonString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    /// <summary>The value as a boolean; Entra writes <c>"True"</c> and <c>"False"</c>.</summary>
    public static bool? AsBoolean(this JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(node.AsText(), out var value) => value,
            _ => null,
        };

    /// <summary>The value as a number, also when it is written as a string.</summary>
    public static decimal? AsNumber(this JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String ? Number(node.AsText()) : null;

    /// <summary>The value as an instant.</summary>
    public static DateTimeOffset? AsInstant(this JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.String ? Instant(node.AsText()) : null;

    public static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// RFC 3339, where an offset is optional (UTC is meant) and its plus sign may have become a space in a URL.
    /// </summary>
    public static DateTimeOffset? Instant(string? text)
    {
        if (text is not { Length: >= 10 and <= 40 } || text[4] is not '-')
            return null;

        if (text.Length > 6 && text[^6] is ' ' && text[^3] is ':')
            text = string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5));

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : null;
    }
}
