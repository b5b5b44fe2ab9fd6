using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Messages;

/// <summary>
/// What a client searches for, in a query string or in a <c>.search</c> body (RFC 7644 §3.4.2 and §3.4.3).
/// </summary>
/// <param name="Filter">Which resources; null for all.</param>
/// <param name="Projection">Which of their attributes.</param>
/// <param name="StartIndex">The index of the first, from 1 (§3.4.2.4); anything below means 1.</param>
/// <param name="Count">How many at most: never negative; null leaves it to the server.</param>
public sealed record SearchRequest(Filter? Filter, Projection Projection, int StartIndex, int? Count)
{
    /// <summary>The schema of the message.</summary>
    public const string SchemaId = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

    /// <summary>Reads the body of <c>POST …/.search</c>.</summary>
    public static SearchRequest Parse(JsonObject body, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Of(name => Joined(body.Find(name)), type);
    }

    /// <summary>Reads the parameters of a query, already decoded; unknown ones are ignored.</summary>
    /// <param name="parameter">Gives the value of a parameter, or null.</param>
    /// <param name="type">The kind of resource that is searched.</param>
    public static SearchRequest Parse(Func<string, string?> parameter, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Of(parameter, type);
    }

    /// <summary>How many resources to return when the server returns at most <paramref name="maximum"/>.</summary>
    public int PageSize(int maximum) => Math.Min(Count ?? maximum, maximum);

    private static SearchRequest Of(Func<string, string?> parameter, ResourceType type) =>
        new(
            parameter("filter") is { } filter && !string.IsNullOrWhiteSpace(filter) ? Filter.Parse(filter, type) : null,
            Projection.Parse(parameter("attributes"), parameter("excludedAttributes")),
            Math.Max(1, Integer("startIndex", parameter("startIndex")) ?? 1),
            Integer("count", parameter("count")) is { } count ? Math.Max(0, count) : null
        );

    private static int? Integer(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw ScimException.InvalidValue($"'{name}' must be a whole number, not '{Excerpt.Of(text)}'.");
    }

    /// <summary>A body has arrays where a query has names with commas.</summary>
    private static string? Joined(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Array
            ? string.Join(',', node.AsArray().Select(n => n.AsText()))
            : node.AsText();
}
