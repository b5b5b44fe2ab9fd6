using Provost.Engine.Logs;
using Provost.Portal.Logs;

namespace Provost.Browser.Tests;

/// <summary>What the charts of the first page count.</summary>
public sealed class ActivityCountsTests
{
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
                new ActivityCount(At(7, 0), 0, 0, 0),
                new ActivityCount(At(8, 0), 5, 2, 0),
                new ActivityCount(At(9, 0), 1, 0, 7),
                new ActivityCount(At(10, 0), 0, 7, 0),
            ],
            ActivityCounts.Of(Some, At(7, 0), TimeSpan.FromDays(1), 4)
        );

    [Fact]
    public void What_lies_before_the_first_span_is_left_out() =>
        Assert.Equal(
            [new ActivityCount(At(9, 0), 1, 0, 7), new ActivityCount(At(10, 0), 0, 7, 0)],
            ActivityCounts.Of(Some, At(9, 0), TimeSpan.FromDays(1), 2)
        );

    [Fact]
    public void Hours_are_spans_too() =>
        Assert.Equal(
            [new ActivityCount(At(10, 1), 0, 3, 0), new ActivityCount(At(10, 2), 0, 4, 0)],
            ActivityCounts.Of(Some, At(10, 1), TimeSpan.FromHours(1), 2)
        );

    [Fact]
    public void The_most_frequent_failure_comes_first() =>
        Assert.Equal([("DuplicateTargetEntries", 6L), ("Unauthorized", 3L)], ActivityCounts.Failures(Some, 5));

    private static DateTimeOffset At(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.Zero);
}
