using System.Diagnostics;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Notifications;

/// <summary>Something that the administrator of a job is written to about.</summary>
public abstract record Notice
{
    private Notice() { }

    /// <summary>
    /// A job is in quarantine (ENT-QUA-13). Said once for each reason of a quarantine, so whoever sees the job fail
    /// may say it after every attempt.
    /// </summary>
    /// <param name="Code">The reason (ENT-QUA-8) or the error code that is behind it.</param>
    /// <param name="Sentence">What happened and what to do, for a person; without secrets.</param>
    /// <param name="Since">When this quarantine began, the same instant for as long as it lasts.</param>
    /// <param name="NextAttempt">When the job tries again; null where nobody knows.</param>
    /// <param name="CodeBefore">The reason until now where it changed, null where the quarantine begins.</param>
    public sealed record Quarantine(
        string Code,
        string Sentence,
        DateTimeOffset Since,
        DateTimeOffset? NextAttempt,
        string? CodeBefore = null
    ) : Notice;

    /// <summary>More removals than pass without a person wait to be decided about (ENT-DEP-12).</summary>
    /// <param name="Since">When the staging began: said once for each beginning.</param>
    /// <param name="Count">How many wait.</param>
    /// <param name="Threshold">How many would have passed.</param>
    /// <param name="Names">Whose accounts, or some of them.</param>
    public sealed record RemovalsStaged(DateTimeOffset Since, int Count, int Threshold, IReadOnlyList<string> Names)
        : Notice;

    /// <summary>The key of the target ends soon, or has ended.</summary>
    /// <param name="Day">The day on which it ends.</param>
    /// <param name="Threshold">One of <see cref="KeyExpiry"/>'s: said once for each.</param>
    /// <param name="DaysLeft">Zero on the day itself, negative after it.</param>
    public sealed record KeyExpires(DateOnly Day, int Threshold, int DaysLeft) : Notice;

    /// <summary>The objects that failed on a day.</summary>
    /// <param name="Complete">There were no more failures than were looked at.</param>
    public sealed record Digest(DateOnly Day, IReadOnlyList<FailureGroup> Failures, bool Complete) : Notice;

    /// <summary>What kind of notice it is; with <see cref="OnceKey"/> it says which mail was written already.</summary>
    public string Kind => GetType().Name;

    /// <summary>A second notice of the same job, kind and key is not mailed.</summary>
    public string OnceKey =>
        this switch
        {
            Quarantine quarantine => $"{quarantine.Since.UtcDateTime:O} {quarantine.Code}",
            RemovalsStaged staged => $"{staged.Since.UtcDateTime:O}",
            KeyExpires key => $"{key.Day:O} {key.Threshold}",
            Digest digest => $"{digest.Day:O}",
            _ => throw new UnreachableException(),
        };

    public bool IsWantedBy(NotificationSettings settings) =>
        settings.Address is not null && (this is Digest ? settings.DailyDigest : settings.OnFailure);
}

/// <summary>The objects that failed with the same code.</summary>
/// <param name="Code">ENT-LOG-8.</param>
/// <param name="Names">What they are called, each object once.</param>
/// <param name="Solved">How many of them have succeeded since.</param>
/// <param name="Explanation">Cause and remedy of one of them, as the log has it.</param>
public sealed record FailureGroup(string Code, IReadOnlyList<string> Names, int Solved, string Explanation);
