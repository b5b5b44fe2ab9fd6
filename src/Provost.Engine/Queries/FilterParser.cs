using System.Globalization;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Queries;

/// <summary>Reads a <c>$filter</c>.</summary>
public sealed class FilterParser
{
    /// <summary>Characters; nobody writes a longer one by hand, and a client sends it in an address.</summary>
    private const int Longest = 8192;
    private const int Deepest = 32;

    private readonly List<FilterToken> _tokens;
    private int _at;
    private int _depth;

    private FilterParser(List<FilterToken> tokens) => _tokens = tokens;

    private FilterToken Current => _tokens[_at];

    /// <exception cref="QueryException">It cannot be read; the message names the position.</exception>
    public static FilterNode Parse(string filter)
    {
        if (filter.Length > Longest)
            throw new QueryException($"A $filter has at most {Longest} characters.");
        var parser = new FilterParser(FilterTokens.Of(filter));
        var node = parser.Either(variable: null);
        return parser.Current.Kind == FilterTokenKind.End ? node : throw parser.Unexpected("the end, 'and' or 'or'");
    }

    private FilterNode Either(string? variable)
    {
        if (++_depth > Deepest)
            throw new QueryException($"A $filter is nested at most {Deepest} deep.");
        var node = Both(variable);
        while (Current.Is("or"))
        {
            _at++;
            node = new FilterNode.Or(node, Both(variable));
        }

        _depth--;
        return node;
    }

    private FilterNode Both(string? variable)
    {
        var node = Single(variable);
        while (Current.Is("and"))
        {
            _at++;
            node = new FilterNode.And(node, Single(variable));
        }

        return node;
    }

    private FilterNode Single(string? variable)
    {
        if (Current.Is("not"))
        {
            _at++;
            if (++_depth > Deepest)
                throw new QueryException($"A $filter is nested at most {Deepest} deep.");
            var inner = Single(variable);
            _depth--;
            return new FilterNode.Not(inner);
        }

        if (Current.Kind == FilterTokenKind.Open)
        {
            _at++;
            var inner = Either(variable);
            Take(FilterTokenKind.Close, "')'");
            return inner;
        }

        if (Current.Kind == FilterTokenKind.Word && _tokens[_at + 1].Kind == FilterTokenKind.Open)
        {
            if (TestOf(Current.Text) is { } function)
                return Test(function, variable);
            if (Current.Text.EndsWith("/any", StringComparison.OrdinalIgnoreCase))
                return Any(variable);
        }

        return Comparison(variable);
    }

    private FilterNode.Test Test(TextFunction function, string? variable)
    {
        _at += 2;
        var property = Property(variable);
        Take(FilterTokenKind.Comma, "','");
        var part = Take(FilterTokenKind.Text, "a text in quotes").Text;
        Take(FilterTokenKind.Close, "')'");
        // "contains(x,'y') eq true" says the same in more words.
        if (Current.Is("eq") && _tokens[_at + 1].Is("true"))
            _at += 2;
        return new FilterNode.Test(function, property, part);
    }

    private FilterNode.Any Any(string? outer)
    {
        var path = Relative(Current.Text[..^"/any".Length], outer);
        _at += 2;
        if (Current.Kind == FilterTokenKind.Close)
        {
            _at++;
            return new FilterNode.Any(path, null);
        }

        var variable = Take(FilterTokenKind.Word, "a variable").Text;
        Take(FilterTokenKind.Colon, "':'");
        var inner = Either(variable);
        Take(FilterTokenKind.Close, "')'");
        return new FilterNode.Any(path, inner);
    }

    private FilterNode Comparison(string? variable)
    {
        var property = Property(variable);
        if (Current.Is("in"))
        {
            _at++;
            return new FilterNode.In(property, Literals());
        }

        if (Current.Kind != FilterTokenKind.Word || !Enum.TryParse<ComparisonOperator>(Current.Text, true, out var how))
            throw Unexpected("one of eq, ne, gt, ge, lt, le, in");
        if (!char.IsLetter(Current.Text[0]))
            throw Unexpected("one of eq, ne, gt, ge, lt, le, in");
        _at++;
        return new FilterNode.Compare(property, how, Literal());
    }

    private List<FilterLiteral> Literals()
    {
        Take(FilterTokenKind.Open, "'('");
        var literals = new List<FilterLiteral> { Literal() };
        while (Current.Kind == FilterTokenKind.Comma)
        {
            _at++;
            literals.Add(Literal());
        }

        Take(FilterTokenKind.Close, "')'");
        return literals;
    }

    private FilterProperty Property(string? variable)
    {
        var name = Take(FilterTokenKind.Word, "a property");
        if (Current.Kind != FilterTokenKind.Open)
            return new FilterProperty(Relative(name.Text, variable));
        if (!name.Is("tolower"))
        {
            throw new QueryException(
                $"Invalid filter clause: the function '{name.Text}' is not supported. Supported: startswith, endswith, "
                    + "contains, tolower and any."
            );
        }

        _at++;
        var inner = Take(FilterTokenKind.Word, "a property");
        Take(FilterTokenKind.Close, "')'");
        return new FilterProperty(Relative(inner.Text, variable), Folded: true);
    }

    /// <summary>
    /// Inside a lambda the variable stands for the element: <c>t</c> is it, <c>t/id</c> a part of it.
    /// </summary>
    private static string Relative(string path, string? variable)
    {
        if (variable is null)
            return path;
        if (path == variable)
            return "";
        return path.StartsWith($"{variable}/", StringComparison.Ordinal)
            ? path[(variable.Length + 1)..]
            : throw new QueryException(
                $"Invalid filter clause: inside any() write {variable} or {variable}/property, not '{path}'."
            );
    }

    private FilterLiteral Literal()
    {
        var token = Current;
        _at++;
        if (token.Kind == FilterTokenKind.Text)
            return new(LiteralKind.Text, token.Text);
        if (token.Kind == FilterTokenKind.Word)
        {
            if (token.Is("null"))
                return new(LiteralKind.Null, "");
            if (token.Is("true") || token.Is("false"))
                return new(LiteralKind.Boolean, token.Text.ToLowerInvariant());
            if (Guid.TryParseExact(token.Text, "D", out var id))
                return new(LiteralKind.Id, id.ToString());
            if (Number(token.Text) is { } number)
                return new(LiteralKind.Number, token.Text) { Number = number };
            if (FilterInstant.TryRead(token.Text, out var instant))
                return new(LiteralKind.Instant, token.Text) { Instant = instant };
        }

        _at--;
        throw Unexpected(
            "a literal: 'text', true, false, null, a number, an id or a date such as 2026-03-01T09:00:00Z"
        );
    }

    private static double? Number(string text) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        ) && double.IsFinite(number)
            ? number
            : null;

    private static TextFunction? TestOf(string name) =>
        name.ToLowerInvariant() switch
        {
            "startswith" => TextFunction.StartsWith,
            "endswith" => TextFunction.EndsWith,
            "contains" => TextFunction.Contains,
            _ => null,
        };

    private FilterToken Take(FilterTokenKind kind, string wanted)
    {
        if (Current.Kind != kind)
            throw Unexpected(wanted);
        return _tokens[_at++];
    }

    private QueryException Unexpected(string wanted) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Invalid filter clause: {Shown(Current)} at position {Current.At}, where {wanted} should be."
            )
        );

    private static string Shown(FilterToken token) => token.Kind == FilterTokenKind.End ? "the end" : $"'{token.Text}'";
}
