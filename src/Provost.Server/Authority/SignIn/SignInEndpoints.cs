using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Provost.Engine;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority.SignIn;

/// <summary>
/// <c>/signin</c>, <c>/signin/password</c> and <c>/signout</c>: people of the directory, by password.
/// </summary>
internal sealed class SignInEndpoints(
    SqliteAuthority store,
    Passwords passwords,
    IAntiforgery antiforgery,
    TimeProvider time
)
{
    /// <summary>
    /// Carries who may change a password from the first page to the second, encrypted, for ten minutes.
    /// </summary>
    private const string ChangeScheme = "Provost.PasswordChange";

    public static void Add(IServiceCollection services)
    {
        Sessions.Add(services);
        services
            .AddAuthentication()
            .AddCookie(
                ChangeScheme,
                cookie =>
                {
                    cookie.Cookie.Name = ChangeScheme;
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.SameSite = SameSiteMode.Strict;
                    cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
                    cookie.SlidingExpiration = false;
                }
            );
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "Provost.Antiforgery";
            // One for the whole server, also for paths below a tenant, and there when an application sends somebody
            // here: a second one of the same name would leave it open which of the two a form is held against.
            options.Cookie.Path = "/";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorComponents();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInEndpoints>();
    }

    public static void Use(WebApplication web)
    {
        var endpoints = web.Services.GetRequiredService<SignInEndpoints>();
        web.Use(
            (context, next) =>
                (context.Request.Path.Value ?? "", context.Request.Method) switch
                {
                    ("/signin", "GET") => ShowAsync(context),
                    ("/signin", "POST") => endpoints.SignInAsync(context),
                    ("/signin/password", "GET") => endpoints.ShowPasswordAsync(context),
                    ("/signin/password", "POST") => endpoints.ChangePasswordAsync(context),
                    ("/signout", "GET" or "POST") => endpoints.SignOutAsync(context),
                    ("/signin/signin.css", "GET") => SignInAnswers.StyleAsync(context),
                    _ => next(context),
                }
        );
    }

    private static Task ShowAsync(HttpContext context) =>
        SignInPageAsync(context, SignInAnswers.Local(context.Request.Query["returnUrl"]), Hint(context), null);

    private async Task SignInAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var returnUrl = SignInAnswers.Local(form["returnUrl"]);
        var name = form["username"].ToString();
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            const string stale = "This page was open too long, or in a browser without cookies. Sign in again.";
            await SignInPageAsync(context, returnUrl, name, stale);
            return;
        }

        switch (await passwords.CheckAsync(await TenantAsync(returnUrl, ct), name, form["password"].ToString(), ct))
        {
            case PasswordAnswer.Right({ MustChange: true } account):
                await context.SignInAsync(ChangeScheme, Sessions.Of(account, time.GetUtcNow()));
                context.Response.Redirect(QueryHelpers.AddQueryString("/signin/password", "returnUrl", returnUrl));
                break;
            case PasswordAnswer.Right(var account):
                await StartAsync(context, account, returnUrl);
                break;
            case PasswordAnswer.Wrong(var sentence):
                await SignInPageAsync(context, returnUrl, name, sentence);
                break;
        }
    }

    private async Task ShowPasswordAsync(HttpContext context)
    {
        var returnUrl = SignInAnswers.Local(context.Request.Query["returnUrl"]);
        if (await ChangingAsync(context) is { } account)
            await PasswordPageAsync(context, account, returnUrl, null);
        else
            context.Response.Redirect(QueryHelpers.AddQueryString(Sessions.SignInPath, "returnUrl", returnUrl));
    }

    private async Task ChangePasswordAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var returnUrl = SignInAnswers.Local(form["returnUrl"]);
        if (await ChangingAsync(context) is not { } account || !await antiforgery.IsRequestValidAsync(context))
        {
            context.Response.Redirect(QueryHelpers.AddQueryString(Sessions.SignInPath, "returnUrl", returnUrl));
            return;
        }

        var (now, next, again) = (form["current"].ToString(), form["new"].ToString(), form["again"].ToString());
        var problem =
            Passwords.Unfit(next, now)
            ?? (next.Equals(again, StringComparison.Ordinal) ? null : "The new password was typed in two ways.");
        if (
            problem is null
            && await passwords.CheckAsync(account.TenantId, account.UserPrincipalName, now, ct)
                is PasswordAnswer.Wrong(var sentence)
        )
            problem = sentence;
        if (problem is not null)
        {
            await PasswordPageAsync(context, account, returnUrl, problem);
            return;
        }

        var caller = Caller.Local(account.TenantId, account.UserPrincipalName) with { Id = account.Id };
        var hash = Passwords.Hash(account.UserPrincipalName, next);
        await store.SetPasswordHashAsync(caller, account.UserPrincipalName, hash, false, account.IsLocal, ct);
        await context.SignOutAsync(ChangeScheme);
        if (await store.AccountAsync(account.TenantId, account.Id, ct) is { } changed)
            await StartAsync(context, changed, returnUrl);
    }

    /// <summary>A link may only ask; the cookie goes where the form was sent from here.</summary>
    private async Task SignOutAsync(HttpContext context)
    {
        if (context.Request.Method == HttpMethods.Post && await antiforgery.IsRequestValidAsync(context))
        {
            await context.SignOutAsync(Sessions.Scheme);
            await SignInAnswers.PageAsync<SignedOutPage>(context, new(StringComparer.Ordinal) { ["SignedOut"] = true });
            return;
        }

        await SignInAnswers.PageAsync<SignedOutPage>(context, new(StringComparer.Ordinal) { ["SignedOut"] = false });
    }

    private async Task StartAsync(HttpContext context, Account account, string returnUrl)
    {
        await context.SignInAsync(Sessions.Scheme, Sessions.Of(account, time.GetUtcNow()));
        context.Response.Redirect(returnUrl);
    }

    private async Task<Account?> ChangingAsync(HttpContext context)
    {
        var who = (await context.AuthenticateAsync(ChangeScheme)).Principal;
        return
            Guid.TryParse(who?.FindFirst("tid")?.Value, out var tenant)
            && Guid.TryParse(who?.FindFirst("oid")?.Value, out var id)
            ? await store.AccountAsync(tenant, id, context.RequestAborted)
            : null;
    }

    /// <summary>The tenant that the address behind the sign-in is for; null where everybody may come.</summary>
    private async Task<Guid?> TenantAsync(string returnUrl, CancellationToken ct)
    {
        var segment = returnUrl.Split('/', 3, StringSplitOptions.RemoveEmptyEntries) is [var first, "oauth2", ..]
            ? first
            : "";
        return segment.Length == 0 ? null : TenantPath.Find(await store.TenantsAsync(ct), segment)?.Id;
    }

    private static string Hint(HttpContext context) =>
        QueryHelpers.ParseQuery(QueryOf(SignInAnswers.Local(context.Request.Query["returnUrl"]))) is var query
        && query.TryGetValue("login_hint", out var hint)
            ? hint.ToString()
            : "";

    private static Task SignInPageAsync(HttpContext context, string returnUrl, string name, string? problem) =>
        SignInAnswers.PageAsync<SignInPage>(
            context,
            new(StringComparer.Ordinal)
            {
                ["ReturnUrl"] = returnUrl,
                ["Name"] = name,
                ["Problem"] = problem,
                ["IsForApplication"] = returnUrl.Contains("/oauth2/", StringComparison.OrdinalIgnoreCase),
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            GoesTo(returnUrl)
        );

    private static Task PasswordPageAsync(HttpContext context, Account account, string returnUrl, string? problem) =>
        SignInAnswers.PageAsync<PasswordPage>(
            context,
            new(StringComparer.Ordinal)
            {
                ["ReturnUrl"] = returnUrl,
                ["Name"] = account.UserPrincipalName,
                ["Problem"] = problem,
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            GoesTo(returnUrl)
        );

    /// <summary>
    /// Browsers follow a form only to the origins that its page allows, also over redirects: to the application that
    /// asked. It decides nothing; the application's address is checked where the code is given out.
    /// </summary>
    private static Uri? GoesTo(string returnUrl) =>
        QueryHelpers.ParseQuery(QueryOf(returnUrl)).TryGetValue("redirect_uri", out var address)
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
            ? uri
            : null;

    private static string QueryOf(string address) =>
        address.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? address[at..] : "";
}
