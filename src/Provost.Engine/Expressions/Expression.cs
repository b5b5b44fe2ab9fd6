using System.Diagnostics;

namespace Provost.Engine.Expressions;

/// <summary>An expression of the mapping language (ENT-EXP) as a tree.</summary>
public abstract record Expression
{
    /// <summary>The longest expression that is read (ENT-MAP-12).</summary>
    public const int LongestText = 10_000;

    /// <summary>How deep calls may be nested.</summary>
    public const int DeepestNesting = 64;

    /// <summary>How many parts an expression may have; arguments that are left out count.</summary>
    public const int MostParts = 4_000;

    /// <summary>The longest text, in UTF-16 units, that a function may give.</summary>
    public const int LongestValue = 1_000_000;

    private static readonly BoundedCache<ParseResult> Known = new(1_000);

    private Expression() { }

    /// <summary><c>[mail]</c>: a value of the object.</summary>
    public sealed record SourceValue(string Name) : Expression;

    /// <summary><c>"text"</c></summary>
    public sealed record Constant(string Text) : Expression;

    /// <summary><c>42</c>, <c>-7</c>, <c>&amp;HF7</c>; kept as written, so that no digit is lost.</summary>
    public sealed record Number(string Text) : Expression;

    /// <summary>A bare word such as <c>vbTextCompare</c> or <c>IgnoreAttributeFlow</c>.</summary>
    public sealed record Keyword(string Name) : Expression;

    public sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression;

    public sealed record Comparison(Expression Left, Comparator Comparator, Expression Right) : Expression;

    /// <summary>An argument that was left out: <c>Switch([a], , "k", "v")</c> (ENT-EXP-4).</summary>
    public sealed record Omitted : Expression;

    /// <summary>Reads an expression or says what was expected, and where.</summary>
    public static Expression Parse(string text)
    {
        var result = TryParse(text);
        return result.Value ?? throw new EngineException(result.Message ?? "");
    }

    /// <summary>As <see cref="Parse"/>, for editors: bad text is a result, not an exception.</summary>
    /// <remarks>Good text is kept: asked for again, it is neither read nor compiled a second time.</remarks>
    public static ParseResult TryParse(string text)
    {
        if (Known.TryGet(text, out var known))
            return known;
        var result = ExpressionParser.Run(text);
        if (result.Succeeded)
            Known.Keep(text, result);
        return result;
    }

    /// <summary>Turns the tree into something that evaluates fast.</summary>
    public CompiledExpression Compile() => new(this);

    /// <summary>Writes the expression back: parsing the text gives the same tree.</summary>
    public sealed override string ToString() =>
        this switch
        {
            SourceValue(var name) => $"[{name}]",
            Constant(var text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"",
            Number(var text) => text,
            Keyword(var name) => name,
            Call(var function, var arguments) => $"{function}({string.Join(", ", arguments)})",
            Comparison(var left, var comparator, var right) => $"{left} {comparator.Sign()} {right}",
            Omitted => "",
            _ => throw new UnreachableException(),
        };

    /// <summary>The expression itself and everything that it is made of, the outer before the inner.</summary>
    internal IEnumerable<Expression> Parts() =>
        this switch
        {
            Call(_, var arguments) => arguments.SelectMany(a => a.Parts()).Prepend(this),
            Comparison(var left, _, var right) => left.Parts().Concat(right.Parts()).Prepend(this),
            _ => [this],
        };
}
