namespace Provost.Engine.Expressions;

/// <summary>The comparisons that IIF and CBool understand (ENT-EXP-1).</summary>
public enum Comparator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>How comparators are written.</summary>
internal static class Comparators
{
    /// <summary>In the order in which they are looked for: a longer sign before its beginning.</summary>
    public static readonly (string Sign, Comparator Comparator)[] BySign =
    [
        ("<>", Comparator.NotEqual),
        ("<=", Comparator.LessOrEqual),
        (">=", Comparator.GreaterOrEqual),
        ("=", Comparator.Equal),
        ("<", Comparator.Less),
        (">", Comparator.Greater),
    ];

    public static string Sign(this Comparator comparator) =>
        Array.Find(BySign, row => row.Comparator == comparator).Sign;
}
