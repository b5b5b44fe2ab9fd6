using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Provost.Server.Hosting;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>
/// <c>POST /{tenant}/oauth2/v2.0/token</c>: an application shows who it is and gets a token with its roles, or tokens
/// for the person whose code it has. It runs before OpenIddict's own checks, so that refusals are Entra's.
/// </summary>
internal sealed class TokenRequests(
    ClientAuthentication clients,
    PeopleTokens people,
    DeviceCodes devices,
    PublicUrl publicUrl
) : IOpenIddictServerHandler<ValidateTokenRequestContext>, IOpenIddictServerHandler<HandleTokenRequestContext>
{
    private const string DefaultScope = "/.default";

    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var where = AuthorityRequest.Of(http);
        var (client, refusal) = context.Request.GrantType switch
        {
            null or "" => AuthorityError.MissingParameter(Parameters.GrantType),
            GrantTypes.ClientCredentials => await clients.ReadAsync(where, context.Request, http.RequestAborted),
            DeviceCodes.GrantType when string.IsNullOrEmpty(context.Request.DeviceCode) =>
                AuthorityError.MissingParameter(Parameters.DeviceCode),
            GrantTypes.AuthorizationCode or GrantTypes.RefreshToken or DeviceCodes.GrantType =>
                await clients.ReadInteractiveAsync(where, context.Request, http.RequestAborted),
            var other => AuthorityError.UnknownGrant(other),
        };
        if (context.Request.IsClientCredentialsGrantType())
            refusal ??= Scope(context.Request.Scope, publicUrl.Resources(where.Host));
        if (refusal is not null)
        {
            context.Reject(refusal.Error, refusal.Description);
            return;
        }

        if (context.Request.GrantType == DeviceCodes.GrantType)
        {
            context.Transaction.SetProperty(nameof(DeviceCodes), context.Request.DeviceCode);
            (context.Request.GrantType, context.Request.DeviceCode) = (DeviceCodes.Flow, null);
        }

        // OpenIddict would look for the assertion's keys among its own clients.
        var showed = context.Request is { ClientSecret: not null } or { ClientAssertion: not null };
        (context.Request.ClientAssertion, context.Request.ClientAssertionType) = (null, null);
        context.Transaction.SetProperty(nameof(ClientApplication), client);
        context.Transaction.SetProperty(nameof(TokenRequests), showed ? "showed" : "");
    }

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var client =
            context.Transaction.GetProperty<ClientApplication>(nameof(ClientApplication))
            ?? throw new InvalidOperationException("The request was not checked.");
        if (context.Request.IsClientCredentialsGrantType())
        {
            context.SignIn(Principal(client));
            return;
        }

        var (grant, waits) = context.Transaction.GetProperty<string>(nameof(DeviceCodes)) is { } code
            ? await devices.PollAsync(code, client.AppId, http.RequestAborted)
            : (context.Principal, null);
        if (waits is not null)
        {
            context.Reject(waits.Error, waits.Description);
            return;
        }

        if (grant is null)
            throw new InvalidOperationException("OpenIddict gave no principal.");
        var showed = context.Transaction.GetProperty<string>(nameof(TokenRequests)) is { Length: > 0 };
        var (principal, refusal) = await people.ExchangeAsync(
            AuthorityRequest.Of(http),
            client,
            grant,
            context.Request,
            showed,
            http.RequestAborted
        );
        if (principal is null)
            context.Reject(refusal?.Error ?? Errors.InvalidGrant, refusal?.Description);
        else
            context.SignIn(principal);
    }

    /// <summary>Refuses a scope that is not one resource of ours followed by <c>/.default</c>.</summary>
    public static AuthorityError? Scope(string? scope, IReadOnlyList<string> names)
    {
        if (string.IsNullOrWhiteSpace(scope))
            return AuthorityError.MissingParameter(Parameters.Scope);
        if (!scope.EndsWith(DefaultScope, StringComparison.OrdinalIgnoreCase) || scope.Contains(' '))
            return AuthorityError.WrongScope(scope);

        var resource = scope[..^DefaultScope.Length].TrimEnd('/');
        return names.Contains(resource, StringComparer.OrdinalIgnoreCase)
            ? null
            : AuthorityError.UnknownResource(resource, names[^1]);
    }

    private static ClaimsPrincipal Principal(ClientApplication client)
    {
        var identity = new ClaimsIdentity("Bearer");
        var (app, oid) = (client.AppId.ToString(), client.ServicePrincipalId.ToString());
        identity.SetClaim(Claims.Subject, oid).SetClaim("oid", oid);
        identity.SetClaim("appid", app).SetClaim("azp", app).SetClaim("app_displayname", client.DisplayName);
        identity.SetClaim("tid", client.TenantId.ToString()).SetClaim("idtyp", "app").SetClaim("ver", "2.0");
        // One role is an array too.
        identity.AddClaim(new Claim("roles", JsonSerializer.Serialize(client.Roles), JsonClaimValueTypes.JsonArray));
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
