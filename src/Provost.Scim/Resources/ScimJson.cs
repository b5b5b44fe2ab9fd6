using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Provost.Scim.Resources;

/// <summary>Reads request bodies.</summary>
public static class ScimJson
{
    private static readonly JsonDocumentOptions Reading = new()
    {
        MaxDepth = ScimLimits.JsonDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>
    /// Reads one JSON object of limited depth, without a name twice in an object; anything else is an
    /// <c>invalidSyntax</c>.
    /// </summary>
    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8)
    {
        try
        {
            if (!Utf8.IsValid(utf8))
                throw ScimException.InvalidSyntax("The body is not UTF-8.");

            if (utf8.IndexOf("\\u"u8) >= 0)
                CheckEscapes(utf8);

            return JsonNode.Parse(utf8, null, Reading) as JsonObject
                ?? throw ScimException.InvalidSyntax("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw ScimException.InvalidSyntax(
                $"The body is not JSON that can be read (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})."
            );
        }
    }

    /// <summary>Half a surrogate pair is only noticed when the string is used, which would be too late.</summary>
    private static void CheckEscapes(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ScimLimits.JsonDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            throw ScimException.InvalidSyntax("The body has a string with half a surrogate pair.");
        }
    }
}
