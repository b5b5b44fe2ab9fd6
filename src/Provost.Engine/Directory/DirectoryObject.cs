using Provost.Engine.Expressions;

namespace Provost.Engine.Directory;

public enum ObjectKind
{
    User = 1,
    Group = 2,
}

/// <summary>A user or a group of the directory, with the attributes of Microsoft Graph by their Graph names.</summary>
/// <param name="Number">Grows with creation and never changes: the order in which a cycle walks the directory.</param>
/// <param name="Id">The object's id (<c>objectId</c>), never used again.</param>
/// <param name="SourceAnchor">
/// What the object is called where it was imported from; unique per kind, null for one made here.
/// </param>
/// <param name="AccountEnabled">False for a disabled user; always true for a group.</param>
/// <param name="DeletedAt">Set while the object is soft-deleted.</param>
/// <param name="ManagerId">The id of a user's manager.</param>
/// <param name="Attributes">
/// Single- and multi-valued attributes by name, compared without case; an absent one is not there.
/// </param>
public sealed record DirectoryObject(
    long Number,
    Guid Id,
    ObjectKind Kind,
    string? SourceAnchor,
    bool AccountEnabled,
    DateTimeOffset? DeletedAt,
    Guid? ManagerId,
    IReadOnlyDictionary<string, Value> Attributes
)
{
    /// <summary>When the object was created here; null for one that is older than this being noted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// A value by its name in Graph or by the older name that provisioning schemas use
    /// (<see cref="AttributeAliases"/>).
    /// </summary>
    public Value this[string name] =>
        AttributeAliases.Resolve(name) switch
        {
            "id" => Value.Text(Id.ToString()),
            "accountEnabled" => Value.Boolean(AccountEnabled),
            "manager" => ManagerId is { } manager ? Value.Reference(manager.ToString()) : Value.Null,
            var resolved => Attributes.GetValueOrDefault(resolved),
        };

    /// <summary>What people call the object: its display name, else its user principal name, else its id.</summary>
    public string DisplayName =>
        this["displayName"] is { IsNullOrEmpty: false } name ? name.ToString()
        : this["userPrincipalName"] is { IsNullOrEmpty: false } upn ? upn.ToString()
        : Id.ToString();
}
