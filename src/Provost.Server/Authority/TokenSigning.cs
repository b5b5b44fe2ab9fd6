using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Provost.Server.Hosting;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>
/// Gives access tokens and id tokens our issuer, audience and key, and takes OpenIddict's own claims out of them. Codes
/// and refresh tokens are for this server alone and are encrypted; they may come back over another tenant's address.
/// </summary>
internal sealed class TokenSigning(SigningKeys keys, PublicUrl publicUrl)
    : IOpenIddictServerHandler<GenerateTokenContext>,
        IOpenIddictServerHandler<ValidateTokenContext>
{
    private const string OwnPrefix = "oi_";

    public async ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType is not (TokenTypeIdentifiers.AccessToken or TokenTypeIdentifiers.IdentityToken))
            return;

        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var ring = await keys.CurrentAsync(http.RequestAborted);
        var where = AuthorityRequest.Of(http);
        var token = context.SecurityTokenDescriptor;
        token.Issuer = $"{where.Host}/{context.Principal.GetClaim("tid")}/v2.0";
        token.Audience = context.TokenType == TokenTypeIdentifiers.AccessToken ? publicUrl.Canonical : context.ClientId;
        token.NotBefore = token.IssuedAt;
        token.SigningCredentials = ring.Signs;
        foreach (var claim in token.Subject.FindAll(IsOwn).ToList())
            token.Subject.RemoveClaim(claim);
    }

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        context.TokenValidationParameters?.ValidateIssuer = false;
        return ValueTask.CompletedTask;
    }

    private static bool IsOwn(System.Security.Claims.Claim claim) =>
        claim.Type == Claims.ClientId || claim.Type.StartsWith(OwnPrefix, StringComparison.Ordinal);
}
