using Provost.Engine.Notifications;

namespace Provost.Engine.Tests.Notifications;

/// <summary>When a mail that could not be sent is tried again.</summary>
public sealed class MailScheduleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(5000, 60)]
    public void The_pause_grows_from_a_minute_to_an_hour(int failures, int minutes) =>
        Assert.Equal(Monday.AddMinutes(minutes), MailSchedule.Next(Monday, failures, Monday));

    [Fact]
    public void After_three_days_it_is_given_up()
    {
        Assert.NotNull(MailSchedule.Next(Monday, 70, Monday.AddHours(71)));
        Assert.Null(MailSchedule.Next(Monday, 71, Monday.AddHours(71).AddSeconds(1)));
    }
}
