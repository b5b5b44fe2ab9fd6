using System.Globalization;

namespace Provost.Scim.Filters;

/// <summary>
/// One method per rule of the grammar in RFC 7644, figure 1, with its errata (scim-wire B.1) and what clients really
/// send: bare tokens for strings, <c>+</c> for a space, a comparison behind a value path.
/// </summary>
internal ref struct FilterParser
{
    private readonly ReadOnlySpan<char> _text;
    private readonly Func<string, ScimException> _error;
    private int _at;
    private int _depth;
    private int _terms;
    private bool _inBrackets;

    private FilterParser(string text, Func<string, ScimException> error)
    {
        _text = text;
        _error = error;
        if (text.Length > ScimLimits.FilterLength)
            throw error($"{text.Length} characters are more than the {ScimLimits.FilterLength} that are read.");
    }

    public static Filter ParseFilter(string text)
    {
        var parser = new FilterParser(text, ScimException.InvalidFilter);
        var filter = parser.Or();
        return parser.AtEnd ? filter : throw parser.Unexpected("the end");
    }

    /// <summary>
    /// Reads the path of a PATCH operation: <c>attr</c>, <c>attr[filter]</c> or <c>attr[filter].sub</c>.
    /// </summary>
    public static (AttributePath Path, Filter? Filter, string? SubAttribute) ParsePath(string text)
    {
        var parser = new FilterParser(text, ScimException.InvalidPath);
        var path = parser.Path();
        var filter = parser.Peek() is '[' ? parser.Brackets() : null;
        var sub = filter is null ? path.SubAttribute : parser.Tail();
        return parser.AtEnd ? (path, filter, sub) : throw parser.Unexpected("the end");
    }

    private bool AtEnd => Peek() is '\0';

    private Filter Or()
    {
        var left = And();
        while (Word("or"))
            left = new Filter.Or(left, And());
        return left;
    }

    private Filter And()
    {
        var left = Term();
        while (Word("and"))
            left = new Filter.And(left, Term());
        return left;
    }

    private Filter Term()
    {
        if (Peek() is '(')
            return Enclosed('(', ')');

        var start = _at;
        if (Word("not"))
        {
            if (Peek() is '(')
                return new Filter.Not(Enclosed('(', ')'));
            _at = start;
        }

        return AttributeTerm();
    }

    private Filter AttributeTerm()
    {
        if (++_terms > ScimLimits.FilterTerms)
            throw _error($"More than {ScimLimits.FilterTerms} comparisons.");

        var path = Path();
        if (Peek() is not '[')
            return Comparison(path);

        if (_inBrackets)
            throw Unexpected("an operator, since brackets cannot be nested");

        var inner = Brackets();
        return new Filter.ValuePath(path, Tailed(inner));
    }

    /// <summary>
    /// <c>emails[type eq "work"].value eq "x"</c> is Entra's, and <c>emails[type eq "work"] eq "x"</c> comes from an
    /// old page of its documentation: both ask for one element that satisfies the brackets and the comparison.
    /// </summary>
    private Filter Tailed(Filter inner)
    {
        var sub = Tail();
        var start = _at;
        var hasOperator = Operators.Find(Letters()) is not null;
        _at = start;
        return sub is null && !hasOperator
            ? inner
            : new Filter.And(inner, Comparison(new AttributePath(sub ?? "value")));
    }

    private string? Tail()
    {
        if (_at >= _text.Length || _text[_at] is not '.')
            return null;

        _at++;
        var start = _at;
        return Path() is { Schema: null, SubAttribute: null, Name: var name }
            ? name
            : throw Unexpected("a name", start);
    }

    private Filter Comparison(AttributePath path)
    {
        if (Word("pr"))
            return new Filter.Present(path);

        _ = Peek();
        var start = _at;
        if (Operators.Find(Letters()) is { } op)
            return new Filter.Compare(path, op, Value());

        throw Unexpected("an operator", start);
    }

    private Filter Brackets()
    {
        _inBrackets = true;
        var inner = Enclosed('[', ']');
        _inBrackets = false;
        return inner;
    }

    private Filter Enclosed(char open, char close)
    {
        if (++_depth > ScimLimits.FilterDepth)
            throw _error($"More than {ScimLimits.FilterDepth} parentheses inside one another.");

        Expect(open);
        var inner = Or();
        Expect(close);
        _depth--;
        return inner;
    }

    private AttributePath Path()
    {
        _ = Peek();
        var start = _at;
        while (_at < _text.Length && !IsDelimiter(_text[_at]))
            _at++;

        return AttributePath.TryParse(_text[start.._at], out var path) ? path : throw Unexpected("a name", start);
    }

    private ScimValue Value()
    {
        if (Peek() is '"')
            return ScimValue.Of(FilterString.Read(_text, ref _at) ?? throw Unexpected("a string in double quotes"));

        var start = _at;
        while (_at < _text.Length && !IsDelimiter(_text[_at]))
            _at++;

        var token = _text[start.._at];
        if (token.IsEmpty || (_at < _text.Length && _text[_at] is '"' or '\'' or '['))
            throw Unexpected("a value", start);

        return token switch
        {
            "null" => ScimValue.Null,
            _ when token.Equals("true", StringComparison.OrdinalIgnoreCase) => ScimValue.Of(true),
            _ when token.Equals("false", StringComparison.OrdinalIgnoreCase) => ScimValue.Of(false),
            _ when IsNumber(token, out var number) => ScimValue.Of(number, token.ToString()),
            _ => ScimValue.Of(string.Concat(token, Offset(token))),
        };
    }

    /// <summary>An unquoted date whose <c>+02:00</c> became a space on its way through the URL.</summary>
    private string? Offset(ReadOnlySpan<char> token)
    {
        var rest = _text[_at..];
        var cut =
            token.Length >= 16
            && token[10] is 'T' or 't'
            && rest is [' ' or '+', _, _, ':', _, _, ..]
            && char.IsAsciiDigit(rest[1])
            && (rest.Length == 6 || IsDelimiter(rest[6]));
        if (!cut)
            return null;

        _at += 6;
        return $"+{rest[1..6]}";
    }

    /// <summary>A number as JSON writes it: an unquoted <c>0042</c> is somebody's employee number.</summary>
    private static bool IsNumber(ReadOnlySpan<char> token, out decimal number)
    {
        number = 0;
        var digits = token[0] is '-' ? token[1..] : token;
        return digits.Length > 0
            && char.IsAsciiDigit(digits[0])
            && (digits[0] != '0' || digits.Length == 1 || !char.IsAsciiDigit(digits[1]))
            && decimal.TryParse(
                token,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out number
            );
    }

    private bool Word(string word)
    {
        _ = Peek();
        var start = _at;
        if (Letters().Equals(word, StringComparison.OrdinalIgnoreCase))
            return true;

        _at = start;
        return false;
    }

    /// <summary>
    /// The word that starts here, provided that it ends here: <c>order</c> does not start with <c>or</c>.
    /// </summary>
    private ReadOnlySpan<char> Letters()
    {
        _ = Peek();
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
            _at++;

        return _at == _text.Length || IsDelimiter(_text[_at]) ? _text[start.._at] : default;
    }

    /// <summary>The next character that is not blank, or NUL at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && IsBlank(_text[_at]))
            _at++;

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private void Expect(char c)
    {
        if (Peek() != c)
            throw Unexpected($"'{c}'");
        _at++;
    }

    private static bool IsBlank(char c) => c is ' ' or '+' or '\t' or '\r' or '\n';

    private static bool IsDelimiter(char c) => IsBlank(c) || c is '(' or ')' or '[' or ']' or '"' or '\'' or '\0';

    private readonly ScimException Unexpected(string wanted, int? at = null) =>
        _error($"Expected {wanted} at position {(at ?? _at) + 1} of '{Resources.Excerpt.Of(_text.ToString())}'.");
}
