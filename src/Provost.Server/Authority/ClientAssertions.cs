using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Server.Hosting;

namespace Provost.Server.Authority;

/// <summary>
/// Checks a JWT by which an application shows that it has its private key (RFC 7523 §3): signed by one of its keys,
/// issued by and about itself, meant for this token endpoint, not over, and not used before.
/// </summary>
internal sealed class ClientAssertions(PublicUrl publicUrl, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Used assertions are remembered until they end, so they must end.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly AssertionReplays _used = new(time);

    /// <summary>Null where the assertion is good; it is used up then.</summary>
    public async Task<AuthorityError?> CheckAsync(AuthorityRequest where, ClientApplication client, string assertion)
    {
        var now = time.GetUtcNow();
        var read = await Handler.ValidateTokenAsync(assertion, Rules(where, client, now));
        if (!read.IsValid)
            return Explain(read.Exception, client);

        var token = (JsonWebToken)read.SecurityToken;
        if (!string.Equals(token.Subject, client.AppId.ToString(), StringComparison.OrdinalIgnoreCase))
            return AuthorityError.WrongAssertion(50013, "The assertion's sub must be the client_id, as its iss is.");
        var id = token.Id is { Length: > 0 } jti
            ? jti
            : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(assertion)));
        return _used.Use(client.AppId, id, new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + Skew)
            ? null
            : AuthorityError.WrongAssertion(50013, "The assertion was used before. Sign a new one for every token.");
    }

    private TokenValidationParameters Rules(AuthorityRequest where, ClientApplication client, DateTimeOffset now)
    {
        var audiences = Audiences(where);
        return new TokenValidationParameters
        {
            IssuerValidator = (issuer, _, _) =>
                string.Equals(issuer, client.AppId.ToString(), StringComparison.OrdinalIgnoreCase)
                    ? issuer
                    : throw new SecurityTokenInvalidIssuerException(),
            AudienceValidator = (asked, _, _) => asked.Any(audiences.Contains),
            LifetimeValidator = (starts, ends, _, _) =>
                ends is { } end
                && end > (now - Skew).UtcDateTime
                && end < (now + LongestLife + Skew).UtcDateTime
                && (starts ?? DateTime.MinValue) < (now + Skew).UtcDateTime,
            IssuerSigningKeys = client.Keys.Where(k => k.IsValid(now)).Select(k => k.Key),
            ValidAlgorithms =
            [
                SecurityAlgorithms.RsaSha256,
                SecurityAlgorithms.RsaSsaPssSha256,
                SecurityAlgorithms.EcdsaSha256,
            ],
        };
    }

    /// <summary>Token endpoint, issuer and discovery document, by every name of server and tenant.</summary>
    private HashSet<string> Audiences(AuthorityRequest where) =>
        publicUrl
            .Known.Append(where.Host)
            .Append(publicUrl.Canonical)
            .SelectMany(host =>
                new[] { where.Segment, $"{where.Tenant?.Id}", $"{where.Tenant?.Domain}" }.Select(t => $"{host}/{t}")
            )
            .SelectMany(tenant =>
                new[]
                {
                    $"{tenant}/oauth2/v2.0/token",
                    $"{tenant}/v2.0",
                    $"{tenant}/v2.0/.well-known/openid-configuration",
                }
            )
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static AuthorityError Explain(Exception? refused, ClientApplication client) =>
        refused switch
        {
            SecurityTokenInvalidLifetimeException => AuthorityError.WrongAssertion(
                700024,
                "The assertion is not valid now: it has ended, has not begun, or lives longer than 24 hours. "
                    + "Look at its nbf and exp, and at the clock of the machine that signed it."
            ),
            SecurityTokenInvalidAudienceException => AuthorityError.WrongAssertion(
                700023,
                "The assertion's aud must be the address of this token endpoint."
            ),
            SecurityTokenInvalidIssuerException => AuthorityError.WrongAssertion(
                50013,
                "The assertion's iss must be the client_id."
            ),
            SecurityTokenMalformedException or ArgumentException => AuthorityError.WrongAssertion(
                50027,
                "The client_assertion is not a JSON Web Token in its compact form."
            ),
            _ => AuthorityError.WrongAssertion(
                700027,
                $"The assertion is not signed by a valid key of application '{client.AppId}', with RS256, PS256 or "
                    + "ES256. Add the certificate to the application, or sign with the one that it has."
            ),
        };
}
