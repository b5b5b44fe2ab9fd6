namespace Provost.Engine.Cycle;

/// <summary>
/// Entra's points in time: 6, 12 and 24 hours after the first failure, then every 24 hours (ENT-CYC-28, ENT-QUA-9).
/// They hold for a failed object and for a quarantined job, each with a first failure of its own (ENT-CYC-29). Pure.
/// </summary>
internal static class RetryPoints
{
    private static readonly TimeSpan[] SinceFirst =
    [
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

    public static DateTimeOffset After(DateTimeOffset first, DateTimeOffset now)
    {
        foreach (var since in SinceFirst)
        {
            if (first + since > now)
                return first + since;
        }

        return now + TimeSpan.FromHours(24);
    }
}
