using static Provost.Scim.Schemas.AttributeType;
using static Provost.Scim.Schemas.SchemaNotation;

namespace Provost.Scim.Schemas;

/// <summary>
/// The schemas in which a server describes itself (RFC 7643 §5, §6, §7 and §8.7.2); nothing in them can be written.
/// </summary>
internal static class DiscoverySchemas
{
    public const string ServiceProviderConfigId = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

    public const string ResourceTypeId = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    public const string SchemaId = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    public static Schema ServiceProviderConfig { get; } =
        Described(
            ServiceProviderConfigId,
            "Service Provider Configuration",
            "What the service provider supports.",
            Link("documentationUri", "Help for people."),
            Feature("patch", "PATCH.", []),
            Feature(
                "bulk",
                "Bulk operations.",
                [Number("maxOperations", "Operations at once."), Number("maxPayloadSize", "Bytes at once.")]
            ),
            Feature("filter", "Filters.", [Number("maxResults", "Resources returned at once.")]),
            Feature("changePassword", "Setting a password.", []),
            Feature("sort", "Sorting.", []),
            Feature("etag", "Versions by ETag.", []),
            Paging,
            AuthenticationSchemes
        );

    public static Schema ResourceType { get; } =
        Described(
            ResourceTypeId,
            "ResourceType",
            "A kind of resource.",
            Text("id", "The identifier of the resource type."),
            Needed(Text("name", "The name of the resource type.")),
            Text("description", "What it is."),
            Needed(new("endpoint", Reference, "Where its resources are, under the base.") { ReferenceTypes = ["uri"] }),
            Needed(
                new("schema", Reference, "The URN of its core schema.") { CaseExact = true, ReferenceTypes = ["uri"] }
            ),
            new("schemaExtensions", Complex, "The extensions of its resources.")
            {
                MultiValued = true,
                SubAttributes =
                [
                    Needed(
                        new("schema", Reference, "The URN of the extension.")
                        {
                            CaseExact = true,
                            ReferenceTypes = ["uri"],
                        }
                    ),
                    Needed(Flag("required", "Whether a resource must have it.")),
                ],
            }
        );

    public static Schema Schema { get; } =
        Described(
            SchemaId,
            "Schema",
            "A set of attributes.",
            Needed(Text("id", "The URN of the schema.")),
            Text("name", "The name of the schema."),
            Text("description", "What it is for."),
            Needed(
                Attributes(
                    "attributes",
                    "The attributes of the schema.",
                    Attributes("subAttributes", "The parts of a complex attribute.")
                )
            )
        );

    private static SchemaAttribute Paging =>
        new("pagination", Complex, "How lists are paged (RFC 9865).")
        {
            SubAttributes =
            [
                Needed(Flag("cursor", "Whether pages can be asked for by cursor.")),
                Needed(Flag("index", "Whether pages can be asked for by index.")),
                Text("defaultPaginationMethod", "What a request without a paging parameter gets.") with
                {
                    CanonicalValues = ["cursor", "index"],
                },
                Number("defaultPageSize", "Resources on a page, unless the client says."),
                Number("maxPageSize", "Most resources on a page."),
                Number("cursorTimeout", "Seconds after which a cursor is forgotten."),
            ],
        };

    private static SchemaAttribute AuthenticationSchemes =>
        Needed(
            new("authenticationSchemes", Complex, "How a client can authenticate.")
            {
                MultiValued = true,
                SubAttributes =
                [
                    Needed(Text("type", "The kind of scheme.")) with
                    {
                        CanonicalValues = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"],
                    },
                    Needed(Text("name", "The name of the scheme.")),
                    Needed(Text("description", "What it is.")),
                    Link("specUri", "The specification of the scheme."),
                    Link("documentationUri", "Help for people."),
                    Flag("primary", "Whether this is the preferred one."),
                ],
            }
        );

    private static Schema Described(string id, string name, string description, params SchemaAttribute[] attributes) =>
        new(id, name, description, [.. attributes.Select(a => a.Fixed())]);

    private static SchemaAttribute Needed(SchemaAttribute attribute) => attribute with { Required = true };

    private static SchemaAttribute Number(string name, string description) => new(name, Integer, description);

    private static SchemaAttribute Link(string name, string description) =>
        new(name, Reference, description) { ReferenceTypes = ["external"] };

    private static SchemaAttribute Feature(string name, string description, IReadOnlyList<SchemaAttribute> more) =>
        Needed(
            new(name, Complex, description)
            {
                SubAttributes = [Needed(Flag("supported", "Whether it is supported.")), .. more.Select(Needed)],
            }
        );

    private static SchemaAttribute Attributes(string name, string description, params SchemaAttribute[] more) =>
        new(name, Complex, description)
        {
            MultiValued = true,
            SubAttributes =
            [
                Needed(Text("name", "The name.")) with
                {
                    CaseExact = true,
                },
                Needed(Text("type", "The data type.")) with
                {
                    CanonicalValues =
                    [
                        "string",
                        "complex",
                        "boolean",
                        "decimal",
                        "integer",
                        "dateTime",
                        "reference",
                        "binary",
                    ],
                },
                Needed(Flag("multiValued", "Whether it holds an array.")),
                Text("description", "What it means."),
                Needed(Flag("required", "Whether a resource must have it.")),
                Text("canonicalValues", "Suggested values.") with
                {
                    MultiValued = true,
                    CaseExact = true,
                },
                Flag("caseExact", "Whether text is compared with its case."),
                Text("mutability", "Who may change it.") with
                {
                    CaseExact = true,
                    CanonicalValues = ["readOnly", "readWrite", "immutable", "writeOnly"],
                },
                Text("returned", "When it is returned.") with
                {
                    CaseExact = true,
                    CanonicalValues = ["always", "never", "default", "request"],
                },
                Text("uniqueness", "Where a value must be unique.") with
                {
                    CaseExact = true,
                    CanonicalValues = ["none", "server", "global"],
                },
                Text("referenceTypes", "What a reference may point to.") with
                {
                    MultiValued = true,
                    CaseExact = true,
                },
                .. more,
            ],
        };
}
