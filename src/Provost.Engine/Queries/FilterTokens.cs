using System.Globalization;

namespace Provost.Engine.Queries;

/// <summary>What the text of a filter is made of.</summary>
internal enum FilterTokenKind
{
    End,

    /// <summary>A name, a path, a keyword, or a literal without quotes.</summary>
    Word,
    Text,
    Open,
    Close,
    Comma,
    Colon,
}

/// <param name="At">Where it begins, counted from 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int At)
{
    public bool Is(string keyword) =>
        Kind == FilterTokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a filter into tokens.</summary>
internal static class FilterTokens
{
    public static List<FilterToken> Of(string filter)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < filter.Length; )
        {
            if (char.IsWhiteSpace(filter[at]))
            {
                at++;
                continue;
            }

            var token = Next(filter, ref at);
            tokens.Add(token);
        }

        tokens.Add(new FilterToken(FilterTokenKind.End, "", filter.Length + 1));
        return tokens;
    }

    private static FilterToken Next(string filter, ref int at)
    {
        var start = at;
        switch (filter[at])
        {
            case '(':
                at++;
                return new(FilterTokenKind.Open, "(", start + 1);
            case ')':
                at++;
                return new(FilterTokenKind.Close, ")", start + 1);
            case ',':
                at++;
                return new(FilterTokenKind.Comma, ",", start + 1);
            case ':':
                at++;
                return new(FilterTokenKind.Colon, ":", start + 1);
            case '\'':
                return new(FilterTokenKind.Text, Quoted(filter, ref at), start + 1);
        }

        while (at < filter.Length && !IsEnd(filter, start, at))
            at++;
        if (at == start)
        {
            throw new QueryException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Invalid filter clause: '{filter[at]}' at position {at + 1} is not expected."
                )
            );
        }

        return new(FilterTokenKind.Word, filter[start..at], start + 1);
    }

    /// <summary>A colon ends a lambda's variable and belongs to a date and time.</summary>
    private static bool IsEnd(string filter, int start, int at) =>
        char.IsWhiteSpace(filter[at])
        || filter[at] is '(' or ')' or ',' or '\''
        || (filter[at] == ':' && !char.IsAsciiDigit(filter[start]));

    private static string Quoted(string filter, ref int at)
    {
        var text = new System.Text.StringBuilder();
        var start = at;
        for (at++; at < filter.Length; at++)
        {
            if (filter[at] != '\'')
                text.Append(filter[at]);
            else if (at + 1 < filter.Length && filter[at + 1] == '\'')
                text.Append(filter[at++]);
            else
            {
                at++;
                return text.ToString();
            }
        }

        throw new QueryException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Invalid filter clause: the text that begins at position {start + 1} has no closing quote. "
                    + $"A quote inside a text is doubled."
            )
        );
    }
}
