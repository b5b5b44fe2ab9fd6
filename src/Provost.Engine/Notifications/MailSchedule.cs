namespace Provost.Engine.Notifications;

/// <summary>When a mail that could not be sent is tried again. Pure.</summary>
public static class MailSchedule
{
    private const int LongestPauseMinutes = 60;

    /// <summary>Long enough for a server that is down over a weekend.</summary>
    public static TimeSpan GiveUpAfter { get; } = TimeSpan.FromDays(3);

    /// <summary>
    /// A minute after the first failure, twice as long after each further one, an hour at the most; null when it would
    /// be more than three days after the mail was written. What the server refuses for good is tried as well: it is
    /// mostly a setting that somebody mends.
    /// </summary>
    /// <param name="failures">With the one that just happened.</param>
    public static DateTimeOffset? Next(DateTimeOffset created, int failures, DateTimeOffset now)
    {
        var minutes = Math.Min(Math.Pow(2, Math.Max(0, failures - 1)), LongestPauseMinutes);
        var next = now + TimeSpan.FromMinutes(minutes);
        return next - created > GiveUpAfter ? null : next;
    }
}
