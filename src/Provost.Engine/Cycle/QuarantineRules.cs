using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>What would put a job into quarantine, or leave it there.</summary>
public sealed record QuarantineCause(QuarantineReason Reason, string Code, string Message, Exchange? Exchange = null);

/// <summary>When a job is put into quarantine, and when it comes out again (ENT-QUA-3 to 12). Pure.</summary>
public static class QuarantineRules
{
    /// <summary>Failures from which on the share is looked at (ENT-QUA-3).</summary>
    private const long EvaluatedFrom = 5_000;

    private const long MostObjects = 40_000;
    private const long MostInAll = 60_000;
    private const long Percent = 40;

    /// <summary>Fewer failures than these are a person's business, however small the company.</summary>
    private const long FewestFailures = 25;
    private const long PercentOfAll = 20;

    /// <summary>What the failures that are open at the end of a cycle lead to; null for nothing.</summary>
    public static QuarantineReason? Judge(QuarantineSettings settings, OpenFailures failures) =>
        failures switch
        {
            { Objects: > MostObjects } => QuarantineReason.EncounteredBaseEscrowThreshold,
            _ when failures.Objects + failures.References > MostInAll =>
                QuarantineReason.EncounteredTotalEscrowThreshold,
            _ when failures.Objects >= LooksAtShareFrom(settings, failures)
                    && failures.Objects * 100 > Percent * (failures.Objects + failures.Successes) =>
                QuarantineReason.EncounteredEscrowProportionThreshold,
            _ => null,
        };

    /// <summary>
    /// Entra's 5,000, or, scaled, a fifth of the objects in scope where that is less, but 25 at the least.
    /// </summary>
    public static long LooksAtShareFrom(QuarantineSettings settings, OpenFailures failures) =>
        settings.Scaled
            ? Math.Clamp((failures.Objects + failures.Successes) * PercentOfAll / 100, FewestFailures, EvaluatedFrom)
            : EvaluatedFrom;

    /// <summary>The cause with a sentence that names numbers and what most of the failures have in common.</summary>
    public static QuarantineCause? Cause(QuarantineSettings settings, OpenFailures failures)
    {
        if (Judge(settings, failures) is not { } reason)
            return failures.WaitingRemovals == 0
                ? null
                : new(
                    QuarantineReason.TooManyDeletes,
                    nameof(QuarantineReason.TooManyDeletes),
                    $"{failures.WaitingRemovals} {(failures.WaitingRemovals == 1 ? "removal waits" : "removals wait")} "
                        + "for an approval: provost staged list. Everything else goes on."
                );

        var what = reason switch
        {
            QuarantineReason.EncounteredBaseEscrowThreshold =>
                $"{failures.Objects} users and groups fail, more than {MostObjects}.",
            QuarantineReason.EncounteredTotalEscrowThreshold =>
                $"{failures.Objects} users and groups and {failures.References} managers and lists of members fail, "
                    + $"more than {MostInAll} together.",
            _ => $"{failures.Objects} of {failures.Objects + failures.Successes} users and groups fail, "
                + $"more than {Percent} percent.",
        };
        return failures.MostFrequent is { } most
            ? new(reason, most.Code, $"{what} {most.Count} of them with {most.Code}, for example: {most.Example}")
            : new(reason, reason.ToString(), what);
    }

    /// <summary>What a cycle's end does to a job's quarantine.</summary>
    /// <param name="cause">Null when nothing speaks for a quarantine (any more).</param>
    public static (Quarantine? After, QuarantineChange Change) After(
        Quarantine? before,
        QuarantineCause? cause,
        QuarantineSettings settings,
        DateTimeOffset now
    )
    {
        if (cause is null)
            return (null, before is null ? QuarantineChange.None : QuarantineChange.Ended);

        // What only marked the job did not count towards switching it off.
        var slowsDown = cause.Reason != QuarantineReason.TooManyDeletes;
        var series = before is null || (slowsDown && !before.IsSlowedDown) ? null : before;
        var began = series?.SeriesBegan ?? now;
        var count = series is null ? 0 : series.SeriesCount + 1;
        var end = began + TimeSpan.FromDays(settings.DisableAfterDays);
        var next = slowsDown ? QuarantineClock.Next(cause.Reason, began, count, now) : now;
        var after = new Quarantine(began, count, now, next < end ? next : end, cause.Reason, cause.Code, cause.Message)
        {
            Exchange = cause.Exchange,
        };
        return before switch
        {
            null => (after, QuarantineChange.Began),
            _ when series is not null && slowsDown && now >= end => (after, QuarantineChange.SwitchedOff),
            _ when before.Reason != cause.Reason => (after, QuarantineChange.ReasonChanged),
            _ => (after, QuarantineChange.Continued),
        };
    }
}
