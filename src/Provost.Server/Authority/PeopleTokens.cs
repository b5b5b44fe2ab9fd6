using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using Provost.Server.Graph;
using Provost.Server.Hosting;
using Provost.Storage;
using Provost.Storage.Sqlite;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Provost.Server.Authority;

/// <summary>
/// Tokens for a person, by the code or the refresh token of her sign-in. What they say of her is read anew every time:
/// somebody who was disabled gets none, and neither does a grant from before her password was changed.
/// </summary>
internal sealed class PeopleTokens(SqliteAuthority store, PublicUrl publicUrl, TimeProvider time)
{
    /// <summary>How long an exchanged code is remembered: longer than anything that came of it.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(15);

    /// <summary>A refresh token that comes again so soon may be one whose answer was lost.</summary>
    private static readonly TimeSpan LostAnswer = TimeSpan.FromSeconds(30);

    /// <summary>A claim of refresh tokens alone: how many were before it.</summary>
    private const string TurnClaim = "turn";

    /// <param name="isVerified">The client showed a secret or an assertion, and it was right.</param>
    public async Task<(ClaimsPrincipal? Principal, AuthorityError? Refusal)> ExchangeAsync(
        AuthorityRequest where,
        ClientApplication client,
        ClaimsPrincipal grant,
        OpenIddictRequest request,
        bool isVerified,
        CancellationToken ct
    )
    {
        if (!isVerified && grant.GetClaim(AuthorizeRequests.PublicClaim) != "1")
            return (null, AuthorityError.NoCredential);
        var (tenantId, id) = (
            Guid.Parse(grant.GetClaim("tid") ?? ""),
            Guid.Parse(grant.GetClaim(Claims.Subject) ?? "")
        );
        if (where.Tenant is { } tenant && tenant.Id != tenantId)
            return (null, AuthorityError.GrantEnded);

        if (await store.AccountAsync(tenantId, id, ct) is not { } account)
            return (null, AuthorityError.GrantEnded);
        var signIn = grant.GetClaim(AuthorizeRequests.SignInClaim) ?? "";
        if (!request.IsRefreshTokenGrantType() && !await store.RedeemAsync(Of(grant, client, account), Forgotten, ct))
            return (null, AuthorityError.CodeRedeemed);
        if (await EndedAsync(client, account, grant, ct) is { } ended)
            return (null, ended);

        var granted = grant.GetScopes();
        var (asked, refusal) = DelegatedScopes.Read(request.GetScopes(), publicUrl.Resources(where.Host));
        if (refusal is null && asked.FirstOrDefault(s => !granted.Contains(s, StringComparer.Ordinal)) is { } more)
            refusal = AuthorityError.UnknownScope(more);
        if (refusal is not null)
            return (null, refusal);

        var turn = Number(grant, TurnClaim);
        if (request.IsRefreshTokenGrantType())
        {
            if (await store.TurnAsync(signIn, turn, account.Epoch, LostAnswer, Forgotten, ct) is not { } next)
                return (null, AuthorityError.CodeRedeemed);
            turn = next;
        }

        return (Principal(client, account, grant, granted, turn, await MailAsync(account, ct)), null);
    }

    /// <summary>An address in another tenant's domain is not said to be theirs: applications know people by it.</summary>
    private async Task<string?> MailAsync(Account account, CancellationToken ct)
    {
        var mail = account.Mail ?? account.UserPrincipalName;
        var domain = mail[(mail.LastIndexOf('@') + 1)..];
        var tenants = await store.TenantsAsync(ct);
        var owner = tenants.FirstOrDefault(t => t.Domain.Equals(domain, StringComparison.OrdinalIgnoreCase));
        return owner is null || owner.Id == account.TenantId ? mail : null;
    }

    private DateTimeOffset Forgotten => time.GetUtcNow() + Remembered;

    private static SignInGrant Of(ClaimsPrincipal grant, ClientApplication client, Account account) =>
        new(
            grant.GetClaim(AuthorizeRequests.SignInClaim) ?? "",
            account.TenantId,
            client.AppId,
            account.Id,
            grant.GetClaim(AuthorizeRequests.SessionClaim),
            grant.GetClaim(AuthorizeRequests.EpochClaim) is null
                ? account.Epoch
                : Number(grant, AuthorizeRequests.EpochClaim)
        );

