using static Provost.Scim.Schemas.AttributeType;

namespace Provost.Scim.Schemas;

/// <summary>What every resource has (RFC 7643 §3 and §3.1); no schema lists these.</summary>
public static class CommonAttributes
{
    /// <summary>
    /// The URNs of the schemas in use. Their case does not matter, whatever RFC 7643 §7 says of references.
    /// </summary>
    public static SchemaAttribute Schemas { get; } =
        new("schemas", Reference, "The schemas of the attributes in this resource.")
        {
            MultiValued = true,
            Required = true,
            Returned = Returned.Always,
        };

    /// <summary>The identifier that the server gave.</summary>
    public static SchemaAttribute Id { get; } =
        new("id", AttributeType.String, "The identifier that the service provider gave.")
        {
            CaseExact = true,
            Mutability = Mutability.ReadOnly,
            Returned = Returned.Always,
            Uniqueness = Uniqueness.Server,
        };

    /// <summary>The identifier that the client gave.</summary>
    public static SchemaAttribute ExternalId { get; } =
        new("externalId", AttributeType.String, "The identifier that the provisioning client gave.")
        {
            CaseExact = true,
        };

    /// <summary>What the server notes about the resource.</summary>
    public static SchemaAttribute Meta { get; } =
        new("meta", Complex, "What the service provider notes about the resource.")
        {
            Mutability = Mutability.ReadOnly,
            SubAttributes =
            [
                new("resourceType", AttributeType.String, "The type of the resource.") { CaseExact = true },
                new("created", AttributeType.DateTime, "When the resource was created."),
                new("lastModified", AttributeType.DateTime, "When the resource last changed."),
                new("location", Reference, "The URI of the resource.") { CaseExact = true },
                new("version", AttributeType.String, "The version of the resource, equal to its ETag.")
                {
                    CaseExact = true,
                },
            ],
        };

    /// <summary>All four.</summary>
    public static IReadOnlyList<SchemaAttribute> All { get; } = [Schemas, Id, ExternalId, Meta];

    /// <summary>The common attribute of that name, without case.</summary>
    public static SchemaAttribute? Find(string name) => All.Named(name);
}
