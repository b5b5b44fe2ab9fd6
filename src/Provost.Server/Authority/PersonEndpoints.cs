using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Server.Authority.SignIn;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>
/// Userinfo (OpenID Connect Core §5.3), the logout that an application starts (RP-Initiated Logout §2) and codes for
/// devices (RFC 8628 §3.1): what OpenIddict is not asked for.
/// </summary>
internal static class PersonEndpoints
{
    /// <summary>The same for every tenant: the token says which.</summary>
    public const string UserInfoPath = "/oidc/userinfo";

    private const string LogoutPath = "/oauth2/v2.0/logout";
    private const string Bearer = "Bearer ";

    public static void Use(WebApplication web)
    {
        var devices = web.Services.GetRequiredService<DeviceCodes>();
        web.Use(
            (context, next) =>
                context.Request.Path.Equals(UserInfoPath, StringComparison.OrdinalIgnoreCase) ? UserInfoAsync(context)
                : context.Features.Get<AuthorityRequest>() is not null
                && context.Request.Path.Equals(LogoutPath, StringComparison.OrdinalIgnoreCase)
                    ? LogoutAsync(context)
                : context.Features.Get<AuthorityRequest>() is not null
                && HttpMethods.IsPost(context.Request.Method)
                && context.Request.Path.Equals(DeviceCodes.Path, StringComparison.OrdinalIgnoreCase)
                    ? devices.AnswerAsync(context)
                : next(context)
        );
    }

    private static async Task UserInfoAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var tokens = context.RequestServices.GetRequiredService<AccessTokens>();
        var store = context.RequestServices.GetRequiredService<SqliteAuthority>();
        var header = context.Request.Headers.Authorization.ToString();
        context.Response.Headers.CacheControl = "no-store";
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return;
        }

        if (
            await tokens.ReadAsync(header[Bearer.Length..].Trim(), ct) is not TokenReading.Valid token
            || !token.Scopes.Contains("openid")
            || await store.AccountAsync(token.TenantId, token.ObjectId, ct) is not { IsEnabled: true } account
        )
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate =
                "Bearer error=\"invalid_token\", error_description=\"The token is not one of a person who signed in here.\"";
            return;
        }

        var answer = new JsonObject { ["sub"] = account.Id.ToString(), ["tid"] = account.TenantId.ToString() };
        if (token.Scopes.Contains("profile"))
            (answer["name"], answer["preferred_username"]) = (account.DisplayName, account.UserPrincipalName);
        if (token.Scopes.Contains("email"))
            answer["email"] = account.Mail ?? account.UserPrincipalName;
        await context.Response.WriteAsJsonAsync(answer, ct);
    }

    /// <summary>
    /// An application whose id token comes along may end the session at once, and have the person sent back to an
    /// address that it registered. Anybody else only asks.
    /// </summary>
    private static async Task LogoutAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var parameters = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync(ct)).ToDictionary(
                p => p.Key,
                p => p.Value.ToString(),
                StringComparer.Ordinal
            )
            : context.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        if (await HintAsync(context, parameters.GetValueOrDefault("id_token_hint"), ct) is not { } hint)
        {
            context.Response.Redirect("/signout");
            return;
        }

        var store = context.RequestServices.GetRequiredService<SqliteAuthority>();
        if (
            await Sessions.ReadAsync(context, store, ct) is { } session
            && session.Account.Id.ToString() == hint.Subject
        )
            await context.SignOutAsync(Sessions.Scheme);
        var find = context.RequestServices.GetRequiredService<FindRegistration>();
        var back = parameters.GetValueOrDefault("post_logout_redirect_uri");
        if (
            back is not null
            && Guid.TryParse(hint.Audiences.FirstOrDefault(), out var appId)
            && await find(appId, ct) is { } registration
            && InteractiveClient.From(registration).Knows(back)
        )
        {
            var state = parameters.GetValueOrDefault("state");
            context.Response.Redirect(state is null ? back : QueryHelpers.AddQueryString(back, "state", state));
            return;
        }

        await SignInAnswers.PageAsync<SignedOutPage>(context, new(StringComparer.Ordinal) { ["SignedOut"] = true });
    }

    /// <summary>An id token of ours, however old: it only says whose session is meant.</summary>
    private static async Task<JsonWebToken?> HintAsync(HttpContext context, string? hint, CancellationToken ct)
    {
        if (hint is null)
            return null;
        var ring = await context.RequestServices.GetRequiredService<SigningKeys>().CurrentAsync(ct);
        var read = await new JsonWebTokenHandler().ValidateTokenAsync(
            hint,
            new TokenValidationParameters
            {
                ValidateIssuer = false,
                ValidateAudience = false,
                ValidateLifetime = false,
                IssuerSigningKeys = ring.All,
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            }
        );
        return read.IsValid ? (JsonWebToken)read.SecurityToken : null;
    }
}
