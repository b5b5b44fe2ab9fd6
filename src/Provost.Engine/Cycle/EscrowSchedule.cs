using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>When a failed object is tried again (ENT-CYC-28, read as ENT-CYC-29 says). Pure.</summary>
public static class EscrowSchedule
{
    /// <summary>An object that fails for so long is given up, visibly; its job goes on.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(28);

    /// <summary>What the log says of an object that is given up.</summary>
    public const string GivenUp =
        "This has failed for 28 days and is not tried again by itself: only when the object or the mappings change, "
        + "or with provost escrow retry.";

    /// <summary>
    /// What passes by itself is tried soon; what needs a person once more after Entra's 40 minutes, then as printed.
    /// </summary>
    private static readonly TimeSpan[] Passing =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(40),
    ];

    /// <param name="before">
    /// The failure so far. One without a try begins anew: its source has changed, or somebody asked for a retry.
    /// </param>
    public static Escrow Next(
        BacklogPhase phase,
        long objectNumber,
        Escrow? before,
        bool passing,
        string code,
        string detail,
        DateTimeOffset now
    )
    {
        var (first, tries) = before is { Tries: > 0 } known ? (known.FirstFailed, known.Tries + 1) : (now, 1);
        var soon = passing ? Passing.Length : 1;
        var next =
            tries > soon ? RetryPoints.After(first, now)
            : passing ? now + Passing[tries - 1]
            : now + Passing[^1];
        var end = first + GivenUpAfter;
        DateTimeOffset? attempt =
            now >= end ? null
            : next < end ? next
            : end;
        return new Escrow(phase, objectNumber, first, tries, attempt, code, detail);
    }
}
