using System.Buffers;
using System.Text.Json;
using Provost.Engine.Targets;

namespace Provost.Engine.Logs;

/// <summary>One attribute that was written: null before means added, null after taken away (ENT-LOG-5).</summary>
public sealed record ModifiedProperty(string Name, string? OldValue, string? NewValue);

/// <summary>
/// What an entry says beside its columns. Stored small: a creation keeps its values in the order of the mapping's
/// attributes, without their names, because the schema's version knows them.
/// </summary>
public sealed record EntryBody
{
    /// <summary>The outcome in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>By which way the object came into scope, null where it is out of it.</summary>
    public string? Path { get; init; }

    public bool IsActive { get; init; }

    public bool IsAssigned { get; init; }

    public bool HasRequiredRole { get; init; }

    /// <summary>Every clause of the scoping filter with its result (ENT-FIL-10).</summary>
    public IReadOnlyList<string> Filter { get; init; } = [];

    /// <summary>How the account was found, or that there was none.</summary>
    public string? Match { get; init; }

    /// <summary>A creation's values in mapping order, null where nothing was sent.</summary>
    public IReadOnlyList<string?> Values { get; init; } = [];

    public IReadOnlyList<ModifiedProperty> Modified { get; init; } = [];

    /// <summary>
    /// What a person should know beside the outcome: an attribute that is not sent, a member without an account.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public Exchange? Exchange { get; init; }

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Text(json, "r"u8, Reason);
            Text(json, "p"u8, Path);
            json.WriteNumber("s"u8, (IsActive ? 1 : 0) | (IsAssigned ? 2 : 0) | (HasRequiredRole ? 4 : 0));
            Texts(json, "f"u8, Filter);
            Text(json, "m"u8, Match);
            Texts(json, "v"u8, Values);
            WriteModified(json);
            Texts(json, "n"u8, Notes);
            if (Exchange is { } exchange)
            {
                json.WritePropertyName("x"u8);
                JsonSerializer.Serialize(json, exchange);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static EntryBody Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var json = document.RootElement;
        var flags = json.GetProperty("s").GetInt32();
        return new EntryBody
        {
            Reason = Text(json, "r"),
            Path = Text(json, "p"),
            IsActive = (flags & 1) != 0,
            IsAssigned = (flags & 2) != 0,
            HasRequiredRole = (flags & 4) != 0,
            Filter = [.. Elements(json, "f").Select(f => f.GetString() ?? "")],
            Match = Text(json, "m"),
            Values = [.. Elements(json, "v").Select(v => v.GetString())],
            Modified =
            [
                .. Elements(json, "c")
                    .Select(c => new ModifiedProperty(c[0].GetString() ?? "", c[1].GetString(), c[2].GetString())),
            ],
            Notes = [.. Elements(json, "n").Select(n => n.GetString() ?? "")],
            Exchange = json.TryGetProperty("x", out var exchange) ? exchange.Deserialize<Exchange>() : null,
        };
    }

    private void WriteModified(Utf8JsonWriter json)
    {
        if (Modified.Count == 0)
            return;
        json.WriteStartArray("c"u8);
        foreach (var (name, before, after) in Modified)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(before);
            json.WriteStringValue(after);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string?> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static JsonElement.ArrayEnumerator Elements(JsonElement json, string name) =>
        json.TryGetProperty(name, out var array) ? array.EnumerateArray() : default;
}
