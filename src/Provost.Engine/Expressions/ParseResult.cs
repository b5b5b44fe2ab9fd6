namespace Provost.Engine.Expressions;

/// <summary>An expression, or why the text is none.</summary>
public sealed class ParseResult
{
    private CompiledExpression? _compiled;

    internal ParseResult(Expression value) => Value = value;

    internal ParseResult(string message, int position) => (Message, Position) = (message, position);

    /// <summary>The expression as a tree; null if the text is none.</summary>
    public Expression? Value { get; }

    /// <summary>What was expected, with the position; null on success.</summary>
    public string? Message { get; }

    /// <summary>Where it went wrong, counted from 1; 0 on success.</summary>
    public int Position { get; }

    public bool Succeeded => Value is not null;

    /// <summary>The expression made ready, once; null if the text is none.</summary>
    public CompiledExpression? Compiled => _compiled ??= Value?.Compile();
}
