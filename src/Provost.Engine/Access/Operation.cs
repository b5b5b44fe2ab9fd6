namespace Provost.Engine.Access;

/// <summary>Whether a caller may do something.</summary>
public enum Verdict
{
    Refused,

    /// <summary>Only to objects that the caller owns (<c>Application.ReadWrite.OwnedBy</c>).</summary>
    AllowedToOwners,
    Allowed,
}

/// <summary>Something that a caller may be allowed to do.</summary>
/// <param name="Name">In words, after "may": <c>read users</c>.</param>
public sealed record Operation(string Name)
{
    /// <summary>Any of these will do, for an application as for a person.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>Where not empty, one of these is needed as well.</summary>
    public IReadOnlyList<string> And { get; init; } = [];

    /// <summary>Any of these will do for an application on its own, for objects that it owns.</summary>
    public IReadOnlyList<string> OwnedBy { get; init; } = [];

    /// <summary>Any of these will do for an application on its own.</summary>
    public IReadOnlyList<string> ApplicationAnyOf { get; init; } = [];

    /// <summary>A person needs one of these roles besides; empty where every person may.</summary>
    public IReadOnlyList<DirectoryRole> Roles { get; init; } = [];

    /// <summary>Whoever has a valid token may.</summary>
    public bool ForEverybody { get; init; }

    /// <summary>The permissions that allow it, for people.</summary>
    public string Permissions =>
        string.Join(", ", AnyOf.Concat(ApplicationAnyOf).Concat(OwnedBy))
        + (And.Count > 0 ? $"; together with one of {string.Join(", ", And)}" : "");

    /// <summary>What the grants of a caller allow.</summary>
    public Verdict Judge(Grants grants)
    {
        if (grants.IsEverything)
            return Verdict.Allowed;
        if (grants.Roles is { } held && !ForEverybody && Roles.Count > 0 && !Roles.Any(held.Contains))
            return Verdict.Refused;
        if (And.Count > 0 && !And.Any(grants.Permissions.Contains))
            return Verdict.Refused;
        if (ForEverybody || AnyOf.Any(grants.Permissions.Contains))
            return Verdict.Allowed;
        if (grants.Roles is not null)
            return Verdict.Refused;
        if (ApplicationAnyOf.Any(grants.Permissions.Contains))
            return Verdict.Allowed;
        return OwnedBy.Any(grants.Permissions.Contains) ? Verdict.AllowedToOwners : Verdict.Refused;
    }
}
