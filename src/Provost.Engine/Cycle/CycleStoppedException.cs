using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// The target cannot be worked with at all: credentials refused, no SCIM server, not reachable. The cycle ends here,
/// what it had not done stays in the backlog, and the job is tried again less often (ENT-QUA-2).
/// </summary>
public sealed class CycleStoppedException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;

    internal static void ThrowIfEndsCycle(TargetAnswer answer)
    {
        if (answer.Outcome is TargetOutcome.Unauthorized or TargetOutcome.Incompatible)
            throw new CycleStoppedException(
                answer.Code ?? "Unauthorized",
                answer.Detail ?? "The target refused the request."
            );
    }
}
