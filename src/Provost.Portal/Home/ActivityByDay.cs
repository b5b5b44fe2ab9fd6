using Provost.Engine.Logs;

namespace Provost.Portal.Home;

/// <summary>What a day did, UTC.</summary>
public sealed record ActivityOfDay(DateOnly Day, long Changes, long Failures, long Skips);

/// <summary>The log's counts, as the charts show them. Pure.</summary>
public static class ActivityByDay
{
    /// <summary>Every day up to today, also those on which nothing happened.</summary>
    /// <param name="days">How many, with today.</param>
    public static IReadOnlyList<ActivityOfDay> Of(IReadOnlyList<Activity> activity, DateOnly today, int days)
    {
        var byDay = activity.ToLookup(a => DateOnly.FromDateTime(a.Hour.UtcDateTime));
        return
        [
            .. Enumerable
                .Range(0, days)
                .Select(n => today.AddDays(n - days + 1))
                .Select(day => new ActivityOfDay(
                    day,
                    Sum(byDay[day], ProvisioningStatus.Success),
                    Sum(byDay[day], ProvisioningStatus.Failure),
                    Sum(byDay[day], ProvisioningStatus.Skipped)
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
