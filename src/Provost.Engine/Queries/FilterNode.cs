namespace Provost.Engine.Queries;

/// <summary>A <c>$filter</c>, read (OData 4.01 part 2, section 5.1.1, as far as graph-api 1 lists it).</summary>
public abstract record FilterNode
{
    private FilterNode() { }

    public sealed record And(FilterNode Left, FilterNode Right) : FilterNode;

    public sealed record Or(FilterNode Left, FilterNode Right) : FilterNode;

    public sealed record Not(FilterNode Inner) : FilterNode;

    /// <summary><c>displayName eq 'Ada'</c></summary>
    public sealed record Compare(FilterProperty Property, ComparisonOperator Operator, FilterLiteral Literal)
        : FilterNode;

    /// <summary><c>id in ('a','b')</c></summary>
    public sealed record In(FilterProperty Property, IReadOnlyList<FilterLiteral> Literals) : FilterNode;

    /// <summary><c>startswith(displayName,'Ad')</c></summary>
    public sealed record Test(TextFunction Function, FilterProperty Property, string Part) : FilterNode;

    /// <summary>
    /// <c>tags/any(t:t eq 'x')</c>: the paths inside are relative to an element, an empty one is the element itself.
    /// </summary>
    /// <param name="Inner">Null where any element will do.</param>
    public sealed record Any(string Path, FilterNode? Inner) : FilterNode;
}

/// <summary>How two values are compared.</summary>
public enum ComparisonOperator
{
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// <summary>Functions on texts.</summary>
public enum TextFunction
{
    StartsWith,
    EndsWith,
    Contains,
}

/// <summary>A property by its path, <c>servicePrincipal/id</c>.</summary>
/// <param name="Folded">Inside <c>tolower()</c>, so that case does not count.</param>
public readonly record struct FilterProperty(string Path, bool Folded = false);

/// <summary>The kinds of literals.</summary>
public enum LiteralKind
{
    Null,
    Text,
    Boolean,
    Number,
    Instant,
    Id,
}

/// <summary>A literal of a filter.</summary>
/// <param name="Text">As it was written, without quotes: <c>Ada</c>, <c>true</c>, <c>12</c>.</param>
public readonly record struct FilterLiteral(LiteralKind Kind, string Text)
{
    /// <summary>For an instant: a date alone is its midnight in UTC.</summary>
    public DateTimeOffset Instant { get; init; }

    public double Number { get; init; }
}
