using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Provost.Server.Graph;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority.SignIn;

/// <summary>
/// Who is signed in, in a cookie that only this server can read. It ends with the password that it was made with, and
/// with the account.
/// </summary>
internal static class Sessions
{
    /// <summary>
    /// The authentication scheme and the cookie's name, not shared with whatever else is on this host.
    /// </summary>
    public const string Scheme = "Provost.Session";

    public const string SignInPath = "/signin";

    private const string PasswordChanged = "pwd";
    private const string SignedIn = "auth_time";

    private static readonly TimeSpan Length = TimeSpan.FromHours(8);

    public static void Add(IServiceCollection services) =>
        services
            .AddAuthentication()
            .AddCookie(
                Scheme,
                cookie =>
                {
                    cookie.Cookie.Name = Scheme;
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    cookie.ExpireTimeSpan = Length;
                    cookie.SlidingExpiration = true;
                    cookie.LoginPath = SignInPath;
                    cookie.ReturnUrlParameter = "returnUrl";
                    cookie.Events.OnValidatePrincipal = ValidateAsync;
                }
            );

    public static ClaimsPrincipal Of(Account account, DateTimeOffset now)
    {
        var identity = new ClaimsIdentity(Scheme, "name", null);
        identity.AddClaim(new Claim("tid", account.TenantId.ToString()));
        identity.AddClaim(new Claim("oid", account.Id.ToString()));
        identity.AddClaim(new Claim("name", account.DisplayName));
        identity.AddClaim(new Claim("preferred_username", account.UserPrincipalName));
        identity.AddClaim(new Claim(PasswordChanged, Text(account.PasswordChanged.UtcTicks)));
        identity.AddClaim(new Claim(SignedIn, Text(now.ToUnixTimeSeconds())));
        foreach (var (template, role) in Callers.RoleTemplates.Where(r => account.Roles.Contains(r.Value)))
            identity.AddClaim(new Claim("wids", template));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Who is signed in in this browser, or null.</summary>
    public static async Task<(Account Account, DateTimeOffset SignedIn)?> ReadAsync(
        HttpContext context,
        SqliteAuthority store,
        CancellationToken ct
    )
    {
        if ((await context.AuthenticateAsync(Scheme)).Principal is not { } principal)
            return null;
        var account = await AccountAsync(principal, store, ct);
        return account is null ? null : (account, DateTimeOffset.FromUnixTimeSeconds(Number(principal, SignedIn) ?? 0));
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var store = context.HttpContext.RequestServices.GetRequiredService<SqliteAuthority>();
        if (
            context.Principal is { } principal
            && await AccountAsync(principal, store, context.HttpContext.RequestAborted) is { } account
        )
        {
            // The roles are those of now, not those of the sign-in.
            var at = DateTimeOffset.FromUnixTimeSeconds(Number(principal, SignedIn) ?? 0);
            context.ReplacePrincipal(Of(account, at));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }

    /// <summary>The account of a session as it is now; null where either has ended.</summary>
    public static async Task<Account?> AccountAsync(
        ClaimsPrincipal principal,
        SqliteAuthority store,
        CancellationToken ct
    ) =>
        Guid.TryParse(principal.FindFirstValue("tid"), out var tenant)
        && Guid.TryParse(principal.FindFirstValue("oid"), out var id)
        && await store.AccountAsync(tenant, id, ct) is { IsEnabled: true } account
        && account.PasswordChanged.UtcTicks == Number(principal, PasswordChanged)
            ? account
            : null;

    private static long? Number(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
