using System.Globalization;
using System.Text.Json;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>
/// Answers a request for a collection that fits into memory: <c>$filter</c>, <c>$orderby</c>, <c>$skip</c>,
/// <c>$top</c>, <c>$count</c>, <c>$select</c> and pages, all on the objects as they are shown.
/// </summary>
internal static class JsonCollection
{
    private const int DefaultPage = 100;

    /// <param name="context">What follows <c>$metadata#</c>: <c>applications</c>.</param>
    /// <param name="properties">The names that <c>$select</c> may have.</param>
    public static GraphAnswer Answer(
        GraphCall call,
        string context,
        IReadOnlyCollection<string> properties,
        IEnumerable<Action<Utf8JsonWriter>> objects
    )
    {
        var query = call.Query;
        var all = objects.Select(Shown).ToList();
        if (query.Filter is { } filter)
        {
            var node = FilterParser.Parse(filter);
            KnownProperties.Check(node, properties);
            all = all.FindAll(o => JsonFilter.Matches(node, o));
        }

        if (query.OrderBy is { } order)
            all = Ordered(all, order, properties);
        var skip = query.SkipToken is { } token ? Offset(token) : query.Skip;
        var take = query.Top ?? DefaultPage;
        var page = all.Skip(skip).Take(take).ToList();
        // $top is a page's size where a client follows the links, and so it is here.
        var next = skip + page.Count < all.Count ? Token(skip + page.Count) : null;
        return Page(call, context, properties, page, next, query.Count ? all.Count : null);
    }

    /// <summary>A page of objects that are as they are shown, complete.</summary>
    /// <param name="next">The token of the next page.</param>
    public static GraphAnswer Page(
        GraphCall call,
        string context,
        IReadOnlyCollection<string> properties,
        IEnumerable<JsonElement> page,
        string? next,
        int? count = null
    )
    {
        var select = Selected(call.Query, properties);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#{context}{SelectSuffix(call.Query)}");
            if (count is { } known)
                json.WriteNumber("@odata.count", known);
            json.WriteStartArray("value");
            foreach (var element in page)
                Write(json, element, select);
            json.WriteEndArray();
            if (next is not null)
                json.WriteString("@odata.nextLink", call.Link(next));
            json.WriteEndObject();
        });
    }

    /// <summary><c>/$count</c>: a number as text.</summary>
    public static GraphAnswer Count(
        GraphCall call,
        IReadOnlyCollection<string> properties,
        IEnumerable<Action<Utf8JsonWriter>> objects
    )
    {
        var all = objects.Select(Shown);
        if (call.Query.Filter is { } filter)
        {
            var node = FilterParser.Parse(filter);
            KnownProperties.Check(node, properties);
            all = all.Where(o => JsonFilter.Matches(node, o));
        }

        return GraphAnswer.Text(all.Count().ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>One object, with <c>$select</c>.</summary>
    /// <param name="context">What follows <c>$metadata#</c>: <c>applications/$entity</c>.</param>
    public static GraphAnswer One(
        GraphCall call,
        string context,
        IReadOnlyCollection<string> properties,
        Action<Utf8JsonWriter> write,
        int status = StatusCodes.Status200OK
    )
    {
        var select = Selected(call.Query, properties);
        var element = Shown(write);
        return GraphAnswer.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{call.Root}/$metadata#{context}");
                WriteProperties(json, element, select);
                json.WriteEndObject();
            },
            status
        );
    }

    /// <summary>An object as it is shown, complete.</summary>
    public static JsonElement Shown(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(
            GraphAnswer
                .Json(json =>
                {
                    json.WriteStartObject();
                    write(json);
                    json.WriteEndObject();
                })
                .Body
        );
        return document.RootElement.Clone();
    }

    private static HashSet<string>? Selected(QueryOptions query, IReadOnlyCollection<string> properties)
    {
        if (query.Select is not { } names || names.Contains("*", StringComparer.Ordinal))
            return null;
        foreach (var name in names)
        {
            if (!properties.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw GraphException.BadRequest($"Could not find a property named '{name}'.", name);
        }

        return names.Append("id").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string SelectSuffix(QueryOptions query) =>
        query.Select is { } names ? $"({string.Join(',', names)})" : "";

    private static void Write(Utf8JsonWriter json, JsonElement element, HashSet<string>? select)
    {
        json.WriteStartObject();
        WriteProperties(json, element, select);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, JsonElement element, HashSet<string>? select)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (select is null || select.Contains(property.Name) || property.Name.StartsWith('@'))
                property.WriteTo(json);
        }
    }

    private static List<JsonElement> Ordered(
        List<JsonElement> all,
        string order,
        IReadOnlyCollection<string> properties
    )
    {
        var words = order.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var name = words.FirstOrDefault("");
        if (words is not ([_] or [_, "asc" or "desc"]) || !properties.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw GraphException.UnsupportedQuery(
                $"$orderby '{order}' is not supported. Give one property, and asc or desc after it."
            );
        }

        string Key(JsonElement element) =>
            element
                .EnumerateObject()
                .FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Value.ToString();
        return
        [
            .. words is [_, "desc"]
                ? all.OrderByDescending(Key, StringComparer.OrdinalIgnoreCase)
                : all.OrderBy(Key, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static string Token(int offset) => PageTokens.Write(offset.ToString(CultureInfo.InvariantCulture));

    private static int Offset(string token) =>
        PageTokens.Read(token) is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw PageTokens.Expired;
}
