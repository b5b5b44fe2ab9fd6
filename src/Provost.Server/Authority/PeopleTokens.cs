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

    /// <param name="showed">The client showed a secret or an assertion, and it was right.</param>
    public async Task<(ClaimsPrincipal? Principal, AuthorityError? Refusal)> ExchangeAsync(
        AuthorityRequest where,
        ClientApplication client,
        ClaimsPrincipal grant,
        OpenIddictRequest request,
        bool showed,
        CancellationToken ct
    )
    {
        if (!showed && grant.GetClaim(AuthorizeRequests.PublicClaim) != "1")
            return (null, AuthorityError.NoCredential);
        var (tenantId, id) = (
            Guid.Parse(grant.GetClaim("tid") ?? ""),
            Guid.Parse(grant.GetClaim(Claims.Subject) ?? "")
        );
        if (where.Tenant is { } tenant && tenant.Id != tenantId)
            return (null, AuthorityError.GrantEnded);

        var signIn = grant.GetClaim(AuthorizeRequests.SignInClaim) ?? "";
        var used = request.IsAuthorizationCodeGrantType()
            ? !await store.RedeemAsync(signIn, time.GetUtcNow() + Remembered, ct)
            : request.IsRefreshTokenGrantType() && await store.IsRevokedAsync(signIn, ct);
        if (used)
            return (null, AuthorityError.CodeRedeemed);

        var signedIn = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(grant.GetClaim("at") ?? "0", CultureInfo.InvariantCulture)
        );
        if (
            await store.AccountAsync(tenantId, id, ct) is not { IsEnabled: true } account
            || account.PasswordChanged > signedIn.AddSeconds(1)
        )
            return (null, AuthorityError.GrantEnded);

        var granted = grant.GetScopes();
        var (asked, refusal) = DelegatedScopes.Read(request.GetScopes(), publicUrl.Resources(where.Host));
        if (refusal is null && asked.FirstOrDefault(s => !granted.Contains(s, StringComparer.Ordinal)) is { } more)
            refusal = AuthorityError.UnknownScope(more);
        return refusal is null ? (Principal(client, account, grant, granted), null) : (null, refusal);
    }

    private static ClaimsPrincipal Principal(
        ClientApplication client,
        Account account,
        ClaimsPrincipal grant,
        IReadOnlyCollection<string> scopes
    )
    {
        var identity = new ClaimsIdentity("Bearer");
        var (app, oid) = (client.AppId.ToString(), account.Id.ToString());
        identity.SetClaim(Claims.Subject, oid).SetClaim("oid", oid).SetClaim("tid", account.TenantId.ToString());
        identity.SetClaim("appid", app).SetClaim("azp", app).SetClaim("app_displayname", client.DisplayName);
        identity.SetClaim("name", account.DisplayName).SetClaim("preferred_username", account.UserPrincipalName);
        identity.SetClaim("email", account.Mail ?? account.UserPrincipalName).SetClaim("ver", "2.0");
        identity.SetClaim("scp", string.Join(' ', scopes));
        foreach (var kept in (string[])[AuthorizeRequests.SignInClaim, AuthorizeRequests.PublicClaim, "at"])
            identity.SetClaim(kept, grant.GetClaim(kept));
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
            "appid" or "azp" or "app_displayname" or "scp" or "wids" => [OpenIddictConstants.Destinations.AccessToken],
            _ => [],
        };
}
