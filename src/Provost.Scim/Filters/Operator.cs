namespace Provost.Scim.Filters;

/// <summary>How two values are compared (RFC 7644 table 3).</summary>
public enum Operator
{
    /// <summary>Equal.</summary>
    Eq,

    /// <summary>Not equal.</summary>
    Ne,

    /// <summary>Contains.</summary>
    Co,

    /// <summary>Starts with.</summary>
    Sw,

    /// <summary>Ends with.</summary>
    Ew,

    /// <summary>Greater than.</summary>
    Gt,

    /// <summary>Greater than or equal.</summary>
    Ge,

    /// <summary>Less than.</summary>
    Lt,

    /// <summary>Less than or equal.</summary>
    Le,
}

/// <summary>The spelling of operators.</summary>
internal static class Operators
{
    private static readonly string[] Names = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

    public static string Name(this Operator op) => Names[(int)op];

    public static Operator? Find(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (word.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
                return (Operator)i;
        }

        return null;
    }
}
