using Provost.Engine.Directory;
using Provost.Scim.Schemas;
using ScimType = Provost.Scim.Schemas.AttributeType;

namespace Provost.Engine.Synchronization;

/// <summary>
/// The target attribute lists that applications begin with: RFC 7643, flattened as mappings write it.
/// </summary>
public static class TargetDefinitions
{
    private const string Enterprise = CoreSchemas.EnterpriseUserId;

    /// <summary>A user of the core schema with the enterprise extension.</summary>
    public static TargetDefinition User { get; } =
        new(
            ObjectKind.User,
            [
                .. Flat(CommonAttributes.All),
                .. Flat(CoreSchemas.User.Attributes),
                .. PrimaryRole,
                .. Flat(CoreSchemas.EnterpriseUser.Attributes)
                    .Select(a => a with { Name = $"{Enterprise}:{a.Name}" })
                    .Where(a => !a.Name.StartsWith($"{Enterprise}:manager", StringComparison.Ordinal)),
                new($"{Enterprise}:manager", AttributeType.Reference) { ReferencedObjects = ["User"] },
            ]
        );

    public static TargetDefinition Group { get; } =
        new(ObjectKind.Group, [.. Flat(CommonAttributes.All), .. Flat(CoreSchemas.Group.Attributes)]);

    public static TargetDefinition Of(ObjectKind kind) => kind == ObjectKind.User ? User : Group;

    /// <summary>Entra keeps a single role in the primary element (ENT-MAP-35).</summary>
    private static IEnumerable<TargetAttribute> PrimaryRole =>
        [
            new("roles[primary eq \"True\"].value"),
            new("roles[primary eq \"True\"].display"),
            new("roles[primary eq \"True\"].type"),
        ];

    /// <summary>A schema's attributes as mappings write them.</summary>
    internal static IEnumerable<TargetAttribute> Flat(IEnumerable<SchemaAttribute> attributes) =>
        attributes.SelectMany(Flat);

    /// <summary>
    /// A complex attribute becomes its parts, one with several elements itself and the parts of each known type.
    /// </summary>
    private static IEnumerable<TargetAttribute> Flat(SchemaAttribute attribute) =>
        attribute switch
        {
            { Type: not ScimType.Complex } or { Mutability: Mutability.ReadOnly } => [One(attribute, attribute.Name)],
            { MultiValued: false } => attribute.SubAttributes.Select(s => One(s, $"{attribute.Name}.{s.Name}")),
            { Name: "members" } =>
            [
                new("members", AttributeType.Reference) { MultiValued = true, ReferencedObjects = ["User", "Group"] },
            ],
            _ => Elements(attribute)
                .Prepend(new(attribute.Name) { MultiValued = true, CaseExact = IsExact(attribute) }),
        };

    private static IEnumerable<TargetAttribute> Elements(SchemaAttribute attribute) =>
        from type in attribute.Find("type")?.CanonicalValues ?? []
        from sub in attribute.SubAttributes
        where sub.Name != "type"
        select One(sub, $"{attribute.Name}[type eq \"{type}\"].{sub.Name}");

    private static bool IsExact(SchemaAttribute attribute) => attribute.Find("value") is { CaseExact: true };

    private static TargetAttribute One(SchemaAttribute attribute, string name) =>
        new(name, TypeOf(attribute.Type))
        {
            MultiValued = attribute.MultiValued,
            Required = attribute is { Required: true, Name: not "schemas" },
            // A reference is exact whether it says so or not (RFC 7643 §2.3.7).
            CaseExact = attribute.CaseExact || attribute.Type == ScimType.Reference,
            Anchor = attribute.Name == "id",
            Mutability = name == "schemas" ? Mutability.ReadOnly : attribute.Mutability,
            Sensitive = attribute.Mutability == Mutability.WriteOnly,
        };

    private static AttributeType TypeOf(ScimType type) =>
        type switch
        {
            ScimType.Boolean => AttributeType.Boolean,
            ScimType.Integer => AttributeType.Integer,
            ScimType.DateTime => AttributeType.DateTime,
            ScimType.Binary => AttributeType.Binary,
            // An address of a picture or a page is text for a mapping; references lead to other objects.
            _ => AttributeType.String,
        };
}
