using System.Globalization;
using System.Text.Json;

namespace Provost.Server.Graph;

/// <summary>
/// Reads the properties of an object in a request. A wrong type is refused by the property's name, and whatever nobody
/// read is refused by <see cref="Done"/>; annotations (<c>@odata.type</c>) are nobody's business (graph-api 1).
/// </summary>
internal sealed class GraphBody
{
    private readonly Dictionary<string, JsonElement> _properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _where;

    /// <param name="where">In front of the names in messages: <c>schedule/</c>.</param>
    public GraphBody(JsonElement element, string where = "")
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong(where.TrimEnd('/'), element, "an object");
        _where = where;
        foreach (var property in element.EnumerateObject())
        {
            if (!property.Name.Contains("@odata.", StringComparison.OrdinalIgnoreCase))
                _properties[property.Name] = property.Value;
        }
    }

    /// <summary>The names that were sent, without annotations.</summary>
    public IEnumerable<string> Names => _properties.Keys;

    public bool Has(string name) => _properties.ContainsKey(name);

    /// <summary>The value as it is; null where it was not sent or is null.</summary>
    public JsonElement? Any(string name)
    {
        _read.Add(name);
        return _properties.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string? Text(string name) =>
        Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(_where + name, value, "a text");

    public string RequiredText(string name) =>
        Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Missing(name, "a text");

    public bool? Boolean(string name) =>
        Any(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(_where + name, value, "true or false");

    public int? Number(string name) =>
        Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Wrong(_where + name, value, "a whole number");

    public Guid? Id(string name) =>
        Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && Guid.TryParseExact(value.GetString(), "D", out var id) ? id
        : throw Wrong(_where + name, value, "an id of the form 00000000-0000-0000-0000-000000000000");

    public Guid RequiredId(string name) => Id(name) ?? throw Missing(name, "an id");

    public DateTimeOffset? Instant(string name) =>
        Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var instant) ? instant
        : throw Wrong(_where + name, value, "a date and time such as 2026-03-01T09:00:00Z");

    public IReadOnlyList<string>? Texts(string name) =>
        Any(name) is not { } value
            ? null
            :
            [
                .. Array(name, value)
                    .Select(e =>
                        e.ValueKind == JsonValueKind.String
                            ? e.GetString() ?? ""
                            : throw Wrong(_where + name, e, "texts only")
                    ),
            ];

    public GraphBody? Object(string name) => Any(name) is { } value ? new GraphBody(value, $"{_where}{name}/") : null;

    public IReadOnlyList<GraphBody>? Objects(string name) =>
        Any(name) is not { } value
            ? null
            :
            [
                .. Array(name, value)
                    .Select(
                        (e, at) =>
                            new GraphBody(e, string.Create(CultureInfo.InvariantCulture, $"{_where}{name}/{at}/"))
                    ),
            ];

    /// <summary>One of the names of an enum of Graph's, without regard to case.</summary>
    public T? Enum<T>(string name)
        where T : struct, Enum =>
        Text(name) is not { } text ? null
        : System.Enum.TryParse<T>(text, true, out var value)
        && System.Enum.IsDefined(value)
        && !char.IsAsciiDigit(text[0])
            ? value
        : throw GraphException.Malformed(
            $"'{text}' is no value of {_where}{name}. Its values: {string.Join(", ", System.Enum.GetNames<T>())}.",
            _where + name
        );

    /// <summary>Refuses what was sent and nobody read.</summary>
    /// <param name="type">For example <c>microsoft.graph.user</c>.</param>
    public void Done(string type)
    {
        if (_properties.Keys.FirstOrDefault(n => !_read.Contains(n)) is { } unknown)
        {
            throw GraphException.BadRequest(
                $"One or more properties are invalid: '{_where}{unknown}' is no property of {type} that can be written.",
                _where + unknown
            );
        }
    }

    public GraphException Missing(string name, string shape) =>
        GraphException.BadRequest(
            $"A value is required for property '{_where}{name}' of the request: {shape}.",
            _where + name
        );

    private JsonElement.ArrayEnumerator Array(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(_where + name, value, "an array");

    private static GraphException Wrong(string name, JsonElement value, string wanted) =>
        GraphException.Malformed(
            $"Property '{name}' is {GraphCall.Name(value.ValueKind)}; it has to be {wanted}.",
            name
        );
}
