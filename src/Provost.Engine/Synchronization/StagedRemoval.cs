using Provost.Engine.Directory;

namespace Provost.Engine.Synchronization;

/// <summary>What a person said about a removal that the guard holds.</summary>
public enum StagedState
{
    Waiting = 1,

    /// <summary>The next cycle carries it out.</summary>
    Approved = 2,

    /// <summary>Not carried out, until the object has been in scope again.</summary>
    Rejected = 3,
}

/// <summary>A removal that is held until a person decides (ENT-DEP-12, ENT-DEP-13).</summary>
/// <param name="Deletes">The account would be deleted, not only disabled.</param>
/// <param name="Reason">Why the object left, as a sentence.</param>
/// <param name="DecidedBy">Who approved or rejected it, null while it waits.</param>
public sealed record StagedRemoval(
    long ObjectNumber,
    ObjectKind Kind,
    StagedState State,
    bool Deletes,
    string Name,
    string Reason,
    DateTimeOffset Since,
    string? DecidedBy = null
);
