using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Applications;

/// <summary>The mappings that an application begins with.</summary>
public static class DefaultSchemas
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Active = """Switch([IsSoftDeleted], , "False", "True", "True", "False")""";

    /// <summary>For any SCIM application (ENT 4.4 and ENT-MAP-32).</summary>
    public static SynchronizationSchema Scim() =>
        new(
            1,
            [
                new(ObjectKind.User, "Synchronize directory users", ScimUser()),
                new(
                    ObjectKind.Group,
                    "Synchronize directory groups",
                    [
                        Map("displayName", "[displayName]", 1),
                        Map("externalId", "[objectId]"),
                        Map("members", "[members]"),
                    ]
                ),
            ]
        );

    /// <summary>
    /// For Dialpad. A group is found by externalId first, because its name there may be an old one: Dialpad does not
    /// rename.
    /// </summary>
    public static SynchronizationSchema Dialpad() =>
        new(
            1,
            [
                new(ObjectKind.User, "Synchronize directory users to Dialpad", DialpadUser()),
                new(
                    ObjectKind.Group,
                    "Synchronize directory groups to Dialpad",
                    [
                        Map("externalId", "[objectId]", 1),
                        Map("displayName", "[displayName]", 2),
                        Map("members", "[members]"),
                    ]
                ),
            ],
            TargetDefinitions.Dialpad
        );

    private static AttributeMapping[] ScimUser() =>
        [
            Map("userName", "[userPrincipalName]", 1),
            Map("active", Active),
            Map("displayName", "[displayName]"),
            Map("title", "[jobTitle]"),
            Map("emails[type eq \"work\"].value", "[mail]"),
            Map("preferredLanguage", "[preferredLanguage]"),
            Map("name.givenName", "[givenName]"),
            Map("name.familyName", "[surname]"),
            Map("name.formatted", "Join(\" \", [givenName], [surname])"),
            Map("addresses[type eq \"work\"].formatted", "[physicalDeliveryOfficeName]"),
            Map("addresses[type eq \"work\"].streetAddress", "[streetAddress]"),
            Map("addresses[type eq \"work\"].locality", "[city]"),
            Map("addresses[type eq \"work\"].region", "[state]"),
            Map("addresses[type eq \"work\"].postalCode", "[postalCode]"),
            Map("addresses[type eq \"work\"].country", "[country]"),
            Map("phoneNumbers[type eq \"work\"].value", "[telephoneNumber]"),
            Map("phoneNumbers[type eq \"mobile\"].value", "[mobile]"),
            Map("phoneNumbers[type eq \"fax\"].value", "[facsimileTelephoneNumber]"),
            Map("externalId", "[mailNickname]"),
            Map($"{Enterprise}:employeeNumber", "[employeeId]"),
            Map($"{Enterprise}:department", "[department]"),
            Map($"{Enterprise}:manager", "[manager]"),
        ];

    private static AttributeMapping[] DialpadUser() =>
        [
            Map("userName", "[userPrincipalName]", 1),
            Map("active", Active),
            Map("displayName", "[displayName]"),
            Map("name.givenName", "[givenName]"),
            Map("name.familyName", "[surname]"),
            Map("emails[type eq \"work\"].value", "[mail]"),
            Map("title", "[jobTitle]"),
            Map($"{Enterprise}:department", "[department]"),
            Map($"{Enterprise}:officeName", "[physicalDeliveryOfficeName]"),
            Map("addresses[type eq \"work\"].country", "[country]"),
            Map($"{Enterprise}:manager", "[manager]"),
        ];

    private static AttributeMapping Map(string target, string source, int matching = 0) =>
        new(TargetPath.Parse(target), source, MatchingPriority: matching);
}
