using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>When a job runs next (ENT-CYC-14, ENT-CYC-16).</summary>
public sealed class JobScheduleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static readonly SynchronizationJob Job = new(
        1,
        "scim.1",
        Guid.Empty,
        1,
        Guid.Empty,
        false,
        JobState.Active,
        null,
        new JobSettings(),
        Gallery.Scim.Schema,
        1
    );

    private static readonly Quarantine Quarantine = new(
        Monday,
        3,
        Monday,
        Monday.AddHours(6),
        QuarantineReason.EncounteredQuarantineException,
        "Timeout",
        "Nobody answers."
    );

    [Fact]
    [Rule(
        "ENT-CYC-14",
        Verdict.Improved,
        "Every change is followed at once; an interval, Entra's 40 minutes for example, is a setting."
    )]
    public void Cycles_follow_each_other_at_once_or_at_the_interval()
    {
        var slow = Job with { Settings = new JobSettings { Interval = TimeSpan.FromMinutes(40) } };

        Assert.Equal(Monday, JobSchedule.NextCycle(Job, Monday));
        Assert.Equal(Monday.AddMinutes(40), JobSchedule.NextCycle(slow, Monday));
        Assert.Equal(DateTimeOffset.MinValue, JobSchedule.NextCycle(slow, null));
    }

    [Fact]
    public void A_quarantined_job_waits_for_its_next_attempt_and_a_job_that_is_off_for_nothing()
    {
        var quarantined = Job with { State = JobState.Quarantine, Quarantine = Quarantine };
        var marked = quarantined with { Quarantine = Quarantine with { Reason = QuarantineReason.TooManyDeletes } };

        Assert.Equal(Monday.AddHours(6), JobSchedule.NextCycle(quarantined, Monday));
        Assert.Equal(Monday, JobSchedule.NextCycle(marked, Monday));
        Assert.Null(JobSchedule.NextCycle(quarantined with { State = JobState.Paused }, Monday));
    }
}
