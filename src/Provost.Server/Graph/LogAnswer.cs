using System.Globalization;
using System.Text.Json;
using Provost.Engine.Logs;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>
/// Pages of a log: filtered as they are shown, and never more than some thousand entries looked at for one answer. A
/// page may be short, even empty, and have a next one (graph-api 1, "Paging", and 7).
/// </summary>
internal static class LogAnswer
{
    private const int DefaultPage = 100;
    private const int AtOnce = 500;
    private const int MostLookedAt = 5000;

    /// <summary>What the address asks for, without the page's place.</summary>
    public static LogPage Page(GraphCall call, IReadOnlyCollection<string> properties)
    {
        var query = call.Query;
        if (query.Search is not null || query.Expand is not null || query.Skip > 0 || query.Count)
            throw GraphException.UnsupportedQuery("Logs know $filter, $orderby, $select, $top and $skiptoken.");
        var filter = query.Filter is { } text ? FilterParser.Parse(text) : null;
        if (filter is not null)
            KnownProperties.Check(filter, properties);
        return new LogPage { Filter = filter, OldestFirst = OldestFirst(query.OrderBy) };
    }

    /// <summary>The number of an entry by its id in the address; an id of another form is nobody's.</summary>
    public static long Number(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw GraphException.NoObject(id);

    /// <param name="read">Gives a page of entries with their numbers.</param>
    public static async Task<GraphAnswer> AnswerAsync<T>(
        GraphCall call,
        string context,
        IReadOnlyCollection<string> properties,
        Func<LogPage, Task<IReadOnlyList<T>>> read,
        Func<T, long> number,
        Func<T, Task<JsonElement>> show
    )
    {
        var page = Page(call, properties);
        var wanted = call.Query.Top ?? DefaultPage;
        var shown = new List<JsonElement>();
        var last = call.Query.SkipToken is { } token ? Place(token) : null;
        var (lookedAt, more) = (0, true);
        while (more && shown.Count < wanted && lookedAt < MostLookedAt)
        {
            var take = page.Filter is null ? wanted - shown.Count : AtOnce;
            var entries = await read(page with { Beyond = last, Take = take + 1 });
            more = entries.Count > take;
            foreach (var entry in entries.Take(take))
            {
                if (shown.Count == wanted)
                {
                    more = true;
                    break;
                }

                var element = await show(entry);
                (last, lookedAt) = (number(entry), lookedAt + 1);
                if (page.Filter is null || JsonFilter.Matches(page.Filter, element, StringComparison.Ordinal))
                    shown.Add(element);
            }
        }

        return JsonCollection.Page(call, context, properties, shown, more ? Token(last) : null);
    }

    private static bool OldestFirst(string? order) =>
        order?.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            null => false,
            [var name] when IsTime(name) => true,
            [var name, "asc"] when IsTime(name) => true,
            [var name, "desc"] when IsTime(name) => false,
            _ => throw GraphException.UnsupportedQuery(
                $"$orderby '{order}' is not supported. Logs are ordered by activityDateTime, asc or desc."
            ),
        };

    private static bool IsTime(string name) => name.Equals("activityDateTime", StringComparison.OrdinalIgnoreCase);

    private static string? Token(long? last) =>
        last is { } number ? PageTokens.Write(number.ToString(CultureInfo.InvariantCulture)) : null;

    private static long? Place(string token) =>
        PageTokens.Read(token) is { } text
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw PageTokens.Expired;
}
