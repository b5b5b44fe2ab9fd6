using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Provost.Engine.Directory;

/// <summary>What users and groups are made of in Graph: names, types, limits (graph-api 3.3).</summary>
public static partial class DirectoryProperties
{
    /// <summary>Characters; for every text that Graph itself sets no limit for.</summary>
    public const int LongestText = 1024;

    /// <summary>Elements of a multi-valued property.</summary>
    public const int MostValues = 250;

    private static readonly DirectoryProperty[] Users =
    [
        ShownFixed("id"),
        Fixed("deletedDateTime", PropertyType.Instant),
        Plain("accountEnabled", PropertyType.Boolean),
        Plain("ageGroup"),
        Shown("businessPhones", PropertyType.Texts),
        Plain("city", longest: 128),
        Plain("companyName", longest: 64),
        Plain("consentProvidedForMinor"),
        Plain("country", longest: 128),
        Fixed("createdDateTime", PropertyType.Instant),
        Fixed("creationType"),
        Plain("department", longest: 64),
        Shown("displayName", longest: 256),
        Plain("employeeHireDate", PropertyType.Instant),
        Plain("employeeId", longest: 16),
        Plain("employeeLeaveDateTime", PropertyType.Instant),
        Complex("employeeOrgData", ("costCenter", "costCenter"), ("division", "division")),
        Plain("employeeType"),
        Fixed("externalUserState"),
        Plain("faxNumber", longest: 64),
        Shown("givenName", longest: 64),
        Plain("identities", PropertyType.Objects),
        Fixed("imAddresses", PropertyType.Texts),
        Shown("jobTitle", longest: 128),
        Shown("mail", longest: 256),
        Plain("mailNickname", longest: 64),
        Shown("mobilePhone", longest: 64),
        Shown("officeLocation", longest: 128),
        Fixed("onPremisesDistinguishedName"),
        Fixed("onPremisesDomainName"),
        ExtensionAttributes(),
        Plain("onPremisesImmutableId"),
        Fixed("onPremisesLastSyncDateTime", PropertyType.Instant),
        Fixed("onPremisesSamAccountName"),
        Fixed("onPremisesSecurityIdentifier"),
        Fixed("onPremisesSyncEnabled", PropertyType.Boolean),
        Fixed("onPremisesUserPrincipalName"),
        Plain("otherMails", PropertyType.Texts),
        Plain("passwordPolicies"),
        Plain("passwordProfile", PropertyType.Complex),
        Plain("postalCode", longest: 40),
        Plain("preferredDataLocation"),
        Shown("preferredLanguage", longest: 64),
        Plain("proxyAddresses", PropertyType.Texts),
        Fixed("securityIdentifier"),
        Plain("showInAddressList", PropertyType.Boolean),
        Fixed("signInSessionsValidFromDateTime", PropertyType.Instant),
        Plain("state", longest: 128),
        Plain("streetAddress", longest: 1024),
        Shown("surname", longest: 64),
        Plain("usageLocation", longest: 2),
        Shown("userPrincipalName", longest: 113),
        Plain("userType"),
    ];

    private static readonly DirectoryProperty[] Groups =
    [
        ShownFixed("id"),
        ShownFixed("deletedDateTime", PropertyType.Instant),
        Shown("classification"),
        ShownFixed("createdDateTime", PropertyType.Instant),
        Shown("description", longest: 1024),
        Shown("displayName", longest: 256),
        ShownFixed("expirationDateTime", PropertyType.Instant),
        Shown("groupTypes", PropertyType.Texts),
        Shown("isAssignableToRole", PropertyType.Boolean),
        ShownFixed("mail"),
        Shown("mailEnabled", PropertyType.Boolean, otherwise: false),
        Shown("mailNickname", longest: 64),
        ShownFixed("membershipRule"),
        ShownFixed("membershipRuleProcessingState"),
        Fixed("onPremisesDistinguishedName"),
        ShownFixed("onPremisesDomainName"),
        ExtensionAttributes(),
        ShownFixed("onPremisesLastSyncDateTime", PropertyType.Instant),
        ShownFixed("onPremisesNetBiosName"),
        ShownFixed("onPremisesProvisioningErrors", PropertyType.Objects),
        ShownFixed("onPremisesSamAccountName"),
        ShownFixed("onPremisesSecurityIdentifier"),
        ShownFixed("onPremisesSyncEnabled", PropertyType.Boolean),
        Shown("preferredDataLocation"),
        Shown("preferredLanguage"),
        Shown("proxyAddresses", PropertyType.Texts),
        ShownFixed("renewedDateTime", PropertyType.Instant),
        Shown("resourceBehaviorOptions", PropertyType.Texts),
        Shown("resourceProvisioningOptions", PropertyType.Texts),
        Shown("securityEnabled", PropertyType.Boolean, otherwise: true),
        ShownFixed("securityIdentifier"),
        Shown("theme"),
        Shown("uniqueName"),
        Shown("visibility"),
    ];

    private static readonly FrozenDictionary<string, DirectoryProperty> UsersByName = ByName(Users);
    private static readonly FrozenDictionary<string, DirectoryProperty> GroupsByName = ByName(Groups);

    /// <summary>All properties in the order in which they are shown.</summary>
    public static IReadOnlyList<DirectoryProperty> Of(ObjectKind kind) => kind == ObjectKind.User ? Users : Groups;

    /// <summary>
    /// A property by its name, without regard to case; null where there is none. A directory extension is a text.
    /// </summary>
    public static DirectoryProperty? Find(ObjectKind kind, string name)
    {
        var known = kind == ObjectKind.User ? UsersByName : GroupsByName;
        if (known.TryGetValue(name, out var property))
            return property;
        return Extension().IsMatch(name) ? new DirectoryProperty(name) : null;
    }

    private static DirectoryProperty Plain(string name, PropertyType type = PropertyType.Text, int longest = 0) =>
        new(name, type) { Longest = longest };

    private static DirectoryProperty Shown(
        string name,
        PropertyType type = PropertyType.Text,
        int longest = 0,
        bool? otherwise = null
    ) =>
        new(name, type)
        {
            Default = true,
            Longest = longest,
            Otherwise = otherwise,
        };

    /// <summary>Clients cannot set it.</summary>
    private static DirectoryProperty Fixed(string name, PropertyType type = PropertyType.Text) =>
        new(name, type) { Writable = false };

    private static DirectoryProperty ShownFixed(string name, PropertyType type = PropertyType.Text) =>
        new(name, type) { Default = true, Writable = false };

    private static DirectoryProperty Complex(string name, params (string Part, string Attribute)[] parts) =>
        new(name, PropertyType.Complex)
        {
            Parts = new OrderedDictionary<string, string>(
                parts.Select(p => KeyValuePair.Create(p.Part, p.Attribute)),
                StringComparer.OrdinalIgnoreCase
            ),
        };

    /// <summary>
    /// Mappings name these attributes without the property around them: <c>[extensionAttribute1]</c>.
    /// </summary>
    private static DirectoryProperty ExtensionAttributes() =>
        Complex(
            "onPremisesExtensionAttributes",
            [
                .. Enumerable
                    .Range(1, 15)
                    .Select(n => string.Create(CultureInfo.InvariantCulture, $"extensionAttribute{n}"))
                    .Select(name => (name, name)),
            ]
        );

    private static FrozenDictionary<string, DirectoryProperty> ByName(DirectoryProperty[] properties) =>
        properties.ToFrozenDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^extension_[0-9a-f]{32}_[A-Za-z0-9_]{1,64}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Extension();
}
