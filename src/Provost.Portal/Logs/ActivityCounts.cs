using Provost.Engine.Logs;

namespace Provost.Portal.Logs;

/// <summary>What a span of time did.</summary>
/// <param name="Begin">Its beginning, UTC.</param>
public sealed record ActivityCount(DateTimeOffset Begin, long Changes, long Failures, long Skips);

/// <summary>The log's counts, as the charts show them. Pure.</summary>
public static class ActivityCounts
{
    /// <summary>Spans of one length, also those in which nothing happened, the earliest first.</summary>
    /// <param name="begin">Where the first one begins.</param>
    /// <param name="length">Of a span: an hour, or hours.</param>
    /// <param name="spans">How many.</param>
    public static IReadOnlyList<ActivityCount> Of(
        IReadOnlyList<Activity> activity,
        DateTimeOffset begin,
        TimeSpan length,
        int spans
    )
    {
        var bySpan = activity.Where(a => a.Hour >= begin).ToLookup(a => (a.Hour - begin).Ticks / length.Ticks);
        return
        [
            .. Enumerable
                .Range(0, spans)
                .Select(span => new ActivityCount(
                    begin + (span * length),
                    Sum(bySpan[span], ProvisioningStatus.Success),
                    Sum(bySpan[span], ProvisioningStatus.Failure),
                    Sum(bySpan[span], ProvisioningStatus.Skipped)
                )),
        ];
    }

    /// <summary>The codes with the most failures, the most frequent first.</summary>
    public static IReadOnlyList<(string Code, long Count)> Failures(IReadOnlyList<Activity> activity, int most) =>
        [
            .. activity
                .Where(a => a is { Status: ProvisioningStatus.Failure, Code: not null })
                .GroupBy(a => a.Code!, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Sum(a => a.Count)))
                .OrderByDescending(g => g.Item2)
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Take(most),
        ];

    private static long Sum(IEnumerable<Activity> activity, ProvisioningStatus status) =>
        activity.Where(a => a.Status == status).Sum(a => a.Count);
}
