using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>When a failed object is tried again (ENT-CYC-28, ENT-CYC-29).</summary>
public sealed class EscrowScheduleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_refused_object_is_tried_after_40_minutes_then_6_12_and_24_hours_after_the_first_failure_then_daily()
    {
        var hours = Times(passing: false, tries: 6).Select(t => (t - Monday).TotalHours);

        Assert.Equal([40 / 60.0, 6, 12, 24, 48, 72], hours);
    }

    [Fact]
    public void What_passes_by_itself_is_tried_within_seconds_and_minutes_first()
    {
        var minutes = Times(passing: true, tries: 5).Select(t => Math.Round((t - Monday).TotalMinutes, 2));

        Assert.Equal([0.17, 1.17, 11.17, 51.17, 360], minutes);
    }

    /// <summary>Every try happens when it is due, and fails again.</summary>
    private static List<DateTimeOffset> Times(bool passing, int tries)
    {
        var (now, before, times) = (Monday, (Escrow?)null, new List<DateTimeOffset>());
        for (var i = 0; i < tries; i++)
        {
            before = EscrowSchedule.Next(BacklogPhase.User, 1, before, passing, "Timeout", "", now);
            times.Add(now = before.NextAttempt);
        }

        return times;
    }
}
