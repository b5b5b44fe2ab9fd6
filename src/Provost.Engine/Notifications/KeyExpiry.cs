namespace Provost.Engine.Notifications;

/// <summary>When the end of a target's key is worth a mail. Pure.</summary>
public static class KeyExpiry
{
    /// <summary>Days before the end, and -1 for once after it.</summary>
    private static readonly int[] Thresholds = [-1, 0, 1, 7, 14, 30];

    /// <summary>
    /// The threshold that is reached, null while there is time. One that nobody looked at, because nothing ran on that
    /// day, is passed over for the next.
    /// </summary>
    public static int? Due(DateOnly expires, DateOnly today)
    {
        var left = expires.DayNumber - today.DayNumber;
        return left < 0 ? Thresholds[0]
            : left > Thresholds[^1] ? null
            : Thresholds.First(t => left <= t);
    }
}
