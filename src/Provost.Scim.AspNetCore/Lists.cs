using System.Text.Json.Nodes;
using Provost.Scim.Messages;
using Provost.Scim.Schemas;

namespace Provost.Scim.AspNetCore;

/// <summary>
/// Lists and searches (RFC 7644 §3.4.2 and §3.4.3), over one resource type or, at the root, over all.
/// </summary>
internal static class Lists
{
    public static Task QueryAsync(ScimCall call, IReadOnlyList<ResourceType> types)
    {
        call.Method("GET");
        return AnswerAsync(call, types, type => SearchRequest.Parse(call.Parameter, type));
    }

    public static async Task SearchAsync(ScimCall call, IReadOnlyList<ResourceType> types)
    {
        call.Method("POST");
        var body = await RequestBody.ReadAsync(call);
        await AnswerAsync(call, types, type => SearchRequest.Parse(body, type));
    }

    /// <summary>
    /// The types one after the other, as one list: what is left of the page is asked of the next type.
    /// </summary>
    private static async Task AnswerAsync(
        ScimCall call,
        IReadOnlyList<ResourceType> types,
        Func<ResourceType, SearchRequest> read
    )
    {
        var resources = new List<JsonObject>();
        var (total, startIndex) = (0, 1);
        foreach (var (type, search) in Readable(types, read))
        {
            startIndex = search.StartIndex;
            var query = new ResourceQuery(
                search.Filter,
                Math.Max(1, startIndex - total),
                PageSize(search, call.Options.ServiceProviderConfig) - resources.Count,
                search.Projection
            );
            var page = await call.Store.QueryAsync(type, query, call.Aborted);
            resources.AddRange(page.Resources.Select(found => Rendering.Show(call, type, found, search.Projection)));
            total += page.Total;
        }
        await call.AnswerAsync(200, ListResponse.ToJson(resources, total, startIndex));
    }

    /// <summary>
    /// A type that lacks an attribute of the filter has no match (RFC 7644 §3.4.2.1), unless all types lack it.
    /// </summary>
    private static List<(ResourceType, SearchRequest)> Readable(
        IReadOnlyList<ResourceType> types,
        Func<ResourceType, SearchRequest> read
    )
    {
        var readable = new List<(ResourceType, SearchRequest)>();
        ScimException? refusal = null;
        foreach (var type in types)
        {
            try
            {
                readable.Add((type, read(type)));
            }
            catch (ScimException invalid) when (invalid.ScimType is "invalidFilter")
            {
                refusal = invalid;
            }
        }
        return refusal is not null && readable.Count is 0 ? throw refusal : readable;
    }

    private static int PageSize(SearchRequest search, ServiceProviderConfig config) =>
        Math.Min(search.Count ?? config.DefaultPageSize, config.MaxResults);
}
