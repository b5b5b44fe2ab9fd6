using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>
/// Reads what targets really send (scim-wire D): names in any letter case, the same name twice, numbers where texts
/// belong.
/// </summary>
internal static class TargetJson
{
    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        MaxDepth = 64,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly JsonNodeOptions NodeOptions = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Writes letters as letters, not as escapes: bodies are UTF-8 and never part of a page.</summary>
    public static JsonSerializerOptions Readable { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object whose names compare without case; null if the body is no JSON object.</summary>
    public static JsonObject? ReadObject(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(body), ReaderOptions);
            return reader.Read() && Node(ref reader) is JsonObject root && !reader.Read() ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // What the reader says to a text that is no UTF-8.
            return null;
        }
    }

    /// <summary>The <c>id</c> at the top of an object, without building the rest; null where there is none.</summary>
    public static string? ReadId(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(body), ReaderOptions);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = Ascii.EqualsIgnoreCase(reader.ValueSpan, "id"u8);
                reader.Read();
                if (isId && Scalar(ref reader) is { Length: > 0 } id)
                    return id;
                reader.Skip();
            }
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // What the reader says to a text that is no UTF-8.
            return null;
        }
    }

    /// <summary>A text, number or boolean as text; null for everything else.</summary>
    public static string? Scalar(JsonNode? node) =>
        node is JsonValue value
            ? value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.Number => value.ToJsonString(),
                JsonValueKind.True => "True",
                JsonValueKind.False => "False",
                _ => null,
            }
            : null;

    private static string? Scalar(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };

    private static JsonNode? Node(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader),
            JsonTokenType.StartArray => Array(ref reader),
            JsonTokenType.String => JsonValue.Create(reader.GetString()),
            JsonTokenType.Number => JsonNode.Parse(reader.ValueSpan),
            JsonTokenType.True => JsonValue.Create(true),
            JsonTokenType.False => JsonValue.Create(false),
            _ => null,
        };

    private static JsonObject Object(ref Utf8JsonReader reader)
    {
        var result = new JsonObject(NodeOptions);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            result[name] = Node(ref reader);
        }
        return result;
    }

    private static JsonArray Array(ref Utf8JsonReader reader)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            result.Add(Node(ref reader));
        return result;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith("\uFEFF"u8) ? body["\uFEFF"u8.Length..] : body;
}
