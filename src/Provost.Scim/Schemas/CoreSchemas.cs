using static Provost.Scim.Schemas.AttributeType;
using static Provost.Scim.Schemas.SchemaNotation;

namespace Provost.Scim.Schemas;

/// <summary>
/// The schemas of RFC 7643: resources (§4), and those that describe the server itself (§5 to §7, in <see
/// cref="DiscoverySchemas"/>).
/// </summary>
public static class CoreSchemas
{
    /// <summary>The URN of the core user.</summary>
    public const string UserId = "urn:ietf:params:scim:schemas:core:2.0:User";

    /// <summary>The URN of the core group.</summary>
    public const string GroupId = "urn:ietf:params:scim:schemas:core:2.0:Group";

    /// <summary>The URN of the enterprise extension of a user.</summary>
    public const string EnterpriseUserId = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /// <summary>A person's account (§4.1, §8.7.1).</summary>
    public static Schema User { get; } =
        new(
            UserId,
            "User",
            "User Account",
            [
                Text("userName", "The name that the user signs in with.") with
                {
                    Required = true,
                    Uniqueness = Uniqueness.Server,
                },
                new("name", Complex, "The parts of the user's name.")
                {
                    SubAttributes =
                    [
                        Text("formatted", "The whole name, ready to display."),
                        Text("familyName", "The family or last name."),
                        Text("givenName", "The given or first name."),
                        Text("middleName", "The middle names."),
                        Text("honorificPrefix", "Titles in front of the name, such as Dr."),
                        Text("honorificSuffix", "What follows the name, such as III."),
                    ],
                },
                Text("displayName", "The name to show to people."),
                Text("nickName", "The casual name."),
                new("profileUrl", Reference, "The page of the user's profile.") { ReferenceTypes = ["external"] },
                Text("title", "The position, such as Vice President."),
                Text("userType", "How the user belongs to the organization, such as Contractor."),
                Text("preferredLanguage", "The language to write in, as in Accept-Language."),
                Text("locale", "How to write dates, numbers and currency, such as en-US."),
                Text("timezone", "The time zone by its Olson name, such as Europe/Berlin."),
                new("active", AttributeType.Boolean, "Whether the account may be used."),
                Text("password", "The password in clear text, to set it or to replace it.") with
                {
                    CaseExact = true,
                    Mutability = Mutability.WriteOnly,
                    Returned = Returned.Never,
                },
                Multi("emails", "E-mail addresses.", Text("value", "The address."), "work", "home", "other"),
                Multi(
                    "phoneNumbers",
                    "Phone numbers.",
                    Text("value", "The number, kept as it was sent."),
                    "work",
                    "home",
                    "mobile",
                    "fax",
                    "pager",
                    "other"
                ),
                Multi(
                    "ims",
                    "Instant messaging addresses.",
                    Text("value", "The address."),
                    "aim",
                    "gtalk",
                    "icq",
                    "xmpp",
                    "msn",
                    "skype",
                    "qq",
                    "yahoo"
                ),
                Multi(
                    "photos",
                    "Pictures of the user.",
                    new("value", Reference, "Where the picture is.") { ReferenceTypes = ["external"] },
                    "photo",
                    "thumbnail"
                ),
                Addresses,
                Groups,
                Multi("entitlements", "What the user is entitled to.", Text("value", "The entitlement.")),
                Multi("roles", "What the user is, such as Student.", Text("value", "The role.")),
                Multi(
                    "x509Certificates",
                    "Certificates of the user.",
                    new("value", Binary, "The certificate, DER in base64.") { CaseExact = true }
                ),
            ]
        );

    /// <summary>
    /// A group of users and groups (§4.2). Its name is required by the text, whatever the listing in §8.7.1 says.
    /// </summary>
    public static Schema Group { get; } =
        new(
            GroupId,
            "Group",
            "Group",
            [
                Text("displayName", "The name to show to people.") with
                {
                    Required = true,
                    Uniqueness = Uniqueness.Server,
                },
                new("members", Complex, "Who belongs to the group.")
                {
                    MultiValued = true,
                    SubAttributes =
                    [
                        Text("value", "The id of the member.") with
                        {
                            CaseExact = true,
                            Mutability = Mutability.Immutable,
                        },
                        new("$ref", Reference, "The URI of the member.")
                        {
                            CaseExact = true,
                            Mutability = Mutability.Immutable,
                            ReferenceTypes = ["User", "Group"],
                        },
                        Text("type", "What the member is.") with
                        {
                            Mutability = Mutability.Immutable,
                            CanonicalValues = ["User", "Group"],
                        },
                        Text("display", "The name of the member."),
                    ],
                },
            ]
        );

    /// <summary>What an employer knows of a user (§4.3).</summary>
    public static Schema EnterpriseUser { get; } =
        new(
            EnterpriseUserId,
            "EnterpriseUser",
            "Enterprise User",
            [
                Text("employeeNumber", "The number that the organization gave the person."),
                Text("costCenter", "The cost center."),
                Text("organization", "The organization."),
                Text("division", "The division."),
                Text("department", "The department."),
                new("manager", Complex, "Whom the person reports to.")
                {
                    SubAttributes =
                    [
                        Text("value", "The id of the manager.") with
                        {
                            CaseExact = true,
                        },
                        new("$ref", Reference, "The URI of the manager.")
                        {
                            CaseExact = true,
                            ReferenceTypes = ["User"],
                        },
                        Text("displayName", "The name of the manager.") with
                        {
                            Mutability = Mutability.ReadOnly,
                        },
                    ],
                },
            ]
        );

    /// <summary>What the server can do (§5).</summary>
    public static Schema ServiceProviderConfig => DiscoverySchemas.ServiceProviderConfig;

    /// <summary>A kind of resource (§6).</summary>
    public static Schema ResourceType => DiscoverySchemas.ResourceType;

    /// <summary>A schema (§7).</summary>
    public static Schema Schema => DiscoverySchemas.Schema;

    private static SchemaAttribute Addresses =>
        new("addresses", Complex, "Postal addresses.")
        {
            MultiValued = true,
            SubAttributes =
            [
                Text("formatted", "The whole address, with line breaks."),
                Text("streetAddress", "Street, house and apartment."),
                Text("locality", "The city."),
                Text("region", "The state or region."),
                Text("postalCode", "The postal code."),
                Text("country", "The country, ISO 3166-1 alpha-2."),
                Text("type", "What the address is for.") with
                {
                    CanonicalValues = ["work", "home", "other"],
                },
                new("primary", AttributeType.Boolean, "Whether this is the preferred one."),
            ],
        };

    private static SchemaAttribute Groups =>
        new("groups", Complex, "The groups that the user belongs to.")
        {
            MultiValued = true,
            Mutability = Mutability.ReadOnly,
            SubAttributes =
            [
                Text("value", "The id of the group.") with
                {
                    CaseExact = true,
                    Mutability = Mutability.ReadOnly,
                },
                new("$ref", Reference, "The URI of the group.")
                {
                    CaseExact = true,
                    Mutability = Mutability.ReadOnly,
                    ReferenceTypes = ["User", "Group"],
                },
                Text("display", "The name of the group.") with
                {
                    Mutability = Mutability.ReadOnly,
                },
                Text("type", "Whether the membership is direct.") with
                {
                    Mutability = Mutability.ReadOnly,
                    CanonicalValues = ["direct", "indirect"],
                },
            ],
        };
}
