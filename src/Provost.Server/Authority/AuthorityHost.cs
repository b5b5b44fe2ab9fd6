using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using Provost.Server.Authority.SignIn;
using Provost.Server.Hosting;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Provost.Server.Authority;

/// <summary>Registers and mounts the authority: OpenIddict's protocol over our own tenants, clients and keys.</summary>
internal static class AuthorityHost
{
    public static async Task AddAsync(IServiceCollection services, Installation installation, CancellationToken ct)
    {
        var keys = new SigningKeys(installation.Authority, installation.Time);
        var ring = await keys.CurrentAsync(ct);
        FindClient find = async (appId, token) =>
            await installation.Applications.FindClientAsync(appId, token) is { } stored
                ? ClientApplication.From(stored)
                : null;
        FindRegistration findRegistration = installation.Applications.FindRegisteredAsync;
        services.AddSingleton(installation.Time);
        services.AddSingleton(installation.Applications);
        services.AddSingleton(findRegistration);
        services.AddSingleton<Consents>();
        services.AddSingleton<PeopleTokens>();
        services.AddSingleton<DeviceCodes>();
        SignInEndpoints.Add(services);
        services.AddSingleton(installation.Protection);
        var codes = await installation.Authority.KeyAsync("codes", static () => RandomNumberGenerator.GetBytes(32), ct);
        services.AddSingleton(installation.Authority);
        services.AddSingleton(keys);
        services.AddSingleton(find);
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<ClientAuthentication>();
        services.AddSingleton<AccessTokens>();
        services.AddOpenIddict().AddServer(server => Configure(server, ring, codes));
    }

    public static void Use(WebApplication web)
    {
        var services = web.Services;
        var tenants = ActivatorUtilities.CreateInstance<TenantPath>(services);
        var time = services.GetRequiredService<TimeProvider>();
        web.Use((context, next) => tenants.InvokeAsync(context, next));
        // WebApplication would put OpenIddict before every request, the API's too, at 30 µs each.
        ((IApplicationBuilder)web).Properties["__AuthenticationMiddlewareSet"] = true;
        web.UseWhen(IsForAuthority, authority => authority.UseAuthentication());
        SignInEndpoints.Use(web);
        DeviceEndpoints.Use(web);
        PersonEndpoints.Use(web);
        web.Use(
            (context, next) =>
                !IsForAuthority(context) ? next(context)
                : context.Request.Path.Equals("/discovery/instance", StringComparison.OrdinalIgnoreCase)
                    ? InstanceAsync(context)
                : AuthorityAnswers.RefuseAsync(
                    context,
                    AuthorityError.Malformed($"There is no endpoint {context.Request.Path} here."),
                    StatusCodes.Status404NotFound,
                    time
                )
        );
    }

    private static bool IsForAuthority(HttpContext context) => context.Features.Get<AuthorityRequest>() is not null;

    /// <param name="codes">What codes and refresh tokens are encrypted with.</param>
    private static void Configure(OpenIddictServerBuilder server, KeyRing ring, byte[] codes)
    {
        server.EnableDegradedMode();
        server
            .SetAuthorizationEndpointUris("oauth2/v2.0/authorize")
            .SetTokenEndpointUris("oauth2/v2.0/token")
            .SetConfigurationEndpointUris("v2.0/.well-known/openid-configuration")
            .SetJsonWebKeySetEndpointUris("discovery/v2.0/keys");
        server.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().AllowRefreshTokenFlow();
        server.AllowCustomFlow(DeviceCodes.Flow);
        server.SetAccessTokenLifetime(TimeSpan.FromHours(1)).SetIdentityTokenLifetime(TimeSpan.FromHours(1));
        server.SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(5)).SetRefreshTokenLifetime(TimeSpan.FromDays(14));
        server.DisableAccessTokenEncryption();
        server.DisableScopeValidation();
        // OpenIddict signs codes with the first; TokenSigning takes the one of the day for everything else.
        server.AddSigningCredentials(ring.Signs);
        foreach (var key in ring.All.Where(k => !k.Equals(ring.Signs.Key)))
            server.AddSigningKey(key);
        server.AddEncryptionKey(new SymmetricSecurityKey(codes));
        // Without https of its own this server stands behind a proxy that has it.
        server.UseAspNetCore().DisableTransportSecurityRequirement();

        // An assertion was checked and taken away by TokenRequests; OpenIddict would miss it.
        server.RemoveEventHandler(Exchange.ValidateClientCredentialsParameters.Descriptor);
        Add<ValidateTokenRequestContext, TokenRequests>(server, int.MinValue + 1);
        // Behind OpenIddict's own, which reads codes and refresh tokens.
        Add<HandleTokenRequestContext, TokenRequests>(server, int.MinValue + 200_000);
        Add<ValidateAuthorizationRequestContext, AuthorizeRequests>(server, int.MinValue + 1);
        Add<HandleAuthorizationRequestContext, AuthorizeRequests>(server, int.MinValue + 1);
        Add<ApplyAuthorizationResponseContext, AuthorizeAnswers>(server, int.MinValue + 200_000);
        Add<GenerateTokenContext, TokenSigning>(server, Protection.GenerateIdentityModelToken.Descriptor.Order - 1);
        Add<ValidateTokenContext, TokenSigning>(server, Protection.ValidateIdentityModelToken.Descriptor.Order - 1);
        Add<ApplyTokenResponseContext, TokenAnswers>(server, int.MinValue + 1);
        Add<ApplyConfigurationResponseContext, DiscoveryAnswers>(server, int.MinValue + 1);
        Add<ApplyJsonWebKeySetResponseContext, DiscoveryAnswers>(server, int.MinValue + 1);
    }

    private static void Add<TContext, THandler>(OpenIddictServerBuilder server, int order)
        where TContext : BaseContext
        where THandler : class, IOpenIddictServerHandler<TContext> =>
        server.AddEventHandler<TContext>(handler => handler.UseSingletonHandler<THandler>().SetOrder(order));

    /// <summary><c>GET /common/discovery/instance</c>: this host is the whole of its cloud.</summary>
    private static Task InstanceAsync(HttpContext context)
    {
        var where = AuthorityRequest.Of(context);
        var host = context.Request.Host.Value ?? "";
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["tenant_discovery_endpoint"] =
                $"{where.Host}{context.Request.PathBase}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new[]
            {
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["preferred_network"] = host,
                    ["preferred_cache"] = host,
                    ["aliases"] = new[] { host },
                },
            },
        };
        return context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }
}
