using System.Text.RegularExpressions;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>
/// <c>$search="displayName:ada" OR "mail:ada"</c> as a filter: every term is a part of its property's text.
/// </summary>
internal static partial class SearchTerms
{
    /// <summary>Null where nothing is searched for.</summary>
    public static FilterNode? Read(GraphCall call)
    {
        if (call.Query.Search is not { } search)
            return null;
        DirectoryCollection.DemandEventual(call, "$search");
        if (!Shape().IsMatch(search))
        {
            throw GraphException.UnsupportedQuery(
                "$search has the form \"displayName:ada\", in quotes; several are joined by AND or OR."
            );
        }

        FilterNode? all = null;
        foreach (var alternative in Or().Split(search))
        {
            FilterNode? both = null;
            foreach (Match term in Term().Matches(alternative))
            {
                var contains = new FilterNode.Test(
                    TextFunction.Contains,
                    new FilterProperty(term.Groups["property"].Value),
                    term.Groups["text"].Value.Trim()
                );
                both = both is null ? contains : new FilterNode.And(both, contains);
            }

            if (both is not null)
                all = all is null ? both : new FilterNode.Or(all, both);
        }

        return all;
    }

    [GeneratedRegex("""^\s*"\w+:[^"]+"(\s+((AND|OR)\s+)?"\w+:[^"]+"){0,9}\s*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"(?<="")\s+OR\s+(?="")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Or();

    [GeneratedRegex(
        """ "?(?<property>\w+):(?<text>[^"]+)" """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1000
    )]
    private static partial Regex Term();
}
