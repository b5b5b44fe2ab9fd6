namespace Provost.Engine.Expressions;

/// <summary>How values compare inside IIF and CBool.</summary>
internal static class Comparisons
{
    /// <summary>
    /// Equality is exact, but <c>[x] = 1</c> holds for the text "1"; null equals an empty text (ENT-EXP-8). Order is
    /// that of numbers where both are numbers, else of characters; nothing is less or greater than null.
    /// </summary>
    public static bool Holds(Value left, Comparator comparator, Value right) =>
        comparator switch
        {
            Comparator.Equal => AreEqual(left, right),
            Comparator.NotEqual => !AreEqual(left, right),
            Comparator.Less => Order(left, right) < 0,
            Comparator.LessOrEqual => Order(left, right) <= 0,
            Comparator.Greater => Order(left, right) > 0,
            _ => Order(left, right) >= 0,
        };

    /// <summary>What keeps two values from being compared, null if nothing.</summary>
    public static string? Problem(Value left, Value right) =>
        left.Kind == ValueKind.Many && left.Elements.Count > 1
        || right.Kind == ValueKind.Many && right.Elements.Count > 1
            ? "A comparison needs one value on either side and was given several; choose with Item, or Join them."
            : null;

    /// <summary>A condition: true, <c>"True"</c>, or a number that is not zero (CBool).</summary>
    public static bool IsTrue(Value value) =>
        value.Kind == ValueKind.Boolean ? value.AsBoolean
        : Numbers.TryNumber(value, out var number) ? number != 0
        : value.ToString().Equals("True", StringComparison.OrdinalIgnoreCase);

    private static bool AreEqual(Value left, Value right)
    {
        if (left.IsNullOrEmpty || right.IsNullOrEmpty)
            return left.IsNullOrEmpty && right.IsNullOrEmpty;
        var numeric = left.Kind == ValueKind.Number || right.Kind == ValueKind.Number;
        if (numeric && Numbers.TryNumber(left, out var a) && Numbers.TryNumber(right, out var b))
            return Order(a, b, left, right) == 0;
        return string.Equals(left.ToString(), right.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Null where there is no order; every comparison with it is false.</summary>
    private static int? Order(Value left, Value right)
    {
        if (left.IsNullOrEmpty || right.IsNullOrEmpty)
            return null;
        return Numbers.TryNumber(left, out var a) && Numbers.TryNumber(right, out var b)
            ? Order(a, b, left, right)
            : string.CompareOrdinal(left.ToString(), right.ToString());
    }

    /// <summary>A file time has more digits than a double: what seems equal is compared again as written.</summary>
    private static int Order(double a, double b, Value left, Value right) =>
        a.CompareTo(b) is not 0 and var order ? order
        : Numbers.TryWhole(left, out var first) && Numbers.TryWhole(right, out var second) ? first.CompareTo(second)
        : 0;
}
