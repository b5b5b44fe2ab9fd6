using System.Text.Json;
using System.Text.Json.Serialization;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Storage.Sqlite;

/// <summary>How rows become records and back: attribute bags, settings and instants.</summary>
internal static class Rows
{
    public static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter(), new TargetPathJson(), new NamesJson() },
    };

    public static long Ticks(DateTimeOffset instant) => instant.UtcTicks;

    public static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>Texts stay texts, booleans booleans, several texts an array; an instant is text with a leading tag.</summary>
    public static string Attributes(IReadOnlyDictionary<string, Value> attributes)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in attributes.OrderBy(a => a.Key, StringComparer.OrdinalIgnoreCase))
                Write(writer, name, value);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static Dictionary<string, Value> Attributes(string json)
    {
        var attributes = new Dictionary<string, Value>(20, StringComparer.OrdinalIgnoreCase);
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
            attributes[property.Name] = Read(property.Value);
        return attributes;
    }

    public static SynchronizationSchema Schema(int version, string body) =>
        new(version, JsonSerializer.Deserialize<IReadOnlyList<ObjectMapping>>(body, Json) ?? []);

    private static void Write(Utf8JsonWriter writer, string name, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                break;
            case ValueKind.Boolean:
                writer.WriteBoolean(name, value.AsBoolean);
                break;
            case ValueKind.Number:
                writer.WriteNumber(name, value.AsNumber);
                break;
            case ValueKind.Instant:
                writer.WriteStartObject(name);
                writer.WriteString("instant", value.AsInstant);
                writer.WriteEndObject();
                break;
            case ValueKind.Many:
                writer.WriteStartArray(name);
                foreach (var element in value.Elements)
                    writer.WriteStringValue(element);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteString(name, value.ToString());
                break;
        }
    }

    private static Value Read(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => Value.Text(json.GetString()),
            JsonValueKind.True => Value.True,
            JsonValueKind.False => Value.False,
            JsonValueKind.Number => Value.Number(json.GetDouble()),
            JsonValueKind.Array => Value.Many([.. json.EnumerateArray().Select(e => e.GetString() ?? "")]),
            JsonValueKind.Object => Value.Instant(json.GetProperty("instant").GetDateTimeOffset()),
            _ => Value.Null,
        };

    private sealed class TargetPathJson : JsonConverter<TargetPath>
    {
        public override TargetPath Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TargetPath.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, TargetPath path, JsonSerializerOptions options) =>
            writer.WriteStringValue(path.Text);
    }

    /// <summary>A set of attribute names, compared without case.</summary>
    private sealed class NamesJson : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string> Read(
            ref Utf8JsonReader reader,
            Type type,
            JsonSerializerOptions options
        ) =>
            new HashSet<string>(
                JsonSerializer.Deserialize<string[]>(ref reader, options) ?? [],
                StringComparer.OrdinalIgnoreCase
            );

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> names, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, names.Order(StringComparer.OrdinalIgnoreCase).ToArray(), options);
    }
}
