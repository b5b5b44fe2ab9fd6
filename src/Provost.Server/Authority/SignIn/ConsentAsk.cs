namespace Provost.Server.Authority.SignIn;

/// <summary>What the consent page says and sends back.</summary>
/// <param name="Adds">The application is not in the tenant yet.</param>
/// <param name="Parameters">The request, to be sent again with the answer.</param>
public sealed record ConsentAsk(
    string Application,
    string? PublisherDomain,
    string Tenant,
    string UserName,
    bool IsAdministrator,
    bool Adds,
    IReadOnlyList<ScopeText> Permissions,
    IReadOnlyList<KeyValuePair<string, string>> Parameters
)
{
    public const string Answer = "provost_consent";
    public const string ForEverybody = "provost_consent_all";
    public const string Accepted = "accept";
    public const string Refused = "refuse";

    public static ConsentAsk Nothing { get; } = new("", null, "", "", false, false, [], []);

    /// <summary>Only an administrator adds an application, or allows more than to be signed in.</summary>
    public bool MayAccept => IsAdministrator || (!Adds && !Permissions.Any(p => p.NeedsAdministrator));
}
