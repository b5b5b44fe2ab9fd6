using Provost.Engine.Cycle;
using Provost.Engine.Directory;

namespace Provost.Engine.Synchronization;

/// <summary>What a job is doing, in Graph's words (ENT-QUA-15).</summary>
public enum StatusCode
{
    /// <summary>There are no credentials yet.</summary>
    NotConfigured,

    /// <summary>Switched on, and the first cycle has not ended yet.</summary>
    NotRun,
    Active,
    Paused,
    Quarantine,
}

/// <summary>How a cycle ended (ENT-LOG-14).</summary>
public enum TaskExecutionResult
{
    Succeeded,

    /// <summary>It could not be carried through, or was stopped.</summary>
    Failed,

    /// <summary>Carried through, with failures of single objects.</summary>
    EntryLevelErrors,
}

/// <summary>A cycle that has ended (ENT-LOG-14).</summary>
/// <param name="CountEscrowed">Users and groups whose failure waited for a retry at its end.</param>
/// <param name="CountEscrowedRaw">The same with references.</param>
/// <param name="Error">Why it was not carried through.</param>
public sealed record TaskExecution(
    CycleReport Report,
    TaskExecutionResult State,
    DateTimeOffset TimeEnded,
    long CountEscrowed,
    long CountEscrowedRaw,
    string? Error
)
{
    public Guid ActivityIdentifier => Report.CycleId;

    public DateTimeOffset TimeBegan => Report.Began;

    /// <summary>Objects that were looked at.</summary>
    public long CountImported => Report.Users.All + Report.Groups.All;

    /// <summary>Changes that were to be written.</summary>
    public long CountExports => CountExported + Report.Users.Failed + Report.Groups.Failed + Report.FailedReferences;

    /// <summary>Changes that were written.</summary>
    public long CountExported => Report.Users.Changed + Report.Groups.Changed + Report.References;
}

/// <summary>How many objects of a kind a job knows.</summary>
/// <param name="InScope">In scope now.</param>
/// <param name="Provisioned">Of those in scope, how many have an account.</param>
/// <param name="Known">
/// Ever in scope: whoever leaves is still counted, until the links are dropped (ENT-LOG-13).
/// </param>
public sealed record EntryCount(ObjectKind Kind, long InScope, long Provisioned, long Known);

/// <summary>What the cycles of a job came to (ENT-LOG-14). Immutable; every cycle's end makes a newer one.</summary>
public sealed record SynchronizationStatus
{
    public TaskExecution? LastExecution { get; init; }

    /// <summary>The last one without any failure.</summary>
    public TaskExecution? LastSuccessfulExecution { get; init; }

    /// <summary>The last one without any failure that wrote something.</summary>
    public TaskExecution? LastSuccessfulExecutionWithExports { get; init; }

    /// <summary>Cycles in a row that could not be carried through.</summary>
    public long CountSuccessiveCompleteFailures { get; init; }

    /// <summary>When the first cycle was carried through, and with it everybody looked at.</summary>
    public DateTimeOffset? SteadyStateFirstAchievedTime { get; init; }

    /// <summary>When one was last carried through.</summary>
    public DateTimeOffset? SteadyStateLastAchievedTime { get; init; }

    public SynchronizationStatus After(TaskExecution execution)
    {
        var throughout = execution.State != TaskExecutionResult.Failed;
        var spotless = execution.State == TaskExecutionResult.Succeeded;
        var stopped = execution is { Report.Interrupted: true, Error: null };
        return this with
        {
            LastExecution = execution,
            LastSuccessfulExecution = spotless ? execution : LastSuccessfulExecution,
            LastSuccessfulExecutionWithExports =
                spotless && execution.CountExported > 0 ? execution : LastSuccessfulExecutionWithExports,
            CountSuccessiveCompleteFailures =
                throughout ? 0
                : stopped ? CountSuccessiveCompleteFailures
                : CountSuccessiveCompleteFailures + 1,
            SteadyStateFirstAchievedTime = SteadyStateFirstAchievedTime ?? (throughout ? execution.TimeEnded : null),
            SteadyStateLastAchievedTime = throughout ? execution.TimeEnded : SteadyStateLastAchievedTime,
        };
    }

    public StatusCode Code(SynchronizationJob job, bool hasCredentials) =>
        job.State switch
        {
            _ when !hasCredentials => StatusCode.NotConfigured,
            JobState.Paused => StatusCode.Paused,
            JobState.Quarantine => StatusCode.Quarantine,
            _ => SteadyStateFirstAchievedTime is null ? StatusCode.NotRun : StatusCode.Active,
        };
}
