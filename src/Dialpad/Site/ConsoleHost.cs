using System.Net.Security;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Dialpad.Companies;
using Dialpad.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Dialpad.Site;

/// <summary>The console in a browser: sign-in by OpenID Connect, and the pages.</summary>
internal static class ConsoleHost
{
    /// <summary>The scheme, and the cookie's name: not shared with whatever else is on this host.</summary>
    public const string Session = "Dialpad.Session";

    public const string PersonClaim = "dialpad_person";

    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    public static void Add(IServiceCollection services, DialpadOptions options, Database database)
    {
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.AddRazorComponents();
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.Name = "Dialpad.Antiforgery");
        services
            .AddDataProtection()
            .SetApplicationName("Dialpad")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(database.Directory, "cookie-keys")));
        var authentication = services
            .AddAuthentication(Session)
            .AddCookie(
                Session,
                cookie =>
                {
                    cookie.Cookie.Name = Session;
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    cookie.ExpireTimeSpan = SessionLength;
                    cookie.LoginPath = "/login";
                }
            );
        if (options.WorkAccounts is { } accounts)
            authentication.AddOpenIdConnect(oidc => Configure(oidc, accounts));
        services.AddAuthorization();
    }

    public static void Map(WebApplication app)
    {
        // A browser follows a form over redirects only to where its page allows.
        var signIn = app.Services.GetRequiredService<DialpadOptions>().WorkAccounts?.Authority;
        app.Use((context, next) => SecureAsync(context, next, signIn?.GetLeftPart(UriPartial.Authority) ?? ""));
        app.UseAuthentication();
        ConsolePages.Map(app);
        AdminPages.Map(app);
    }

    private static void Configure(OpenIdConnectOptions oidc, Dialpad.WorkAccounts accounts)
    {
        oidc.SignInScheme = Session;
        oidc.MetadataAddress =
            $"{accounts.Authority.ToString().TrimEnd('/')}/organizations/v2.0/.well-known/openid-configuration";
        (oidc.ClientId, oidc.ClientSecret) = (accounts.ClientId, accounts.ClientSecret);
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        (oidc.UsePkce, oidc.SaveTokens, oidc.MapInboundClaims) = (true, false, false);
        oidc.Scope.Clear();
        foreach (var scope in (string[])["openid", "profile", "email"])
            oidc.Scope.Add(scope);
        oidc.BackchannelHttpHandler = Trusting(accounts.CaFile);
        oidc.TokenValidationParameters.IssuerValidatorUsingConfiguration = ValidateIssuer;
        oidc.CorrelationCookie.Name = "Dialpad.Correlation.";
        oidc.NonceCookie.Name = "Dialpad.Nonce.";
        // Over plain http on the same machine a browser keeps no cookie that is for every site.
        (oidc.CorrelationCookie.SameSite, oidc.NonceCookie.SameSite) = (SameSiteMode.Lax, SameSiteMode.Lax);
        oidc.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.Events = new OpenIdConnectEvents { OnTokenValidated = SignInAsync, OnRemoteFailure = ExplainAsync };
    }

    /// <summary>
    /// The metadata of all tenants together has a placeholder, which stands for the tenant of the token.
    /// </summary>
    private static string ValidateIssuer(
        string issuer,
        SecurityToken token,
        TokenValidationParameters parameters,
        BaseConfiguration metadata
    )
    {
        var tenant = (token as JsonWebToken)?.TryGetPayloadValue<string>("tid", out var tid) == true ? tid : null;
        return
            Guid.TryParse(tenant, out var id)
            && metadata.Issuer.Replace("{tenantid}", id.ToString(), StringComparison.Ordinal) == issuer
            ? issuer
            : throw new SecurityTokenInvalidIssuerException("The token is of another issuer.")
            {
                InvalidIssuer = issuer,
            };
    }

    private static async Task SignInAsync(TokenValidatedContext context)
    {
        var ct = context.HttpContext.RequestAborted;
        var database = context.HttpContext.RequestServices.GetRequiredService<Database>();
        var time = context.HttpContext.RequestServices.GetRequiredService<DialpadOptions>().Time;
        var token = context.Principal ?? throw new InvalidOperationException("There is no principal.");
        var mail = token.FindFirstValue("email") ?? token.FindFirstValue("preferred_username") ?? "";
        if (
            !Guid.TryParse(token.FindFirstValue("tid"), out var tenant) || !mail.Contains('@', StringComparison.Ordinal)
        )
        {
            context.Fail("no_mail");
            return;
        }

        var account = new WorkAccount(
            tenant,
            token.FindFirstValue("oid") ?? token.FindFirstValue("sub") ?? "",
            mail,
            token.FindFirstValue("name") ?? mail
        );
        var person = await database.WriteAsync(
            db => WorkAccountSignIn.SignInAsync(db, account, time.GetUtcNow(), ct),
            ct
        );
        if (person is not { } id)
        {
            context.Fail("suspended");
            return;
        }

        var claim = new Claim(PersonClaim, id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity([claim], Session));
    }

    private static Task ExplainAsync(RemoteFailureContext context)
    {
        var error = context.Request.Query["error"].ToString();
        var why = error switch
        {
            "access_denied" => "refused",
            _ when context.Failure?.Message is "suspended" or "no_mail" => context.Failure.Message,
            _ => "failed",
        };
        context.Response.Redirect($"/login/problem?why={why}");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler Trusting(string? caFile)
    {
        var handler = new SocketsHttpHandler();
        if (caFile is null)
            return handler;
        var ca = X509CertificateLoader.LoadCertificateFromFile(caFile);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None
            || (Chains(certificate, ca) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
        return handler;
    }

    private static bool Chains(X509Certificate? certificate, X509Certificate2 ca)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is X509Certificate2 known && chain.Build(known);
    }

    private static Task SecureAsync(HttpContext context, RequestDelegate next, string signIn)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self' {signIn}; "
            + "base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
