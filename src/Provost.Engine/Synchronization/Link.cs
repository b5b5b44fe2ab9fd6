using Provost.Engine.Directory;

namespace Provost.Engine.Synchronization;

/// <summary>Whose account it is: made by us, or there before and taken over by matching.</summary>
public enum Ownership
{
    None = 0,
    Created = 1,
    Adopted = 2,
}

/// <summary>What the account is, as far as we know.</summary>
public enum LinkState
{
    /// <summary>Evaluated, but there is no account.</summary>
    None = 0,
    Active = 1,
    Disabled = 2,

    /// <summary>The account is gone; the row stays, so that a namesake does not inherit it.</summary>
    Deleted = 3,
}

/// <summary>A link as people see it.</summary>
/// <param name="Name">What the object is called, or was when it was last logged.</param>
/// <param name="SourceId">Null where the object is gone for good.</param>
public sealed record NamedLink(long ObjectNumber, ObjectKind Kind, string Name, string? SourceId, Link Link);

/// <summary>
/// What a job knows of one object: whether it is in scope and by which path, and the account it is linked to
/// (ENT-TRM-8).
/// </summary>
/// <param name="Reason">Why the object is out of scope: a name of <see cref="Cycle.ScopeReason"/>.</param>
/// <param name="Fingerprint">
/// A hash of what was last written; null when that is not known and the target must be read.
/// </param>
/// <param name="ManagerNumber">The manager last written: null none, -1 unknown.</param>
public sealed record Link(
    bool InScope,
    string? Path,
    string? Reason,
    string? TargetId,
    Ownership Ownership,
    LinkState State,
    long? Fingerprint,
    long? ManagerNumber
)
{
    public bool HasAccount => TargetId is not null && State is LinkState.Active or LinkState.Disabled;

    /// <summary>What the scoping filter said when the object was last evaluated; null where there is none.</summary>
    public string? Filter { get; init; }

    /// <summary>When the account of somebody who left is deleted; null for never.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>
    /// The owner left the application, not the company, and what the policy says was done: the account is not managed
    /// any more (ENT-DEP-6).
    /// </summary>
    public bool IsLetGo =>
        HasAccount
        && !InScope
        && Reason
            is nameof(Cycle.ScopeReason.NotAssigned)
                or nameof(Cycle.ScopeReason.DefaultAccessOnly)
                or nameof(Cycle.ScopeReason.FilteredOut);
}
