using Provost.Engine.Access;

namespace Provost.Engine.Directory;

/// <summary>What somebody follows: users or groups, all of them or a few (graph-api 3.4).</summary>
/// <param name="References">Managers of users, members of groups too.</param>
/// <param name="Ids">Only these objects; all where empty.</param>
/// <param name="Take">How many objects, or references of theirs, a page has at most.</param>
public sealed record DeltaQuery(ObjectKind Kind, bool References, IReadOnlyCollection<Guid> Ids, int Take)
{
    public Operation Operation => Kind == ObjectKind.User ? Operations.UsersDelta : Operations.GroupsDelta;
}

/// <summary>
/// How far a follower has come. The first pass goes through what there is, by number; the changes that come after are
/// those since the pass began, so nothing that happens during the pass is missed.
/// </summary>
/// <param name="Seq">In the change feed. During the first pass: where the feed stood when it began.</param>
/// <param name="Part">Of a change that concerns several references, the last one that was told.</param>
/// <param name="Number">The object that the first pass has come to; null after it.</param>
/// <param name="Member">The last member of that group that was told; null where all were.</param>
public sealed record DeltaPosition(long Seq, long Part, long? Number, long? Member)
{
    /// <summary>All parts of a change.</summary>
    public const long AllParts = long.MaxValue;

    /// <summary>Behind everything that happened up to there.</summary>
    public static DeltaPosition Behind(long seq) => new(seq, AllParts, null, null);
}

/// <summary>An object that is new or changed, with what changed in its references.</summary>
/// <param name="Object">As it is now; null where it was deleted for good.</param>
public sealed record DeltaChange(Guid Id, DirectoryObject? Object, IReadOnlyList<DeltaReference> References);

/// <summary>A reference that holds, or no longer does.</summary>
public sealed record DeltaReference(Guid Id, ObjectKind Kind, bool Holds);

/// <param name="IsLast">There is nothing more at the moment.</param>
public sealed record DeltaPage(IReadOnlyList<DeltaChange> Changes, DeltaPosition Next, bool IsLast);
