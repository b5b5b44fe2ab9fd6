using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>When a quarantined job runs again (ENT-QUA-9). Pure.</summary>
public static class QuarantineClock
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSoon = TimeSpan.FromHours(1);

    /// <summary>Ten seconds, doubled until it is an hour: 10 tries within two and a half hours.</summary>
    private const int SoonTries = 10;

    /// <summary>
    /// A target that cannot be reached is usually back soon, so those tries come before Entra's points in time;
    /// thousands of objects that fail are not mended within minutes.
    /// </summary>
    /// <param name="began">The first failure of the series.</param>
    /// <param name="count">How often the quarantine was left in effect since.</param>
    public static DateTimeOffset Next(QuarantineReason reason, DateTimeOffset began, int count, DateTimeOffset now) =>
        reason == QuarantineReason.EncounteredQuarantineException && count < SoonTries
            ? now + Shorter(First * Math.Pow(2, count), LongestSoon)
            : RetryPoints.After(began, now);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