    /// <summary>Why nothing comes of the grant any more: person, application, session or consent have ended.</summary>
    private async Task<AuthorityError?> EndedAsync(
        ClientApplication client,
        Account account,
        ClaimsPrincipal grant,
        CancellationToken ct
    )
    {
        var signedIn = DateTimeOffset.FromUnixTimeSeconds(Number(grant, "at"));
        if (!account.IsEnabled || account.PasswordChanged > signedIn.AddSeconds(1))
            return AuthorityError.GrantEnded;
        if (
            grant.GetClaim(AuthorizeRequests.EpochClaim) is not null
            && Number(grant, AuthorizeRequests.EpochClaim) != account.Epoch
        )
            return AuthorityError.GrantEnded;
        if (grant.GetClaim(AuthorizeRequests.SessionClaim) is { } session && await store.HasEndedAsync(session, ct))
            return AuthorityError.GrantEnded;
        var allowed = await store.ConsentedAsync(account.TenantId, client.AppId, account.Id, ct);
        return await store.AdmitsAsync(account.TenantId, client.AppId, account.Id, ct) switch
        {
            Admission.Gone => AuthorityError.NotAllowed,
            Admission.Disabled => AuthorityError.Disabled(client.AppId),
            Admission.NotAssigned => AuthorityError.NotAssigned(client.AppId),
            _ => grant.GetScopes().All(allowed.Contains) ? null : AuthorityError.NotAllowed,
        };
    }

    private static long Number(ClaimsPrincipal grant, string claim) =>
        long.TryParse(grant.GetClaim(claim), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static ClaimsPrincipal Principal(
        ClientApplication client,
        Account account,
        ClaimsPrincipal grant,
        IReadOnlyCollection<string> scopes,
        long turn,
        string? mail
    )
    {
        var identity = new ClaimsIdentity("Bearer");
        var (app, oid) = (client.AppId.ToString(), account.Id.ToString());
        identity.SetClaim(Claims.Subject, oid).SetClaim("oid", oid).SetClaim("tid", account.TenantId.ToString());
        identity.SetClaim("appid", app).SetClaim("azp", app).SetClaim("app_displayname", client.DisplayName);
        identity.SetClaim("name", account.DisplayName).SetClaim("preferred_username", account.UserPrincipalName);
        identity.SetClaim("email", mail).SetClaim("ver", "2.0");
        identity.SetClaim("scp", string.Join(' ', scopes));
        foreach (var kept in (string[])[AuthorizeRequests.SignInClaim, AuthorizeRequests.PublicClaim, "at"])
            identity.SetClaim(kept, grant.GetClaim(kept));
        identity.SetClaim("sid", grant.GetClaim(AuthorizeRequests.SignInClaim));
        identity.SetClaim(TurnClaim, turn.ToString(CultureInfo.InvariantCulture));
        identity.AddClaim(new Claim(Claims.AuthenticationTime, grant.GetClaim("at") ?? "0", ClaimValueTypes.Integer64));
        var wids = Callers.RoleTemplates.Where(r => account.Roles.Contains(r.Value)).Select(r => r.Key);
        identity.AddClaim(new Claim("wids", JsonSerializer.Serialize(wids), JsonClaimValueTypes.JsonArray));
        identity.SetScopes(scopes);
        identity.SetDestinations(claim => Destinations(claim.Type, scopes));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Which tokens a claim goes into; the refresh token has them all.</summary>
    private static IEnumerable<string> Destinations(string claim, IReadOnlyCollection<string> scopes) =>
        claim switch
        {
            "oid" or "tid" or "ver" =>
            [
                OpenIddictConstants.Destinations.AccessToken,
                OpenIddictConstants.Destinations.IdentityToken,
            ],
            "name" or "preferred_username" when scopes.Contains("profile", StringComparer.Ordinal) =>
            [
                OpenIddictConstants.Destinations.AccessToken,
                OpenIddictConstants.Destinations.IdentityToken,
            ],
            "email" when scopes.Contains("email", StringComparer.Ordinal) =>
            [
                OpenIddictConstants.Destinations.AccessToken,
                OpenIddictConstants.Destinations.IdentityToken,
            ],
            Claims.AuthenticationTime => [OpenIddictConstants.Destinations.IdentityToken],
            "appid" or "azp" or "app_displayname" or "scp" or "wids" or "sid" =>
            [
                OpenIddictConstants.Destinations.AccessToken,
            ],
            _ => [],
        };
}
