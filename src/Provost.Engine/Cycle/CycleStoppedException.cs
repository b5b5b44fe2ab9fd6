using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// The target cannot be worked with at all: credentials refused, no SCIM server, not reachable. The cycle ends here,
/// what it had not done stays in the backlog, and the job is tried again less often (ENT-QUA-2).
/// </summary>
public sealed class CycleStoppedException(string code, string detail, Exchange? exchange = null) : Exception(detail)
{
    public string Code { get; } = code;

    /// <summary>The request that showed it, and its answer.</summary>
    public Exchange? Exchange { get; } = exchange;

    /// <summary>Also where nothing was sent because the cycle ends: then it is no answer at all.</summary>
    internal static void ThrowIfEndsCycle(TargetAnswer answer)
    {
        if (answer.Outcome is TargetOutcome.Unauthorized or TargetOutcome.Incompatible)
            throw new CycleStoppedException(
                answer.Code ?? "Unauthorized",
                answer.Detail ?? "The target refused the request.",
                answer.Exchange
            );
        if (answer.Outcome == TargetOutcome.NotSent)
            throw new NotSentException();
    }
}

/// <summary>A step needed a request that may not be begun any more; the object stays in the backlog.</summary>
/// <param name="nothingHappened">No earlier request of the step can have changed anything.</param>
internal sealed class NotSentException(bool nothingHappened = false) : Exception("Nothing more is sent in this cycle.")
{
    public bool NothingHappened { get; } = nothingHappened;
}
