using Provost.Engine.Notifications;

namespace Provost.Engine.Tests.Notifications;

/// <summary>On which days the end of a key is due to be said.</summary>
public sealed class KeyExpiryTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, 30)]
    [InlineData(15, 30)]
    [InlineData(14, 14)]
    [InlineData(8, 14)]
    [InlineData(7, 7)]
    [InlineData(2, 7)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(-1, -1)]
    [InlineData(-400, -1)]
    public void The_nearest_threshold_that_is_reached_is_due(int daysLeft, int? threshold) =>
        Assert.Equal(threshold, KeyExpiry.Due(Today.AddDays(daysLeft), Today));
}
