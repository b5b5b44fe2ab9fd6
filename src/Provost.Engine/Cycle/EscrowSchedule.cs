using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>When a failed object is tried again (ENT-CYC-28, read as ENT-CYC-29 says). Pure.</summary>
public static class EscrowSchedule
{
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

    private static readonly TimeSpan[] SinceFirst =
    [
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

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
        var first = before?.FirstFailed ?? now;
        var tries = (before?.Tries ?? 0) + 1;
        var soon = passing ? Passing.Length : 1;
        var next =
            tries > soon ? Later(first, now)
            : passing ? now + Passing[tries - 1]
            : now + Passing[^1];
        return new Escrow(phase, objectNumber, first, tries, next, code, detail);
    }

    private static DateTimeOffset Later(DateTimeOffset first, DateTimeOffset now)
    {
        foreach (var since in SinceFirst)
        {
            if (first + since > now)
                return first + since;
        }

        return now + TimeSpan.FromHours(24);
    }
}
