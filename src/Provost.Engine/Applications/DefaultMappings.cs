using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Applications;

/// <summary>
/// The mappings that an application begins with, from the list of its attributes: what each is usually filled with
/// (ENT 4.4, ENT-MAP-30 to 35) and what is matched on (ENT-MAP-14, 18). Pure.
/// </summary>
internal static class DefaultMappings
{
    private const string Enterprise = TargetSlots.EnterpriseUser;
    private const string ExternalId = "externalId";

    /// <summary>What an application without a list of its own gets, in this order.</summary>
    private static readonly (string Target, string Source)[] Users =
    [
        ("userName", "[userPrincipalName]"),
        ("active", """Switch([IsSoftDeleted], , "False", "True", "True", "False")"""),
        ("displayName", "[displayName]"),
        ("title", "[jobTitle]"),
        ("emails[type eq \"work\"].value", "[mail]"),
        ("preferredLanguage", "[preferredLanguage]"),
        ("name.givenName", "[givenName]"),
        ("name.familyName", "[surname]"),
        ("name.formatted", "Join(\" \", [givenName], [surname])"),
        ("addresses[type eq \"work\"].formatted", "[physicalDeliveryOfficeName]"),
        ("addresses[type eq \"work\"].streetAddress", "[streetAddress]"),
        ("addresses[type eq \"work\"].locality", "[city]"),
        ("addresses[type eq \"work\"].region", "[state]"),
        ("addresses[type eq \"work\"].postalCode", "[postalCode]"),
        ("addresses[type eq \"work\"].country", "[country]"),
        ("phoneNumbers[type eq \"work\"].value", "[telephoneNumber]"),
        ("phoneNumbers[type eq \"mobile\"].value", "[mobile]"),
        ("phoneNumbers[type eq \"fax\"].value", "[facsimileTelephoneNumber]"),
        (ExternalId, "[mailNickname]"),
        ($"{Enterprise}:employeeNumber", "[employeeId]"),
        ($"{Enterprise}:department", "[department]"),
        ($"{Enterprise}:manager", "[manager]"),
    ];

    /// <summary>What is mapped only where the application names it.</summary>
    private static readonly (string Target, string Source)[] NamedOfUsers =
    [
        ("emails[type eq \"other\"].value", "[proxyAddresses]"),
        ($"{Enterprise}:organization", "[companyName]"),
        ("roles[primary eq \"True\"].value", "SingleAppRoleAssignment([appRoleAssignments])"),
        ("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"),
    ];

    private static readonly (string Target, string Source)[] Groups =
    [
        ("displayName", "[displayName]"),
        (ExternalId, "[objectId]"),
        ("members", "[members]"),
    ];

    /// <summary>
    /// One mapping for each attribute that has a usual source or a source of its own. A required one without either is
    /// mapped to None, so that it is seen.
    /// </summary>
    public static IReadOnlyList<AttributeMapping> For(ObjectKind kind, GalleryObject described)
    {
        var usual = kind == ObjectKind.User ? Users : Groups;
        var attributes = described.Attributes ?? [.. usual.Select(u => new GalleryAttribute(u.Target))];
        string[] matching = [.. described.Matching ?? Matching(kind, attributes)];

        return
        [
            .. from attribute in attributes
            where attribute.Mutability != Mutability.ReadOnly
            let isNamed = described.Mappings.ContainsKey(attribute.Name)
            let source = isNamed ? described.Mappings[attribute.Name] : Source(kind, attribute.Name, matching)
            where source is not null || (attribute.Required && !isNamed)
            select new AttributeMapping(
                TargetPath.Parse(attribute.Name),
                source,
                MatchingPriority: Array.IndexOf(matching, attribute.Name) + 1
            ),
        ];
    }

    /// <summary>
    /// Users by userName and groups by displayName, unless only externalId can be asked for. A group that is not
    /// renamed may bear an old name, so it is looked for by externalId first.
    /// </summary>
    private static string[] Matching(ObjectKind kind, IReadOnlyList<GalleryAttribute> attributes)
    {
        var usual = kind == ObjectKind.User ? "userName" : "displayName";
        var name = attributes.FirstOrDefault(a => a.Name == usual);
        var byExternalId = attributes.Any(a => a is { Name: ExternalId, Filterable: true });
        return (name, byExternalId) switch
        {
            (null or { Filterable: false }, true) => [ExternalId],
            ({ Mutability: Mutability.Immutable }, true) => [ExternalId, usual],
            _ => [usual],
        };
    }

    /// <summary>Who is found by externalId has to be found after a new mail address, too.</summary>
    private static string? Source(ObjectKind kind, string target, string[] matching) =>
        (kind, target) switch
        {
            (ObjectKind.User, ExternalId) when Array.IndexOf(matching, ExternalId) >= 0 => "[objectId]",
            (ObjectKind.User, _) => Users.Concat(NamedOfUsers).FirstOrDefault(u => u.Target == target).Source,
            _ => Groups.FirstOrDefault(g => g.Target == target).Source,
        };
}
