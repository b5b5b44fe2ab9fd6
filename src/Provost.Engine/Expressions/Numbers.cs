using System.Globalization;

namespace Provost.Engine.Expressions;

/// <summary>Numbers as they are written in an expression, quoted or not (ENT-EXP-1, ENT-EXP-4).</summary>
internal static class Numbers
{
    private const string HexMark = "&H";

    /// <summary>Integers above this lose digits as a double, so they travel as text (Windows file times do).</summary>
    private const long LargestExact = 9_007_199_254_740_992;

    public static Value Literal(string text) =>
        TryHex(text, out var bits) ? Whole(bits)
        : double.Parse(text, CultureInfo.InvariantCulture) is var number && Math.Abs(number) < LargestExact
            ? Value.Number(number)
        : Value.Text(text);

    public static Value Whole(long number) =>
        number is > -LargestExact and < LargestExact
            ? Value.Number(number)
            : Value.Text(number.ToString(CultureInfo.InvariantCulture));

    public static bool TryWhole(Value value, out long number)
    {
        if (value.Kind == ValueKind.Number && double.IsInteger(value.AsNumber))
        {
            number = (long)value.AsNumber;
            return true;
        }
        var text = value.ToString();
        return TryHex(text, out number)
            || long.TryParse(
                text,
                NumberStyles.Integer | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out number
            );
    }

    /// <summary>A number, or a text of digits: neither 1E5 nor NaN, which may be somebody's name.</summary>
    public static bool TryNumber(Value value, out double number)
    {
        number = value.AsNumber;
        return value.Kind == ValueKind.Number
            || (
                value.Kind == ValueKind.Text
                && double.TryParse(
                    value.ToString(),
                    NumberStyles.Integer | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out number
                )
                && double.IsFinite(number)
            );
    }

    private static bool TryHex(string text, out long bits)
    {
        bits = 0;
        return text.StartsWith(HexMark, StringComparison.OrdinalIgnoreCase)
            && long.TryParse(
                text.AsSpan(HexMark.Length),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out bits
            );
    }
}
