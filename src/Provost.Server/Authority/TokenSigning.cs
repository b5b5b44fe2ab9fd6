using Microsoft.AspNetCore;
using OpenIddict.Server;
using Provost.Server.Hosting;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>Gives access tokens our issuer, audience and key, and takes OpenIddict's own claims out of them.</summary>
internal sealed class TokenSigning(SigningKeys keys, PublicUrl publicUrl)
    : IOpenIddictServerHandler<GenerateTokenContext>
{
    private const string OwnPresenter = "oi_prst";

    public async ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType != TokenTypeIdentifiers.AccessToken)
            return;

        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var ring = await keys.CurrentAsync(http.RequestAborted);
        var token = context.SecurityTokenDescriptor;
        token.Issuer = AuthorityRequest.Of(http).Issuer;
        token.Audience = publicUrl.Canonical;
        token.NotBefore = token.IssuedAt;
        token.SigningCredentials = ring.Signs;
        foreach (var claim in token.Subject.FindAll(c => c.Type is Claims.ClientId or OwnPresenter).ToList())
            token.Subject.RemoveClaim(claim);
    }
}
