using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>When a job runs next. Pure.</summary>
public static class JobSchedule
{
    /// <summary>
    /// The earliest instant of the next cycle: back to back, at the job's interval (ENT-CYC-14), later in quarantine
    /// (ENT-CYC-16), never while it is off.
    /// </summary>
    /// <param name="lastBegan">When the last cycle began; null when none ran in this process.</param>
    public static DateTimeOffset? NextCycle(SynchronizationJob job, DateTimeOffset? lastBegan) =>
        job switch
        {
            { State: JobState.Paused } => null,
            { Quarantine: { IsSlowedDown: true, NextAttempt: var next } } => next,
            _ => lastBegan is { } began ? began + job.Settings.Interval : DateTimeOffset.MinValue,
        };
}
