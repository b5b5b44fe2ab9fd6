using System.Globalization;

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

    /// <summary>A condition: true, <c>"True"</c>, or a number that is not zero (CBool).</summary>
    public static bool IsTrue(Value value) =>
        value.Kind == ValueKind.Boolean ? value.AsBoolean
        : TryNumber(value, out var number) ? number != 0
        : value.ToString().Equals("True", StringComparison.OrdinalIgnoreCase);

    public static bool TryNumber(Value value, out double number)
    {
        number = value.AsNumber;
        return value.Kind == ValueKind.Number
            || (
                value.Kind == ValueKind.Text
                && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            );
    }

    private static bool AreEqual(Value left, Value right)
    {
        if (left.IsNullOrEmpty || right.IsNullOrEmpty)
            return left.IsNullOrEmpty && right.IsNullOrEmpty;
        var numeric = left.Kind == ValueKind.Number || right.Kind == ValueKind.Number;
        if (numeric && TryNumber(left, out var a) && TryNumber(right, out var b))
            return a.Equals(b);
        return string.Equals(left.ToString(), right.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Null where there is no order; every comparison with it is false.</summary>
    private static int? Order(Value left, Value right)
    {
        if (left.IsNullOrEmpty || right.IsNullOrEmpty)
            return null;
        return TryNumber(left, out var a) && TryNumber(right, out var b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(left.ToString(), right.ToString());
    }
}
