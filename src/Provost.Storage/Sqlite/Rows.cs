using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine.Access;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using SQLitePCL;

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

    /// <param name="numbers">Of directory roles, with commas; null for none.</param>
    public static IReadOnlyList<DirectoryRole> Roles(string? numbers) =>
        [
            .. (numbers ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(Enum.Parse<DirectoryRole>)
                .Order(),
        ];

    private static readonly AttributeNames Names = new();

    /// <summary>
    /// Texts stay texts, booleans booleans, several texts an array; an instant is text with a leading tag.
    /// </summary>
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

    public static Dictionary<string, Value> Attributes(string json) =>
        Attributes(System.Text.Encoding.UTF8.GetBytes(json));

    /// <summary>Reads an attribute bag where it lies, without a copy of the text.</summary>
    public static Dictionary<string, Value> Attributes(ReadOnlySpan<byte> json)
    {
        var attributes = new Dictionary<string, Value>(20, StringComparer.OrdinalIgnoreCase);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                attributes[Names.Read(ref reader)] = Read(ref reader);
        }

        return attributes;
    }

    /// <summary>A reader that gives rows in the form of SQLite; Dapper hands out one that is wrapped.</summary>
    public static SqliteDataReader Plain(DbDataReader reader) =>
        reader as SqliteDataReader
        ?? (reader as IWrappedDataReader)?.Reader as SqliteDataReader
        ?? throw new InvalidOperationException("This is no reader of SQLite.");

    /// <summary>A text as it lies in the database, valid until the next row is read.</summary>
    public static ReadOnlySpan<byte> Utf8(SqliteDataReader row, int at) => raw.sqlite3_column_blob(row.Handle, at);

    public static string Schema(SynchronizationSchema schema) => JsonSerializer.Serialize(schema, Json);

    /// <summary>The first versions were kept as a list of mappings alone.</summary>
    public static SynchronizationSchema Schema(int version, string body) =>
        (
            body.StartsWith('[')
                ? new(version, JsonSerializer.Deserialize<IReadOnlyList<ObjectMapping>>(body, Json) ?? [])
                : JsonSerializer.Deserialize<SynchronizationSchema>(body, Json)
        )
            is { } schema
            ? schema with
            {
                Version = version,
            }
            : new(version, []);

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

    private static Value Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => Value.Text(reader.GetString()),
            JsonTokenType.True => Value.True,
            JsonTokenType.False => Value.False,
            JsonTokenType.Number => Value.Number(reader.GetDouble()),
            JsonTokenType.StartArray => Value.Many(Texts(ref reader)),
            JsonTokenType.StartObject => Value.Instant(Instant(ref reader)),
            _ => Value.Null,
        };
    }

    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>(1);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            texts.Add(reader.GetString() ?? "");
        return texts;
    }

    /// <summary><c>{"instant":"…"}</c></summary>
    private static DateTimeOffset Instant(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Read();
        var instant = reader.GetDateTimeOffset();
        reader.Read();
        return instant;
    }

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
