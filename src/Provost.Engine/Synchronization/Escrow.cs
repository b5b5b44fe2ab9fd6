using Provost.Engine.Cycle;
using Provost.Engine.Directory;

namespace Provost.Engine.Synchronization;

/// <summary>An object whose failure waits for another try (ENT-TRM-9).</summary>
/// <param name="Phase">The step that failed and will be done again.</param>
/// <param name="FirstFailed">Since when it fails with the source as it is now.</param>
/// <param name="Tries">Failed tries since then; 0 when the source has changed, or somebody asked for a retry.</param>
/// <param name="NextAttempt">Null when it was given up.</param>
public sealed record Escrow(
    BacklogPhase Phase,
    long ObjectNumber,
    DateTimeOffset FirstFailed,
    int Tries,
    DateTimeOffset? NextAttempt,
    string Code,
    string Detail
)
{
    /// <summary>
    /// Given up after 28 days: not tried again until the source or the mappings change, or somebody asks for it.
    /// </summary>
    public bool Dropped => NextAttempt is null;

    /// <summary>Waits for a person's word on which account is meant (ENT-TRM-8).</summary>
    public bool NeedsDecision =>
        Code is "DuplicateTargetEntries" or "DuplicateSourceEntries" or "DoubtfulCreation" or "MatchNeedsDecision";
}

/// <summary>A failure as a person looks at it.</summary>
/// <param name="Name">What the object is called, or was when it was last seen.</param>
/// <param name="SourceId">The object's id in the directory; null when nothing remembers it.</param>
public sealed record EscrowedObject(Escrow Escrow, ObjectKind Kind, string Name, string? SourceId);
