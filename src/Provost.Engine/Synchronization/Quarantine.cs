using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>Why a job is in quarantine, with Graph's names and values (ENT-QUA-8).</summary>
public enum QuarantineReason
{
    /// <summary>More users and groups failed than Entra allows in all.</summary>
    EncounteredBaseEscrowThreshold = 0,

    /// <summary>The same with failed references.</summary>
    EncounteredTotalEscrowThreshold = 1,

    /// <summary>Too large a share of the users and groups failed.</summary>
    EncounteredEscrowProportionThreshold = 2,

    /// <summary>Credentials refused, target not reachable, or no SCIM server: no count is needed (ENT-QUA-2).</summary>
    EncounteredQuarantineException = 4,
    Unknown = 8,

    /// <summary>A person put it there.</summary>
    QuarantinedOnDemand = 16,

    /// <summary>Removals wait for an approval; everything else goes on as fast as before.</summary>
    TooManyDeletes = 32,
}

/// <summary>A job's quarantine (ENT-QUA-12).</summary>
/// <param name="SeriesBegan">When it was first imposed; another reason does not begin a new series.</param>
/// <param name="SeriesCount">How often it was judged again since, and left in effect.</param>
/// <param name="CurrentBegan">When it was last imposed.</param>
/// <param name="NextAttempt">When the next cycle runs.</param>
/// <param name="Code">The error's code (ENT-LOG-8).</param>
/// <param name="Message">What happened and what to do, for a person.</param>
public sealed record Quarantine(
    DateTimeOffset SeriesBegan,
    int SeriesCount,
    DateTimeOffset CurrentBegan,
    DateTimeOffset NextAttempt,
    QuarantineReason Reason,
    string Code,
    string Message
)
{
    /// <summary>The request that failed and its answer, where a single one was the cause; without secrets.</summary>
    public Exchange? Exchange { get; init; }

    /// <summary>False where the quarantine only marks the job and its cycles go on as before.</summary>
    public bool IsSlowedDown => Reason != QuarantineReason.TooManyDeletes;
}

/// <summary>What a cycle's end did to the quarantine of its job.</summary>
public enum QuarantineChange
{
    /// <summary>There is none, or the cycle did not come far enough to tell.</summary>
    None,
    Began,

    /// <summary>Judged again and left in effect, for the same reason.</summary>
    Continued,
    ReasonChanged,
    Ended,

    /// <summary>It lasted so long that the job was switched off (ENT-QUA-10).</summary>
    SwitchedOff,
}
