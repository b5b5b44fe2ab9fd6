namespace Provost.Engine.Synchronization;

/// <summary>The keys of an application's secrets, with Graph's names and values (synchronizationSecret).</summary>
public enum SynchronizationSecret
{
    None = 0,
    UserName = 1,
    Password = 2,

    /// <summary>The bearer token.</summary>
    SecretToken = 3,
    AppKey = 4,

    /// <summary>The SCIM base, the Tenant URL.</summary>
    BaseAddress = 5,
    ClientIdentifier = 6,
    ClientSecret = 7,
    SingleSignOnType = 11,
    Sandbox = 12,
    Url = 13,
    Domain = 14,
    ConsumerKey = 15,
    ConsumerSecret = 16,
    TokenKey = 17,

    /// <summary>When <see cref="Oauth2AccessToken"/> ends, as an ISO 8601 instant; written by Provost.</summary>
    TokenExpiration = 18,
    Oauth2AccessToken = 19,

    /// <summary>An ISO 8601 instant; written by Provost.</summary>
    Oauth2AccessTokenCreationTime = 20,
    Oauth2RefreshToken = 21,

    /// <summary><c>true</c> for everybody, <c>false</c> for who is assigned.</summary>
    SyncAll = 22,
    InstanceName = 24,
    Oauth2ClientId = 27,
    Oauth2ClientSecret = 28,
    CompanyId = 29,
    UpdateKeyOnSoftDelete = 30,
    SynchronizationSchedule = 33,
    SystemOfRecord = 34,
    SandboxName = 35,
    EnforceDomain = 36,

    /// <summary>A JSON object as text; see <see cref="SecretSettings"/>.</summary>
    SyncNotificationSettings = 37,

    /// <summary><c>True</c> leaves the accounts of those who leave the scope as they are (ENT-DEP-9).</summary>
    SkipOutOfScopeDeletions = 40,
    Oauth2AuthorizationCode = 62,
    Oauth2RedirectUri = 63,
    ApplicationTemplateIdentifier = 64,

    /// <summary>The token endpoint (RFC 6749 §3.2).</summary>
    Oauth2TokenExchangeUri = 65,
    Oauth2AuthorizationUri = 66,

    /// <summary>How to get in; see <see cref="Targets.AuthenticationType"/>.</summary>
    AuthenticationType = 67,
    Server = 70,
    PerformInboundEntitlementGrants = 100,
    HardDeletesEnabled = 101,
    SyncAgentCompatibilityKey = 102,
    SyncAgentADContainer = 103,
    ValidateDomain = 206,
    TestReferences = 207,
    ConnectionString = 250,
}

/// <summary>What is to be known of a key of the secrets. Pure.</summary>
public static class SynchronizationSecrets
{
    /// <summary>Keys whose values are never shown again: they are read as <see cref="SecretSet.Mask"/>.</summary>
    public static bool IsSecret(this SynchronizationSecret key) =>
        key
            is SynchronizationSecret.Password
                or SynchronizationSecret.SecretToken
                or SynchronizationSecret.AppKey
                or SynchronizationSecret.ClientSecret
                or SynchronizationSecret.ConsumerSecret
                or SynchronizationSecret.TokenKey
                or SynchronizationSecret.Oauth2AccessToken
                or SynchronizationSecret.Oauth2RefreshToken
                or SynchronizationSecret.Oauth2ClientSecret
                or SynchronizationSecret.Oauth2AuthorizationCode
                or SynchronizationSecret.ConnectionString;

    /// <summary>The key of this name, whatever its case.</summary>
    /// <exception cref="EngineException">There is none; a number is no name.</exception>
    public static SynchronizationSecret Parse(string name) =>
        Names.TryGetValue(name, out var key)
            ? key
            : throw new EngineException(
                $"key: '{Shortened(name)}' is no key of a secret. Keys are: {string.Join(", ", Names.Values.Order())}."
            );

    private static readonly Dictionary<string, SynchronizationSecret> Names = Enum.GetValues<SynchronizationSecret>()
        .Where(key => key != SynchronizationSecret.None)
        .ToDictionary(key => key.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A value that was given for a key by mistake is not repeated whole.</summary>
    private static string Shortened(string name) => name.Length <= 20 ? name : $"{name[..20]}…";
}
