using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Targets;

/// <summary>What happens to the values that an attribute has.</summary>
public enum ChangeForm
{
    Usual,

    /// <summary>They stay, and those of the change join them (ENT-MAP-4, ENT-MAP-36).</summary>
    Adds,

    /// <summary>They all go, in one replacement of the whole attribute (ENT-MAP-37).</summary>
    ReplacesAll,
}

/// <summary>One change of one attribute: null before means it is added, null after that it is taken away.</summary>
public sealed record AttributeChange(TargetPath Path, Value Before, Value After)
{
    public ChangeForm Form { get; init; }
}

/// <summary>
/// An application that accounts are provisioned into. Every answer is a value; only cancellation is thrown.
/// </summary>
public interface ITarget : IAsyncDisposable
{
    /// <summary>
    /// Asks for a user and, where groups are provisioned, a group that cannot exist (ENT-CRE-4, scim-wire A.3).
    /// </summary>
    Task<TargetAnswer> TestAsync(TargetPath userMatch, bool withGroups, CancellationToken ct);

    /// <summary>
    /// The objects whose attribute equals the value (scim-wire A.4); answers that do not match are dropped. Success
    /// with no object means: absent.
    /// </summary>
    Task<TargetAnswer> FindAsync(ObjectKind kind, TargetPath attribute, string value, CancellationToken ct);

    /// <summary>
    /// How many objects there are, asked with <c>count=1</c>; <see cref="TargetAnswer.Total"/> holds it.
    /// </summary>
    Task<TargetAnswer> CountAsync(ObjectKind kind, CancellationToken ct);

    /// <summary>One object by the target's id; a group comes without its members.</summary>
    Task<TargetAnswer> GetAsync(ObjectKind kind, string id, CancellationToken ct);

    /// <summary>
    /// Sends the body as it is. A success without an id in the answer is <see cref="TargetOutcome.Unknown"/>.
    /// </summary>
    Task<TargetAnswer> CreateAsync(ObjectKind kind, ReadOnlyMemory<byte> body, CancellationToken ct);

    /// <summary>
    /// Sends the differences in the target's dialect; <paramref name="current"/> is the object as last read.
    /// </summary>
    Task<TargetAnswer> UpdateAsync(
        ObjectKind kind,
        TargetObject current,
        IReadOnlyList<AttributeChange> changes,
        CancellationToken ct
    );

    /// <summary>
    /// Adds and removes members by target id, in as many requests as the target's limit asks for (scim-wire A.9).
    /// </summary>
    Task<TargetAnswer> ChangeMembersAsync(
        string groupId,
        IReadOnlyList<string> add,
        IReadOnlyList<string> remove,
        CancellationToken ct
    );

    /// <summary>Sets a user's manager to a target id, or takes it away with null.</summary>
    Task<TargetAnswer> SetManagerAsync(string userId, string? managerId, CancellationToken ct);

    /// <summary>Deletes; an object that is not there any more counts as success (scim-wire A.8).</summary>
    Task<TargetAnswer> DeleteAsync(ObjectKind kind, string id, CancellationToken ct);

    /// <summary>
    /// All objects, page by page, for reading back; stops at a target that repeats itself (scim-wire A.10).
    /// </summary>
    IAsyncEnumerable<TargetObject> ListAsync(ObjectKind kind, CancellationToken ct);

    /// <summary>What the target says of its attributes (RFC 7644 §4).</summary>
    Task<TargetDiscovery> DiscoverAsync(CancellationToken ct) => Task.FromResult(TargetDiscovery.None);

    /// <summary>Requests sent so far, tries again included.</summary>
    long Requests { get; }

    /// <summary>Until when the target asked to be left alone, where that is longer than a cycle waits.</summary>
    DateTimeOffset? PausedUntil => null;
}
