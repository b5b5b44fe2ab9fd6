using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>When a failed object is tried again (ENT-CYC-28, ENT-CYC-29).</summary>
public sealed class EscrowScheduleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    [Rule("ENT-CYC-15")]
    [Rule("ENT-CYC-29")]
    public void A_refused_object_is_tried_after_40_minutes_then_6_12_and_24_hours_after_the_first_failure_then_daily()
    {
        var hours = Times(passing: false).Take(6).Select(t => (t - Monday).TotalHours);

        Assert.Equal([40 / 60.0, 6, 12, 24, 48, 72], hours);
    }

    [Fact]
    public void What_passes_by_itself_is_tried_within_seconds_and_minutes_first()
    {
        var minutes = Times(passing: true).Take(5).Select(t => Math.Round((t - Monday).TotalMinutes, 2));

        Assert.Equal([0.17, 1.17, 11.17, 51.17, 360], minutes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Rule(
        "ENT-CYC-28",
        Verdict.Improved,
        "The object is given up after 28 days, visibly; the job is not switched off because of it."
    )]
    public void The_last_try_is_28_days_after_the_first_failure(bool passing)
    {
        var times = Times(passing);

        Assert.Equal(TimeSpan.FromDays(28), times[^1] - Monday);
    }

    [Fact]
    public void A_failure_without_a_try_begins_anew()
    {
        var old = new Escrow(BacklogPhase.User, 1, Monday, 0, Monday.AddDays(40), "Timeout", "");

        var next = EscrowSchedule.Next(BacklogPhase.User, 1, old, false, "Timeout", "", Monday.AddDays(40));

        Assert.Equal((Monday.AddDays(40), 1), (next.FirstFailed, next.Tries));
        Assert.False(next.Dropped);
    }

    /// <summary>Every try happens when it is due, and fails again, until it is given up.</summary>
    private static List<DateTimeOffset> Times(bool passing)
    {
        var times = new List<DateTimeOffset>();
        var escrow = EscrowSchedule.Next(BacklogPhase.User, 1, null, passing, "Timeout", "", Monday);
        while (escrow.NextAttempt is { } next)
        {
            times.Add(next);
            escrow = EscrowSchedule.Next(BacklogPhase.User, 1, escrow, passing, "Timeout", "", next);
        }

        return times;
    }
}
