using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.FluentUI.AspNetCore.Components;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Portal;
using Provost.Portal.Logs;
using Provost.Server.Authority;
using Provost.Server.Authority.SignIn;

namespace Provost.Server.Hosting;

/// <summary>Mounts the portal beside the API: only its own paths reach it, and only people who are signed in.</summary>
internal static class PortalHost
{
    private static readonly string[] Pages =
    [
        "/home",
        "/applications",
        "/people",
        "/groups",
        "/logs",
        "/approvals",
        "/search",
        "/settings",
    ];

    private static readonly string[] Assets = ["/portal", "/_content", "/_framework"];

    public static void Add(WebApplicationBuilder builder, Installation installation)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddFluentUIComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddScoped<AuthenticationStateProvider, ServerAuthenticationStateProvider>();
        builder.Services.AddSingleton(Workplace(installation));
    }

    public static void Map(WebApplication web) =>
        web.UseWhen(
            IsPortal,
            portal =>
            {
                portal.Use(SecureAsync);
                portal.UseRouting();
                portal.UseAntiforgery();
                portal.UseEndpoints(endpoints =>
                {
                    endpoints.MapStaticAssets();
                    endpoints.MapGet("/logs/export.csv", (HttpContext context) => ExportAsync(context, "csv"));
                    endpoints.MapGet("/logs/export.json", (HttpContext context) => ExportAsync(context, "json"));
                    endpoints
                        .MapRazorComponents<PortalApp>()
                        // The policy above says it, and more strictly.
                        .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
                });
            }
        );

    private static bool IsPortal(HttpContext context) =>
        context.Request.Path.Value is "/" or ""
        || IsBelow(context, "/_blazor")
        || Pages.Any(p => IsBelow(context, p))
        || Assets.Any(p => IsBelow(context, p));

    private static bool IsBelow(HttpContext context, string path) =>
        context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);

    private static async Task SecureAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        // Blazor's circuit is a socket to this server; Fluent's components set styles of their own on elements.
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
            + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        if (Assets.Any(p => IsBelow(context, p)))
        {
            await next(context);
            return;
        }

        if ((await context.AuthenticateAsync(Sessions.Scheme)).Principal is { } person)
        {
            context.User = person;
            headers.CacheControl = "no-store";
            await next(context);
            return;
        }

        if (IsBelow(context, "/_blazor"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var here = $"{context.Request.Path}{context.Request.QueryString}";
        context.Response.Redirect(QueryHelpers.AddQueryString(Sessions.SignInPath, "returnUrl", here));
    }

    private static async Task ExportAsync(HttpContext context, string format)
    {
        var work = context.RequestServices.GetRequiredService<Workplace>();
        if (await work.CallerAsync(context.User, context.RequestAborted) is not { } caller)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!caller.May(Operations.ProvisioningLogRead))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await LogExport.AnswerAsync(context, work, caller, format);
    }

    private static Workplace Workplace(Installation installation) =>
        new()
        {
            Directory = installation.Directory,
            Applications = installation.Applications,
            Jobs = installation.Jobs,
            Log = installation.Log,
            Notifications = installation.Notifications,
            Administrators = installation.Administrators,
            NewPasswordAsync = (caller, who, ct) => NewPasswordAsync(installation, caller, who, ct),
            Time = installation.Time,
            AllowPrivateTargets = installation.AllowPrivateTargets,
            CallerAsync = (person, ct) => CallerAsync(installation, person, ct),
            TenantNameAsync = async (id, ct) =>
                (await installation.Authority.TenantsAsync(ct)).First(t => t.Id == id).DisplayName,
            AddAsync = (caller, template, name, ct) => AddAsync(installation, caller, template, name, ct),
            JobAsync = (caller, application, ct) => JobAsync(installation, caller, application, ct),
            TestAsync = (job, connection, ct) => Provisioning.TestAsync(installation, job, connection, ct),
            StartAsync = (caller, application, job, ct) =>
                Provisioning.StartAsync(installation, caller, application, job, ct),
            PauseAsync = (caller, job, ct) => Provisioning.PauseAsync(installation, caller, job, ct),
            RestartAsync = (caller, application, job, ct) =>
                Provisioning.RestartAsync(installation, caller, application, job, null, ct),
            ProvisionAsync = async (caller, job, subject, ct) =>
            {
                caller.Demand(Operations.SynchronizationWrite);
                return (await ProvisionOnDemand.RunAsync(installation, job, [subject], ct))[0];
            },
            CandidatesAsync = (job, source, ct) => CandidatesAsync(installation, job, source, ct),
            DiscoverAsync = (job, ct) => DiscoverAsync(installation, job, ct),
            Progress = number => installation.Loop?.Progress(number),
        };

    private static async Task<Caller?> CallerAsync(
        Installation installation,
        ClaimsPrincipal person,
        CancellationToken ct
    ) =>
        await Sessions.AccountAsync(person, installation.Authority, ct) is { } account
            ? new Caller(
                account.TenantId,
                account.UserPrincipalName,
                Grants.OfPerson(Operations.Permissions, account.Roles)
            )
            {
                Id = account.Id,
                CorrelationId = Guid.CreateVersion7(installation.Time.GetUtcNow()),
            }
            : null;

    private static async Task<TargetDiscovery> DiscoverAsync(
        Installation installation,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        await using var target = await Matches.OpenAsync(installation, job, ct);
        return await target.DiscoverAsync(ct);
    }

    private static async Task<IReadOnlyList<MatchCandidate>> CandidatesAsync(
        Installation installation,
        SynchronizationJob job,
        DirectoryObject source,
        CancellationToken ct
    )
    {
        var candidates = new Dictionary<string, MatchCandidate>(StringComparer.Ordinal);
        await foreach (var (by, account) in Matches.CandidatesAsync(installation, job, source, ct))
        {
            var isActive =
                account.Json["active"] is JsonValue active && active.TryGetValue<bool>(out var truth)
                    ? truth
                    : (bool?)null;
            candidates.TryAdd(account.Id, new MatchCandidate(account.Id, Matches.NameOf(account), by, isActive));
        }

        return [.. candidates.Values];
    }

    private static async Task<string> NewPasswordAsync(
        Installation installation,
        Caller caller,
        Administrator who,
        CancellationToken ct
    )
    {
        if (who.UserPrincipalName.Length == 0)
            throw new EngineException($"{who.DisplayName} has no user principal name to sign in with. Set it first.");
        var password = SecretHash.Generate();
        await installation.Authority.SetPasswordHashAsync(
            caller,
            who.UserPrincipalName,
            Passwords.Hash(who.UserPrincipalName, password),
            mustChange: true,
            administrator: who.IsLocal,
            ct
        );
        return password;
    }

    private static async Task<Application> AddAsync(
        Installation installation,
        Caller caller,
        GalleryTemplate template,
        string name,
        CancellationToken ct
    )
    {
        template.EnsureComplete();
        var now = installation.Time.GetUtcNow();
        var appId = Guid.CreateVersion7(now);
        var registration = new Registration(
            Guid.CreateVersion7(now),
            caller.TenantId,
            appId,
            name,
            template.Id,
            template.Roles
        );
        var application = new Application(
            0,
            Guid.CreateVersion7(now),
            caller.TenantId,
            name,
            template.Id,
            template.Roles
        )
        {
            AppId = appId,
        };
        var (_, added) = await installation.Applications.AddAsync(caller, registration, application, ct);
        return added ?? application;
    }

    private static async Task<SynchronizationJob> JobAsync(
        Installation installation,
        Caller caller,
        Application application,
        CancellationToken ct
    )
    {
        if (await installation.Jobs.FindAsync(application.Id, ct) is { } there)
            return there;
        caller.Demand(Operations.SynchronizationWrite, application.Owners);
        var template = Gallery.Find(application.TemplateId) ?? Gallery.Scim;
        var settings = new JobSettings { AllowPrivateAddresses = installation.AllowPrivateTargets };
        return await Provisioning.CreateJobAsync(installation, caller, application, template, settings, ct);
    }
}
