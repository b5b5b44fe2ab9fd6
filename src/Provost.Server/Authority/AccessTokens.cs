using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Server.Hosting;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>
/// Reads the access tokens that this authority gave out. A token that was good is remembered until it ends, and its
/// signature checked once.
/// </summary>
internal sealed class AccessTokens(SigningKeys keys, SqliteAuthority store, PublicUrl publicUrl, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly ConcurrentDictionary<string, (TokenReading.Valid Reading, DateTimeOffset Ends)> _read = new(
        StringComparer.Ordinal
    );

    /// <summary>Who the bearer is, or why the token is not taken.</summary>
    /// <param name="bearer">The token alone, without <c>Bearer</c>.</param>
    public async ValueTask<TokenReading> ReadAsync(string bearer, CancellationToken ct)
    {
        if (bearer.Length > LongestToken)
            return new TokenReading.Refused("The access token is too long to be one of this server.");

        // Of a remembered token only the hash is kept: memory that is read by somebody gives no token away.
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(bearer)));
        var now = time.GetUtcNow();
        if (_read.TryGetValue(hash, out var known))
        {
            if (now < known.Ends)
                return known.Reading;
            _read.TryRemove(hash, out _);
        }

        var reading = await ValidateAsync(bearer, now, ct);
        if (reading is TokenReading.Valid valid)
            Remember(hash, valid);
        return reading;
    }

    private void Remember(string hash, TokenReading.Valid valid)
    {
        if (_read.Count >= MostRemembered)
            _read.Clear();
        _read[hash] = (valid, valid.Ends + Skew);
    }

    private async Task<TokenReading> ValidateAsync(string bearer, DateTimeOffset now, CancellationToken ct)
    {
        var ring = await keys.CurrentAsync(ct);
        var rules = new TokenValidationParameters
        {
            // Only this server has its keys: of the issuer, the tenant is what is left to check, below.
            ValidateIssuer = false,
            ValidAudience = publicUrl.Canonical,
            IssuerSigningKeys = ring.All,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidTypes = ["at+jwt"],
            LifetimeValidator = (starts, ends, _, _) =>
                ends > (now - Skew).UtcDateTime && !(starts > (now + Skew).UtcDateTime),
        };
        var read = await Handler.ValidateTokenAsync(bearer, rules);
        if (!read.IsValid)
            return Explain(read.Exception);

        var token = TokenReading.Valid.From((JsonWebToken)read.SecurityToken);
        var tenants = await store.TenantsAsync(ct);
        return token is not null && tenants.Any(t => t.Id == token.TenantId)
            ? token
            : new TokenReading.Refused("The access token is for a tenant that is not here.");
    }

    private static TokenReading.Refused Explain(Exception? refused) =>
        new(
            refused switch
            {
                SecurityTokenInvalidLifetimeException => "The access token has expired or is not valid yet.",
                SecurityTokenInvalidAudienceException => "The access token is for another resource.",
                SecurityTokenMalformedException or ArgumentException => "The access token is not a JSON Web Token.",
                SecurityTokenInvalidTypeException => "The token is not an access token.",
                _ => "The access token is not signed by this server.",
            }
        );
}
