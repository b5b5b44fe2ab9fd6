using System.Text;

namespace Provost.Engine.Expressions;

/// <summary>Reads the mapping language, one method per rule of its grammar (ENT-EXP-1 to 4).</summary>
/// <remarks>
/// <code>
/// expression = attribute / constant / number / call / keyword
/// argument   = [ expression [ operator expression ] ]
/// call       = name "(" [ argument *( "," argument ) ] ")"
/// </code>
/// </remarks>
internal ref struct ExpressionParser
{
    /// <summary>The mark and 64 bits.</summary>
    private const int LongestHex = 18;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _parts;

    private ExpressionParser(string text) => _text = text;

    public static ParseResult Run(string text)
    {
        var parser = new ExpressionParser(text);
        try
        {
            return new(parser.Whole());
        }
        catch (EngineException problem)
        {
            return new(problem.Message, parser._at + 1);
        }
    }

    private Expression Whole()
    {
        if (_text.Length > Expression.LongestText)
            throw Problem(
                $"An expression may be {Expression.LongestText} characters long; this one has {_text.Length}."
            );

        var expression = Operand();
        Blanks();
        return _at == _text.Length ? expression : throw Unexpected("the end");
    }

    private Expression Operand()
    {
        Blanks();
        Count();
        return Peek() switch
        {
            '[' => Attribute(),
            '"' => Constant(),
            '-' or '&' or (>= '0' and <= '9') => Number(),
            var c when char.IsAsciiLetter(c) => Word(),
            _ => throw Unexpected("an attribute in brackets, a text in double quotes, a number or a function"),
        };
    }

    private Expression.SourceValue Attribute()
    {
        var close = _text.IndexOf(']', _at);
        var name = close < 0 ? "" : _text[(_at + 1)..close].Trim();
        if (close < 0)
            throw Unexpected("a ']' after the attribute", _text.Length);
        if (name.Length == 0)
            throw Unexpected("the name of an attribute", _at + 1);

        _at = close + 1;
        return new(name);
    }

    /// <summary>
    /// Only a backslash and a double quote are escaped; any other backslash stays as it is (ENT-EXP-2).
    /// </summary>
    private Expression.Constant Constant()
    {
        var text = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (_at >= _text.Length)
                throw Unexpected("a '\"' at the end of the text");
            if (_text[_at] == '"')
                break;
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is '\\' or '"')
                _at++;
            text.Append(_text[_at]);
        }
        _at++;
        return new(text.ToString());
    }

    private Expression.Number Number()
    {
        var start = _at;
        if (_text.AsSpan(_at).StartsWith("&H", StringComparison.OrdinalIgnoreCase))
        {
            _at += 2;
            Digits(char.IsAsciiHexDigit, "hexadecimal digits");
            if (_at - start > LongestHex)
                throw Problem($"The number at position {start + 1} has more than 16 hexadecimal digits.");
        }
        else
        {
            if (Peek() is '-')
                _at++;
            Digits(char.IsAsciiDigit, "digits");
            if (Peek() is '.')
            {
                _at++;
                Digits(char.IsAsciiDigit, "digits");
            }
        }
        return new(_text[start.._at]);
    }

    private void Digits(Func<char, bool> isDigit, string wanted)
    {
        var start = _at;
        while (_at < _text.Length && isDigit(_text[_at]))
            _at++;
        if (_at == start)
            throw Unexpected(wanted);
    }

    private Expression Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        var name = _text[start.._at];

        Blanks();
        if (Peek() is '(')
            return Call(name, start);
        if (Keywords.All.Contains(name))
            return new Expression.Keyword(name);
        if (MappingFunctions.ByName.ContainsKey(name))
            throw Unexpected($"a '(' after {name}");
        _at = start;
        throw Problem(
            $"'{name}' at position {start + 1} is no keyword; a text stands in double quotes, an attribute in brackets."
        );
    }

    private Expression.Call Call(string name, int start)
    {
        if (++_depth > Expression.DeepestNesting)
            throw Problem($"Calls are nested deeper than {Expression.DeepestNesting} at position {_at + 1}.");

        _at++;
        var arguments = Arguments();
        _depth--;

        if (CallRules.Problem(name, arguments, nested: _depth > 0) is not { } problem)
            return new(name, CallRules.WithoutSurplus(name, arguments));
        _at = start;
        throw Problem($"{problem} (position {start + 1}).");
    }

    private List<Expression> Arguments()
    {
        var arguments = new List<Expression>();
        Blanks();
        if (Peek() is ')')
        {
            _at++;
            return arguments;
        }

        while (true)
        {
            arguments.Add(Argument());
            Blanks();
            if (Peek() is not (',' or ')'))
                throw Unexpected("a ',' or a ')'");
            if (_text[_at++] == ')')
                return arguments;
        }
    }

    private Expression Argument()
    {
        Blanks();
        if (Peek() is ',' or ')')
        {
            Count();
            return new Expression.Omitted();
        }

        var left = Operand();
        Blanks();
        foreach (var (sign, comparator) in Comparators.BySign)
        {
            if (!_text.AsSpan(_at).StartsWith(sign))
                continue;
            _at += sign.Length;
            return new Expression.Comparison(left, comparator, Operand());
        }
        return left;
    }

    private void Count()
    {
        if (++_parts > Expression.MostParts)
            throw Problem($"An expression may have {Expression.MostParts} parts; position {_at + 1} is one too many.");
    }

    private void Blanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private EngineException Unexpected(string wanted, int? at = null)
    {
        _at = at ?? _at;
        var shown = _text.Length <= 80 ? _text : $"{_text[..77]}...";
        return new($"Expected {wanted} at position {_at + 1} of '{shown}'.");
    }

    private static EngineException Problem(string message) => new(message);
}
