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
/// <c>POST /{tenant}/oauth2/v2.0/token</c>: an application shows who it is and gets a token with its roles. It runs
/// before OpenIddict's own checks, so that refusals are Entra's.
/// </summary>
internal sealed class TokenRequests(ClientAuthentication clients, PublicUrl publicUrl)
    : IOpenIddictServerHandler<ValidateTokenRequestContext>,
        IOpenIddictServerHandler<HandleTokenRequestContext>
{
    private const string DefaultScope = "/.default";

    /// <summary>Microsoft Graph's own names, which clients ask for when nobody tells them another one.</summary>
    private static readonly string[] GraphNames =
    [
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
    ];

    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var where = AuthorityRequest.Of(http);
        var (client, refusal) = context.Request.GrantType switch
        {
            null or "" => AuthorityError.MissingParameter(Parameters.GrantType),
            GrantTypes.ClientCredentials => await clients.ReadAsync(where, context.Request, http.RequestAborted),
            var other => AuthorityError.UnknownGrant(other),
        };
        refusal ??= Scope(context.Request.Scope, publicUrl.Known.Append(where.Host).Append(publicUrl.Canonical));
        if (refusal is not null)
        {
            context.Reject(refusal.Error, refusal.Description);
            return;
        }

        // OpenIddict would look for the assertion's keys among its own clients.
        (context.Request.ClientAssertion, context.Request.ClientAssertionType) = (null, null);
        context.Transaction.SetProperty(nameof(ClientApplication), client);
    }

    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var client =
            context.Transaction.GetProperty<ClientApplication>(nameof(ClientApplication))
            ?? throw new InvalidOperationException("The request was not checked.");
        context.SignIn(Principal(client));
        return ValueTask.CompletedTask;
    }

    /// <summary>Refuses a scope that is not one resource of ours followed by <c>/.default</c>.</summary>
    public static AuthorityError? Scope(string? scope, IEnumerable<string> names)
    {
        if (string.IsNullOrWhiteSpace(scope))
            return AuthorityError.MissingParameter(Parameters.Scope);
        if (!scope.EndsWith(DefaultScope, StringComparison.OrdinalIgnoreCase) || scope.Contains(' '))
            return AuthorityError.WrongScope(scope);

        var resource = scope[..^DefaultScope.Length].TrimEnd('/');
        var known = names.ToList();
        return known.Concat(GraphNames).Contains(resource, StringComparer.OrdinalIgnoreCase)
            ? null
            : AuthorityError.UnknownResource(resource, known[^1]);
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
