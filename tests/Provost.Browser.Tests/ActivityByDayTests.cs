using Provost.Engine.Logs;
using Provost.Portal.Home;

namespace Provost.Browser.Tests;

/// <summary>What the charts of the first page count.</summary>
public sealed class ActivityByDayTests
{
    private static readonly DateOnly Today = new(2026, 3, 10);

    private static readonly IReadOnlyList<Activity> Some =
    [
        new(At(8, 23), ProvisioningStatus.Success, null, 5),
        new(At(8, 23), ProvisioningStatus.Failure, "DuplicateTargetEntries", 2),
        new(At(9, 0), ProvisioningStatus.Success, null, 1),
        new(At(9, 4), ProvisioningStatus.Skipped, "NotEffectivelyEntitled", 7),
        new(At(10, 1), ProvisioningStatus.Failure, "Unauthorized", 3),
        new(At(10, 2), ProvisioningStatus.Failure, "DuplicateTargetEntries", 4),
    ];

    [Fact]
    public void Days_on_which_nothing_happened_are_there_too() =>
        Assert.Equal(
            [
                new ActivityOfDay(new DateOnly(2026, 3, 7), 0, 0, 0),
                new ActivityOfDay(new DateOnly(2026, 3, 8), 5, 2, 0),
                new ActivityOfDay(new DateOnly(2026, 3, 9), 1, 0, 7),
                new ActivityOfDay(new DateOnly(2026, 3, 10), 0, 7, 0),
            ],
            ActivityByDay.Of(Some, Today, 4)
        );

    [Fact]
    public void The_most_frequent_failure_comes_first() =>
        Assert.Equal([("DuplicateTargetEntries", 6L), ("Unauthorized", 3L)], ActivityByDay.Failures(Some, 5));

    private static DateTimeOffset At(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.Zero);
}
