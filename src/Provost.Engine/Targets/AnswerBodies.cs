using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>What a target says about itself in an error body; each part is null where it is not said.</summary>
/// <param name="IsScim">Whether this is an error in SCIM's form, and so comes from the SCIM server itself.</param>
internal sealed record TargetError(bool IsScim, string? ScimType, string? Words);

/// <summary>Takes bodies apart with the tolerance of scim-wire D. Null means: not what it should be.</summary>
internal static class AnswerBodies
{
    private const int LongestWords = 400;

    /// <summary>
    /// The objects and the total of a ListResponse. The schema URN is not asked for, real targets get it wrong.
    /// </summary>
    public static (IReadOnlyList<TargetObject> Objects, int Total)? ReadList(ReadOnlySpan<byte> body)
    {
        if (TargetJson.ReadObject(body) is not { } root)
            return null;
        if (!root.ContainsKey("Resources") && !root.ContainsKey("totalResults"))
            return null;

        var elements = root["Resources"] switch
        {
            null => [],
            JsonArray array => array,
            _ => null,
        };
        var objects = elements?.Select(ToObject).ToList();
        if (objects is null || objects.Contains(null))
            return null;

        var total = TargetJson.Scalar(root["totalResults"]);
        return (
            [.. objects.OfType<TargetObject>()],
            int.TryParse(total, CultureInfo.InvariantCulture, out var known) ? known : objects.Count
        );
    }

    /// <summary>One resource; an answer without an id, or with a list, is none.</summary>
    public static TargetObject? ReadOne(ReadOnlySpan<byte> body) => ToObject(TargetJson.ReadObject(body));

    public static TargetError ReadError(Reply reply)
    {
        if (TargetJson.ReadObject(reply.Body.Span) is not { } root)
            return new TargetError(false, null, reply.IsHtml ? "an HTML page" : PlainText(reply.Body.Span));

        var urns = ResourceValues.References(root["schemas"] ?? root["schema"]);
        var isScim =
            urns.Any(u => u.EndsWith(":api:messages:2.0:Error", StringComparison.OrdinalIgnoreCase))
            || (
                // Web frameworks put a status into their own JSON errors, so that alone proves nothing.
                reply.MediaType == "application/scim+json"
                && TargetJson.Scalar(root["status"]) == reply.Status.ToString(CultureInfo.InvariantCulture)
            );
        var words = Words.Select(name => TargetJson.Scalar(root[name])).FirstOrDefault(w => !string.IsNullOrEmpty(w));
        return new TargetError(isScim, TargetJson.Scalar(root["scimType"]), words is null ? null : Quoted(words));
    }

    private static readonly string[] Words = ["detail", "message", "error_description", "error", "title"];

    private static TargetObject? ToObject(JsonNode? node) =>
        node is JsonObject json && TargetJson.Scalar(json["id"]) is { Length: > 0 } id
            ? new TargetObject(id, json)
            : null;

    private static string? PlainText(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length == 0 ? null : Quoted(text);
    }

    private static string Quoted(string words) =>
        words.Length > LongestWords ? $"\"{words[..LongestWords]}…\"" : $"\"{words}\"";
}
