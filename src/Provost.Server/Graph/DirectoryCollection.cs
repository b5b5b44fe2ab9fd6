using System.Globalization;
using Provost.Engine.Directory;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>Answers a request for users, groups or both, out of the store and page by page (graph-api 1).</summary>
internal static class DirectoryCollection
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    /// <param name="context">What follows <c>$metadata#</c>: <c>users</c>.</param>
    /// <param name="typed">Every object says what it is: where users and groups are mixed.</param>
    /// <param name="also">Shown with the properties that Graph shows unasked: <c>deletedDateTime</c>.</param>
    public static async Task<GraphAnswer> AnswerAsync(
        GraphCall call,
        string context,
        ObjectQuery query,
        bool typed,
        CancellationToken ct,
        string? also = null
    )
    {
        var shown = ShownProperties.From(query.Kind, call.Query.Select);
        if (also is not null && call.Query.Select is null)
            shown = shown.With(also);
        query = With(call, query);
        var directory = call.Installation.Directory;
        var page = await directory.QueryAsync(call.Caller, query, ct);
        long? count = call.Query.Count ? await directory.CountAsync(call.Caller, query, ct) : null;
        var expansion = await Expansion.ReadAsync(call, query.Kind, page.Objects, ct);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#{context}{SelectSuffix(call.Query)}");
            if (count is { } all)
                json.WriteNumber("@odata.count", all);
            json.WriteStartArray("value");
            foreach (var one in page.Objects)
            {
                json.WriteStartObject();
                if (typed)
                    json.WriteString("@odata.type", DirectoryObjectJson.TypeOf(one.Kind));
                DirectoryObjectJson.Write(json, one, shown.Of(one.Kind));
                expansion?.Write(json, one);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.Next is { } next)
                json.WriteString("@odata.nextLink", call.Link(Token(next)));
            json.WriteEndObject();
        });
    }

    /// <summary><c>…/$ref</c>: the addresses of the objects alone.</summary>
    public static async Task<GraphAnswer> ReferencesAsync(GraphCall call, ObjectQuery query, CancellationToken ct)
    {
        var page = await call.Installation.Directory.QueryAsync(call.Caller, With(call, query), ct);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#Collection($ref)");
            json.WriteStartArray("value");
            foreach (var one in page.Objects)
            {
                json.WriteStartObject();
                json.WriteString("@odata.id", $"{call.Root}/directoryObjects/{one.Id}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.Next is { } next)
                json.WriteString("@odata.nextLink", call.Link(Token(next)));
            json.WriteEndObject();
        });
    }

    /// <summary><c>…/$count</c>: a number as text; asks for <c>ConsistencyLevel: eventual</c> as Graph does.</summary>
    public static async Task<GraphAnswer> CountAsync(GraphCall call, ObjectQuery query, CancellationToken ct)
    {
        DemandEventual(call, "$count");
        var count = await call.Installation.Directory.CountAsync(call.Caller, With(call, query), ct);
        return GraphAnswer.Text(count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>One object, with <c>$select</c> and <c>$expand</c>.</summary>
    public static async Task<GraphAnswer> OneAsync(
        GraphCall call,
        DirectoryObject one,
        string context,
        bool typed,
        CancellationToken ct,
        int status = StatusCodes.Status200OK
    )
    {
        var shown = ShownProperties.From(one.Kind, call.Query.Select).Of(one.Kind);
        var expansion = await Expansion.ReadAsync(call, one.Kind, [one], ct);
        return GraphAnswer.Json(
            json =>
            {
                json.WriteStartObject();
                var selected = SelectSuffix(call.Query);
                json.WriteString("@odata.context", $"{call.Root}/$metadata#{context}{selected}/$entity");
                if (typed)
                    json.WriteString("@odata.type", DirectoryObjectJson.TypeOf(one.Kind));
                DirectoryObjectJson.Write(json, one, shown);
                expansion?.Write(json, one);
                json.WriteEndObject();
            },
            status
        );
    }

    private static ObjectQuery With(GraphCall call, ObjectQuery query)
    {
        var options = call.Query;
        if (options.Skip > 0)
            throw GraphException.UnsupportedQuery("$skip is not supported here. Follow @odata.nextLink instead.");
        if (options.Top > LargestPage)
            throw GraphException.Malformed($"Invalid page size specified: '{options.Top}'. The most is {LargestPage}.");
        if (options.Count)
            DemandEventual(call, "$count");
        var (order, descending) = Order(options.OrderBy, query);
        return query with
        {
            Filter = Both(query.Filter, Both(Filter(call), SearchTerms.Read(call))),
            Order = order,
            Descending = descending,
            After = options.SkipToken is { } token ? Position(token) : null,
            Take = options.Top ?? DefaultPage,
        };
    }

    private static FilterNode? Filter(GraphCall call)
    {
        if (call.Query.Filter is not { } text)
            return null;
        var filter = FilterParser.Parse(text);
        if (HasEndsWith(filter))
            DemandEventual(call, "endsWith");
        return filter;
    }

    private static FilterNode? Both(FilterNode? one, FilterNode? other) =>
        one is null ? other
        : other is null ? one
        : new FilterNode.And(one, other);

    private static bool HasEndsWith(FilterNode filter) =>
        filter switch
        {
            FilterNode.And(var left, var right) => HasEndsWith(left) || HasEndsWith(right),
            FilterNode.Or(var left, var right) => HasEndsWith(left) || HasEndsWith(right),
            FilterNode.Not(var inner) => HasEndsWith(inner),
            FilterNode.Any(_, { } inner) => HasEndsWith(inner),
            FilterNode.Test(var function, _, _) => function == TextFunction.EndsWith,
            _ => false,
        };

    /// <summary>What Graph answers out of an index of its own has to be asked for as such (graph-api 1).</summary>
    public static void DemandEventual(GraphCall call, string what)
    {
        if (!call.IsEventual)
        {
            throw GraphException.UnsupportedQuery(
                $"{what} is an advanced query. Send the header ConsistencyLevel: eventual with it."
            );
        }
    }

    private static (ObjectOrder, bool Descending) Order(string? text, ObjectQuery query)
    {
        if (text is null)
            return (query.Order, query.Descending);
        var words = text.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        ObjectOrder? order =
            words.Length == 1 || words is [_, "asc" or "desc"]
                ? words[0].ToUpperInvariant() switch
                {
                    "DISPLAYNAME" => ObjectOrder.DisplayName,
                    "USERPRINCIPALNAME" when query.Kind == ObjectKind.User => ObjectOrder.UserPrincipalName,
                    "CREATEDDATETIME" => ObjectOrder.Created,
                    "DELETEDDATETIME" when query.Deleted => ObjectOrder.Deleted,
                    _ => null,
                }
                : null;
        return order is { } known
            ? (known, words is [_, "desc"])
            : throw GraphException.UnsupportedQuery(
                $"$orderby '{text}' is not supported. Give displayName, userPrincipalName (of users), createdDateTime or "
                    + "deletedDateTime (of deleted objects), and asc or desc after it."
            );
    }

    private static string SelectSuffix(QueryOptions query) =>
        query.Select is { } names ? $"({string.Join(',', names)})" : "";

    private static string Token(ObjectPosition position) =>
        PageTokens.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{position.Number}:{(position.Value is null ? "" : "=")}{position.Value}"
            )
        );

    private static ObjectPosition Position(string token) =>
        PageTokens.Read(token)?.Split(':', 2) is [var number, var value]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var known)
        && value is "" or ['=', ..]
            ? new ObjectPosition(value.Length == 0 ? null : value[1..], known)
            : throw PageTokens.Expired;
}
