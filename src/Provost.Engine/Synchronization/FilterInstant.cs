using System.Globalization;

namespace Provost.Engine.Synchronization;

/// <summary>The operand of BEFORE and AFTER: an instant, or one that moves with the clock.</summary>
/// <param name="FromNow">Null for an instant that does not move.</param>
internal sealed record FilterInstant(TimeSpan? FromNow, DateTimeOffset Fixed)
{
    private const int FurthestDays = 36_500;
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mmK",
        "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        // What CDate and DateAdd give.
        "M/d/yyyy h:mm:ss tt",
    ];

    public DateTimeOffset At(DateTimeOffset now) => FromNow is { } distance ? now + distance : Fixed;

    /// <summary>
    /// Reads <c>now</c>, <c>now+7d</c>, <c>now-12h</c> or a date of ISO 8601; null for anything else.
    /// </summary>
    public static FilterInstant? Parse(string text)
    {
        if (text.StartsWith("now", StringComparison.OrdinalIgnoreCase))
            return TryDistance(text.AsSpan(3), out var distance) ? new(distance, default) : null;
        return TryRead(text, out var date) ? new(null, date) : null;
    }

    /// <summary>A date as an attribute holds it; without a time it is the midnight that begins it, in UTC.</summary>
    public static bool TryRead(string text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(
            text,
            Formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out date
        );

    private static bool TryDistance(ReadOnlySpan<char> text, out TimeSpan distance)
    {
        distance = default;
        if (text.IsEmpty)
            return true;
        if (text is not [('+' or '-') and var sign, .. var amount, ('d' or 'D' or 'h' or 'H') and var unit])
            return false;

        var hours = char.ToLowerInvariant(unit) == 'd' ? 24 : 1;
        if (!int.TryParse(amount, NumberStyles.None, null, out var number) || number > FurthestDays)
            return false;
        distance = TimeSpan.FromHours((long)number * hours * (sign == '-' ? -1 : 1));
        return true;
    }
}
