using Provost.Engine.Access;
using Provost.Engine.Queries;

namespace Provost.Engine.Directory;

/// <summary>What a collection of users and groups is to hold, in which order, and which part of it.</summary>
public sealed record ObjectQuery
{
    /// <summary>Only users or only groups; both where null.</summary>
    public ObjectKind? Kind { get; init; }

    /// <summary>Those that are soft-deleted, instead of the others.</summary>
    public bool Deleted { get; init; }

    /// <summary>Only those that stand in this relation to an object.</summary>
    public ObjectRelation? Relation { get; init; }

    /// <summary>Only those with these ids.</summary>
    public IReadOnlyCollection<Guid>? Ids { get; init; }

    /// <summary>A property that is unknown or cannot be asked for is a <see cref="QueryException"/>.</summary>
    public FilterNode? Filter { get; init; }

    public ObjectOrder Order { get; init; }

    public bool Descending { get; init; }

    /// <summary>Begin behind this object; null for the first page.</summary>
    public ObjectPosition? After { get; init; }

    public int Take { get; init; } = 100;

    /// <summary>What a caller needs to be allowed for it.</summary>
    public Operation Operation =>
        (Relation?.Kind, Kind) switch
        {
            (RelationKind.Members or RelationKind.TransitiveMembers, _) => Operations.GroupsRead,
            (RelationKind.DirectReports, _) => Operations.UsersRead,
            (not null, _) => Operations.DirectoryObjectsRead,
            (_, ObjectKind.User) => Operations.UsersRead,
            (_, ObjectKind.Group) => Operations.GroupsRead,
            _ => Operations.DirectoryObjectsRead,
        };
}

/// <summary>How objects stand to another one (navigation properties of Graph).</summary>
public enum RelationKind
{
    Members,
    TransitiveMembers,
    MemberOf,
    TransitiveMemberOf,
    DirectReports,
}

/// <param name="Of">The group whose members, the member whose groups, the manager whose reports.</param>
public sealed record ObjectRelation(RelationKind Kind, Guid Of);

/// <summary>Orders that a collection can have; ties are in the order of creation.</summary>
public enum ObjectOrder
{
    Created,
    DisplayName,
    UserPrincipalName,
    Deleted,
}

/// <summary>Where a page ended: the last object's value in the order, and its number.</summary>
/// <param name="Value">A text, an instant's ticks as a text, or null.</param>
public sealed record ObjectPosition(string? Value, long Number);

/// <summary>A page of a collection.</summary>
/// <param name="Next">Where the next page begins; null where this is the last one.</param>
public sealed record ObjectPage(IReadOnlyList<DirectoryObject> Objects, ObjectPosition? Next);
