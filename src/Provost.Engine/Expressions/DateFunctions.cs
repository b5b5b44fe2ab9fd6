using System.Globalization;

namespace Provost.Engine.Expressions;

/// <summary>
/// Functions over dates. A date that a function gives is text as the reference prints it, in UTC; one that a function
/// is given may be written in any of the usual ways.
/// </summary>
internal static class DateFunctions
{
    private const string Printed = "M/d/yyyy h:mm:ss tt";

    public static MappingFunction[] Table { get; } =
    [
        new(
            "CDate",
            "expression",
            "The instant that a text means, in UTC.",
            """CDate("2026-03-01T08:30:00+01:00")""",
            static (a, _) => CDate(a[0])
        ),
        new(
            "DateAdd",
            "interval, value, dateTime",
            "A date moved by yyyy, m, d, ww, h, n or s.",
            """DateAdd("d", -10, [employeeHireDate])""",
            static (a, _) => Add(a[0], a[1], a[2])
        ),
        new(
            "DateDiff",
            "interval, date1, date2",
            "How many intervals date2 is later than date1.",
            """DateDiff("d", [employeeHireDate], Now())""",
            static (a, _) => Difference(a[0], a[1], a[2])
        ),
        new(
            "DateFromNum",
            "value",
            "The instant of a Windows file time.",
            "DateFromNum(129699324000000000)",
            static (a, _) => FromNumber(a[0])
        ),
        new(
            "FormatDateTime",
            "source, dateTimeStyles?, inputFormat, outputFormat?",
            "A date in another format; the styles may be left out altogether.",
            """FormatDateTime("20260301083000.0Z", , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")""",
            static (a, _) => Format(a)
        ),
        new("Now", "", "The instant of the cycle, in UTC.", "Now()", static (_, context) => Print(context.Now)),
        new(
            "NumFromDate",
            "value",
            "The Windows file time of an instant.",
            """NumFromDate("2026-03-01T08:30:00Z")""",
            static (a, _) => ToNumber(a[0])
        ),
    ];

    private static Value Print(DateTimeOffset date) =>
        Value.Text(date.UtcDateTime.ToString(Printed, CultureInfo.InvariantCulture));

    /// <summary>An absent date stays absent.</summary>
    private static Evaluation CDate(Value value) =>
        value.IsNullOrEmpty ? Value.Null
        : DateText.TryRead(value, out var date) ? Print(date)
        : NoDate("expression", value);

    private static Evaluation Add(Value interval, Value amount, Value value)
    {
        if (!DateText.TryRead(value, out var date))
            return NoDate("dateTime", value);
        if (!Numbers.TryWhole(amount, out var n))
            return TextFunctions.NotWhole("value", amount);
        try
        {
            return Add(date, interval.ToString(), n) is { } moved ? Print(moved) : NoInterval(interval);
        }
        catch (Exception beyond) when (beyond is ArgumentOutOfRangeException or OverflowException)
        {
            return Evaluation.Failed("the result lies outside the years 1 to 9999.");
        }
    }

    private static Evaluation Difference(Value interval, Value first, Value second)
    {
        if (!DateText.TryRead(first, out var from))
            return NoDate("date1", first);
        if (!DateText.TryRead(second, out var to))
            return NoDate("date2", second);
        return Difference(interval.ToString(), from.UtcDateTime, to.UtcDateTime) is { } number
            ? Value.Number(number)
            : NoInterval(interval);
    }

    private static Evaluation FromNumber(Value value)
    {
        if (value.IsNullOrEmpty)
            return Value.Null;
        if (!Numbers.TryWhole(value, out var fileTime))
            return TextFunctions.NotWhole("value", value);
        return fileTime is >= 0 and <= 2_650_467_743_999_999_999
            ? Print(DateTimeOffset.FromFileTime(fileTime))
            : Evaluation.Failed($"{fileTime} is no Windows file time.");
    }

    /// <summary>Text, because a file time has more digits than a number keeps.</summary>
    private static Evaluation ToNumber(Value value)
    {
        if (value.IsNullOrEmpty)
            return Value.Null;
        if (!DateText.TryRead(value, out var date))
            return NoDate("value", value);
        return date.UtcDateTime.Year >= 1601
            ? Value.Text(date.ToFileTime().ToString(CultureInfo.InvariantCulture))
            : Evaluation.Failed("Windows file times begin with the year 1601.");
    }

    /// <summary>
    /// (source, styles, input, output) or (source, input, output). The offset of the input is kept, not converted.
    /// </summary>
    private static Evaluation Format(ReadOnlySpan<Value> a)
    {
        var (styles, input, output) = a.Length == 3 ? (default, a[1], a[2]) : (a[1], a[2], a[3]);
        if (a[0].IsNullOrEmpty)
            return Value.Null;
        if (TextFunctions.Single(a[0]) is not { } source)
            return TextFunctions.Several(a[0]);
        if (input.IsNullOrEmpty || output.IsNullOrEmpty)
            return Evaluation.Failed("inputFormat and outputFormat are needed.");
        if (!DateText.TryStyles(styles, out var parsed))
            return Evaluation.Failed($"{TextFunctions.Shown(styles)} is no DateTimeStyles.");

        try
        {
            var invariant = CultureInfo.InvariantCulture;
            return DateText.TryRead(source, input.ToString(), parsed, out var date)
                ? Value.Text(date.ToString(output.ToString(), invariant))
                : Evaluation.Failed($"{TextFunctions.Shown(a[0])} is not of the format {TextFunctions.Shown(input)}.");
        }
        catch (FormatException)
        {
            return Evaluation.Failed($"{TextFunctions.Shown(output)} is no format for a date.");
        }
    }

    private static DateTimeOffset? Add(DateTimeOffset date, string interval, long n) =>
        interval switch
        {
            "yyyy" => date.AddYears(checked((int)n)),
            "m" => date.AddMonths(checked((int)n)),
            "d" => date.AddDays(n),
            "ww" => date.AddDays(7.0 * n),
            "h" => date.AddHours(n),
            "n" => date.AddMinutes(n),
            "s" => date.AddSeconds(n),
            _ => null,
        };

    /// <summary>
    /// Years and months by the calendar, weeks by the Sundays between, the rest by elapsed whole units.
    /// </summary>
    private static double? Difference(string interval, DateTime from, DateTime to)
    {
        var elapsed = to - from;
        return interval switch
        {
            "yyyy" => to.Year - from.Year,
            "m" => ((to.Year - from.Year) * 12) + to.Month - from.Month,
            "ww" => Week(to) - Week(from),
            "d" => Math.Truncate(elapsed.TotalDays),
            "h" => Math.Truncate(elapsed.TotalHours),
            "n" => Math.Truncate(elapsed.TotalMinutes),
            "s" => Math.Truncate(elapsed.TotalSeconds),
            _ => null,
        };
    }

    /// <summary>Day 0 was a Monday, so a week that starts on Sunday begins one day earlier.</summary>
    private static int Week(DateTime date) => (DateOnly.FromDateTime(date).DayNumber + 1) / 7;

    private static Evaluation NoDate(string name, Value value) =>
        Evaluation.Failed($"{name} is no date that can be read: {TextFunctions.Shown(value)}.");

    private static Evaluation NoInterval(Value interval) =>
        Evaluation.Failed($"interval has to be yyyy, m, d, ww, h, n or s, not {TextFunctions.Shown(interval)}.");
}
