using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Provost.Server.Authority.SignIn;
using Provost.Server.Hosting;
using Provost.Storage;
using Provost.Storage.Sqlite;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>
/// <c>/{tenant}/oauth2/v2.0/authorize</c>: who is it, may the application know, and a code for it (RFC 6749 §4.1,
/// OpenID Connect Core §3.1.2). OpenIddict reads the request, checks PKCE and writes the code.
/// </summary>
internal sealed class AuthorizeRequests(
    FindRegistration find,
    SqliteAuthority store,
    Consents consents,
    PublicUrl publicUrl,
    IDataProtectionProvider protection,
    TimeProvider time
)
    : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>,
        IOpenIddictServerHandler<HandleAuthorizationRequestContext>
{
    /// <summary>A claim of codes and refresh tokens alone: the sign-in that they come from.</summary>
    public const string SignInClaim = "sign_in";

    /// <summary>A claim of codes and refresh tokens alone: whoever shows it needs no secret.</summary>
    public const string PublicClaim = "public_client";

    private const string SentParameter = "provost_sent";

    private readonly IDataProtector _marks = protection.CreateProtector("Provost.SentToSignIn");

    public async ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var where = AuthorityRequest.Of(http);
        var registration = Guid.TryParse(context.ClientId, out var appId)
            ? await find(appId, http.RequestAborted)
            : null;
        var client = registration is null ? null : InteractiveClient.From(registration);
        var refusal =
            client is null || (where.Tenant is { } own && !client.IsFor(own.Id))
                ? AuthorityError.UnknownClient(context.ClientId ?? "", where.Tenant?.DisplayName ?? where.Segment)
            : context.RedirectUri is not { Length: > 0 } uri || !client.Knows(uri)
                ? AuthorityError.WrongRedirectUri(context.RedirectUri, client.AppId)
            : null;
        if (refusal is not null)
        {
            // Nobody is sent to an address that the application did not register.
            await RefuseOnPageAsync(context, http, refusal);
            return;
        }

        var (scopes, unknown) = DelegatedScopes.Read(context.Request.GetScopes(), publicUrl.Resources(where.Host));
        unknown ??=
            client!.IsPublic(context.RedirectUri!) && string.IsNullOrEmpty(context.Request.CodeChallenge)
                ? AuthorityError.NoChallenge
                : null;
        // What is refused here is shown; the application is told by the step behind, which knows where it is.
        context.Transaction.SetProperty(nameof(AuthorityError), unknown);
        context.Transaction.SetProperty(nameof(InteractiveClient), client);
        context.Transaction.SetProperty(nameof(DelegatedScopes), scopes);
    }

    public async ValueTask HandleAsync(HandleAuthorizationRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        if (context.Transaction.GetProperty<AuthorityError>(nameof(AuthorityError)) is { } refusal)
        {
            context.Reject(refusal.Error, refusal.Description);
            return;
        }

        var client = Kept<InteractiveClient>(context, nameof(InteractiveClient));
        var scopes = Kept<IReadOnlyList<string>>(context, nameof(DelegatedScopes));
        var silent = context.Request.HasPromptValue(PromptValues.None);
        var session = await Sessions.ReadAsync(http, store, http.RequestAborted);
        if (
            session is not { } who
            || !Fits(context.Request, AuthorityRequest.Of(http), client, who.Account, who.SignedIn)
        )
        {
            if (silent)
                context.Reject(Errors.LoginRequired, AuthorityError.SignInNeeded.Description);
            else
                SendToSignIn(context, http);
            return;
        }

        var again = context.Request.HasPromptValue(PromptValues.Consent);
        var (state, ask) = await consents.JudgeAsync(http, client, who.Account, scopes, again);
        switch (state)
        {
            case ConsentState.Given:
                var isPublic = client.IsPublic(context.Request.RedirectUri ?? "");
                context.SignIn(Grant(who.Account.TenantId, who.Account.Id, who.SignedIn, scopes, isPublic));
                break;
            case ConsentState.Asking when !silent:
                await SignInAnswers.PageAsync<ConsentPage>(
                    http,
                    new(StringComparer.Ordinal)
                    {
                        ["Ask"] = ask,
                        ["Action"] = $"{http.Request.PathBase}{http.Request.Path}",
                    },
                    goesTo: new Uri(context.Request.RedirectUri ?? publicUrl.Canonical)
                );
                context.HandleRequest();
                break;
            case ConsentState.Asking:
                context.Reject(Errors.ConsentRequired, AuthorityError.ConsentNeeded.Description);
                break;
            default:
                context.Reject(Errors.AccessDenied, AuthorityError.ConsentRefused.Description);
                break;
        }
    }

    /// <summary>Whether the session will do: of the right tenant, and young enough.</summary>
    private bool Fits(
        OpenIddictRequest request,
        AuthorityRequest where,
        InteractiveClient client,
        Account account,
        DateTimeOffset signedIn
    )
    {
        if (where.Tenant is { } tenant && tenant.Id != account.TenantId)
            return false;
        if (!client.IsFor(account.TenantId))
            return false;
        if (request.HasPromptValue(PromptValues.Login) || request.HasPromptValue(PromptValues.SelectAccount))
            return SentToSignIn((string?)request[SentParameter]) is { } sent && signedIn >= sent;
        return request.MaxAge is not { } most || time.GetUtcNow() - signedIn <= TimeSpan.FromSeconds(most);
    }

    /// <summary>When this request was sent to the sign-in page: somebody who signed in since has been asked.</summary>
    private DateTimeOffset? SentToSignIn(string? mark)
    {
        try
        {
            return mark is null
                ? null
                : DateTimeOffset.FromUnixTimeSeconds(long.Parse(_marks.Unprotect(mark), CultureInfo.InvariantCulture));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private void SendToSignIn(HandleAuthorizationRequestContext context, HttpContext http)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var parameters = context
            .Request.GetParameters()
            .Where(p =>
                p.Key
                    is not (
                        SentParameter
                        or ConsentAsk.Answer
                        or ConsentAsk.ForEverybody
                        or "__RequestVerificationToken"
                    )
            )
            .Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))
            .Append(KeyValuePair.Create(SentParameter, (string?)_marks.Protect(now)));
        var back = QueryHelpers.AddQueryString($"{http.Request.PathBase}{http.Request.Path}", parameters);
        http.Response.Redirect(QueryHelpers.AddQueryString(Sessions.SignInPath, "returnUrl", back));
        context.HandleRequest();
    }

    private static async Task RefuseOnPageAsync(
        ValidateAuthorizationRequestContext context,
        HttpContext http,
        AuthorityError refusal
    )
    {
        await SignInAnswers.PageAsync<ErrorPage>(
            http,
            new(StringComparer.Ordinal)
            {
                ["Message"] = refusal.Description,
                ["Correlation"] = AuthorityAnswers.Correlation(http),
            },
            StatusCodes.Status400BadRequest
        );
        context.HandleRequest();
    }

    /// <summary>What a code stands for, and a device that was allowed: who signed in, when, and for what.</summary>
    /// <param name="isPublic">Whoever shows it needs no secret.</param>
    public static ClaimsPrincipal Grant(
        Guid tenantId,
        Guid principalId,
        DateTimeOffset signedIn,
        IEnumerable<string> scopes,
        bool isPublic
    )
    {
        var identity = new ClaimsIdentity("Bearer");
        identity.SetClaim(Claims.Subject, principalId.ToString()).SetClaim("tid", tenantId.ToString());
        identity.SetClaim(SignInClaim, Guid.CreateVersion7().ToString());
        identity.SetClaim(PublicClaim, isPublic ? "1" : "0");
        identity.SetClaim("at", signedIn.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        identity.SetScopes(scopes);
        return new ClaimsPrincipal(identity);
    }

    private static T Kept<T>(HandleAuthorizationRequestContext context, string name)
        where T : class =>
        context.Transaction.GetProperty<T>(name) ?? throw new InvalidOperationException("The request was not checked.");
}
