using System.Collections.Frozen;
using Provost.Engine.Directory;

namespace Provost.Engine.Synchronization;

/// <summary>
/// The attributes of the directory by their Graph names, with types. Others exist: directory extensions, and what an
/// import brought along.
/// </summary>
public static class SourceAttributes
{
    private const string UserTexts = """
        ageGroup businessPhones city companyName consentProvidedForMinor country creationType department displayName
        employeeId employeeType externalUserState faxNumber givenName id imAddresses jobTitle mail mailNickname
        mobilePhone officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesImmutableId
        onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesUserPrincipalName originalUserPrincipalName
        otherMails passwordPolicies postalCode preferredDataLocation preferredLanguage proxyAddresses
        securityIdentifier state streetAddress surname usageLocation userPrincipalName userType
        extensionAttribute1 extensionAttribute2 extensionAttribute3 extensionAttribute4 extensionAttribute5
        extensionAttribute6 extensionAttribute7 extensionAttribute8 extensionAttribute9 extensionAttribute10
        extensionAttribute11 extensionAttribute12 extensionAttribute13 extensionAttribute14 extensionAttribute15
        """;
    private const string UserBooleans = "accountEnabled IsSoftDeleted onPremisesSyncEnabled showInAddressList";
    private const string UserDates = """
        createdDateTime deletedDateTime employeeHireDate employeeLeaveDateTime onPremisesLastSyncDateTime
        signInSessionsValidFromDateTime
        """;
    private const string GroupTexts = """
        classification description displayName groupTypes id mail mailNickname membershipRule
        membershipRuleProcessingState onPremisesDomainName onPremisesNetBiosName onPremisesSamAccountName
        onPremisesSecurityIdentifier preferredDataLocation preferredLanguage proxyAddresses resourceBehaviorOptions
        resourceProvisioningOptions securityIdentifier theme uniqueName visibility
        """;
    private const string GroupBooleans =
        "isAssignableToRole IsSoftDeleted mailEnabled onPremisesSyncEnabled securityEnabled";
    private const string GroupDates =
        "createdDateTime deletedDateTime expirationDateTime onPremisesLastSyncDateTime renewedDateTime";

    private static readonly FrozenSet<string> Several = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "businessPhones",
        "imAddresses",
        "otherMails",
        "proxyAddresses",
        "groupTypes",
        "resourceBehaviorOptions",
        "resourceProvisioningOptions",
        "members",
        "appRoleAssignments"
    );

    private static readonly FrozenDictionary<string, AttributeType> User = Table(
        UserTexts,
        UserBooleans,
        UserDates,
        "manager appRoleAssignments"
    );

    private static readonly FrozenDictionary<string, AttributeType> Group = Table(
        GroupTexts,
        GroupBooleans,
        GroupDates,
        "members appRoleAssignments"
    );

    /// <summary>The type of an attribute by its name or its older name; null if it is not known.</summary>
    public static AttributeType? TypeOf(ObjectKind kind, string name)
    {
        var known = kind == ObjectKind.User ? User : Group;
        return known.TryGetValue(AttributeAliases.Resolve(name), out var type) ? type : null;
    }

    /// <summary>All that are known, the older names that schemas use among them.</summary>
    public static IEnumerable<TargetAttribute> All(ObjectKind kind)
    {
        var known = kind == ObjectKind.User ? User : Group;
        return known
            .Keys.Concat(AttributeAliases.OlderNames.Where(n => known.ContainsKey(AttributeAliases.Resolve(n))))
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(name => new TargetAttribute(name, known[AttributeAliases.Resolve(name)])
            {
                Anchor = name == "objectId",
                MultiValued = Several.Contains(name),
            });
    }

    private static FrozenDictionary<string, AttributeType> Table(
        string texts,
        string booleans,
        string dates,
        string references
    ) =>
        Typed(texts, AttributeType.String)
            .Concat(Typed(booleans, AttributeType.Boolean))
            .Concat(Typed(dates, AttributeType.DateTime))
            .Concat(Typed(references, AttributeType.Reference))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, AttributeType>> Typed(string names, AttributeType type) =>
        names
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(name => KeyValuePair.Create(name, type));
}
