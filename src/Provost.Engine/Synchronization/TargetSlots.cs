using System.Collections.Frozen;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Synchronization;

/// <summary>What fits into an attribute of the target.</summary>
internal enum SlotType
{
    /// <summary>An attribute of our own knowledge: one text.</summary>
    One,
    Boolean,
    Integer,
    DateTime,

    /// <summary>An attribute that has no place in the core schemas: the value keeps its type.</summary>
    Any,
}

/// <summary>
/// What is known of target attributes by their names (RFC 7643 §4), where the attribute list does not know more.
/// </summary>
internal static class TargetSlots
{
    public const string EnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string CorePrefix = "urn:ietf:params:scim:schemas:core:2.0:";

    private static readonly FrozenSet<string> Booleans = Names("active", "primary");
    private static readonly FrozenSet<string> CaseExactNames = Names(
        "id",
        "externalId",
        "profileUrl",
        "x509Certificates"
    );
    private static readonly FrozenSet<string> ReadOnlyNames = Names("id", "meta", "schemas", "groups");
    private static readonly FrozenSet<string> MultiValued = Names(
        "emails",
        "phoneNumbers",
        "ims",
        "photos",
        "addresses",
        "entitlements",
        "roles",
        "x509Certificates",
        "members"
    );

    public static SlotType TypeOf(TargetPath path, TargetAttribute? listed) =>
        listed switch
        {
            null => TypeOf(path),
            { Type: AttributeType.Boolean } => SlotType.Boolean,
            { Type: AttributeType.Integer } => SlotType.Integer,
            { Type: AttributeType.DateTime } => SlotType.DateTime,
            { MultiValued: true } => SlotType.Any,
            _ => SlotType.One,
        };

    public static SlotType TypeOf(TargetPath path)
    {
        var leaf = path.SubAttribute ?? path.Name;
        if (Booleans.Contains(leaf))
            return SlotType.Boolean;
        return IsCore(path) || IsEnterprise(path)
            ? IsList(path)
                ? SlotType.Any
                : SlotType.One
            : SlotType.Any;
    }

    /// <summary>A multi-valued attribute as a whole, without a selector.</summary>
    public static bool IsList(TargetPath path) =>
        IsCore(path) && path is { Selector: null, SubAttribute: null } && MultiValued.Contains(path.Name);

    public static bool IsCaseExact(TargetPath path) => IsCore(path) && CaseExactNames.Contains(path.Name);

    /// <summary>A password is never read back, so nothing can be compared.</summary>
    public static Mutability MutabilityOf(TargetPath path) =>
        !IsCore(path) ? Mutability.ReadWrite
        : ReadOnlyNames.Contains(path.Name) ? Mutability.ReadOnly
        : path.Name.Equals("password", StringComparison.OrdinalIgnoreCase) ? Mutability.WriteOnly
        : Mutability.ReadWrite;

    public static bool IsCore(TargetPath path) =>
        path.Schema is null || path.Schema.StartsWith(CorePrefix, StringComparison.OrdinalIgnoreCase);

    public static bool IsEnterprise(TargetPath path) =>
        string.Equals(path.Schema, EnterpriseUser, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Names(params string[] names) =>
        names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
