using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Provost.Server.Graph;

/// <summary>The system query options of a request (OData 4, as far as graph-api 1 lists them).</summary>
internal sealed record QueryOptions
{
    public IReadOnlyList<string>? Select { get; init; }

    public string? Filter { get; init; }

    public string? OrderBy { get; init; }

    public string? Expand { get; init; }

    public string? Search { get; init; }

    public int? Top { get; init; }

    public int Skip { get; init; }

    public bool Count { get; init; }

    public string? SkipToken { get; init; }

    public string? DeltaToken { get; init; }

    /// <summary>Everything as it was asked, to be repeated in a link to the next page.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Given { get; init; } = [];

    /// <summary>Reads a query string; an option that is unknown, doubled or malformed is an error.</summary>
    public static QueryOptions Parse(string queryString)
    {
        var options = new QueryOptions();
        var given = new List<KeyValuePair<string, string>>();
        foreach (var (rawName, values) in QueryHelpers.ParseQuery(queryString))
        {
            // The dollar sign may be left out for most options; other parameters are nobody's business.
            if (!rawName.StartsWith('$'))
                continue;
            if (values is not [{ } value])
                throw GraphException.Malformed($"Query option '{rawName}' was specified more than once.");
            given.Add(new(rawName, value));
            options = With(options, rawName, value);
        }

        return options with
        {
            Given = given,
        };
    }

    private static QueryOptions With(QueryOptions options, string name, string value) =>
        name.ToLowerInvariant() switch
        {
            "$select" => options with { Select = Names(value) },
            "$filter" => options with { Filter = value },
            "$orderby" => options with { OrderBy = value },
            "$expand" => options with { Expand = value },
            "$search" => options with { Search = value },
            "$top" => options with { Top = Number(name, value, 1, 1000) },
            "$skip" => options with { Skip = Number(name, value, 0, int.MaxValue) },
            "$count" => options with { Count = Boolean(name, value) },
            "$skiptoken" => options with { SkipToken = value },
            "$deltatoken" => options with { DeltaToken = value },
            "$format" => options,
            _ => throw GraphException.Malformed(
                $"The query parameter '{name}' is not supported. Use $select, $filter, $orderby, $top, $count, "
                    + "$expand or $search."
            ),
        };

    private static string[] Names(string value)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 ? names : throw GraphException.Malformed("$select names no property.");
    }

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : throw GraphException.Malformed($"Invalid value for {name}: a whole number from {least} to {most}.");

    private static bool Boolean(string name, string value) =>
        bool.TryParse(value, out var boolean)
            ? boolean
            : throw GraphException.Malformed($"Invalid value for {name}: true or false.");
}
