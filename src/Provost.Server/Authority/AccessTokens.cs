using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Server.Graph;
using Provost.Server.Hosting;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>
/// Reads the access tokens that this authority gave out. A token that was good is remembered until it ends, and its
/// signature checked once; whoever it speaks for is looked at again after every write.
/// </summary>
internal sealed class AccessTokens(SigningKeys keys, SqliteAuthority store, PublicUrl publicUrl, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly ConcurrentDictionary<string, Remembered> _read = new(StringComparer.Ordinal);

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
            if (now >= known.Ends)
                _read.TryRemove(hash, out _);
            else if (known.Version == store.Version)
                return known.Now;
            else
                return await LookAsync(hash, known.Token, ct);
        }

        return await ValidateAsync(bearer, now, ct) switch
        {
            TokenReading.Valid valid => await LookAsync(hash, valid, ct),
            var refused => refused,
        };
    }

    /// <summary>What the token is worth now: with the roles and permissions that are left of those in it.</summary>
    private async Task<TokenReading> LookAsync(string hash, TokenReading.Valid token, CancellationToken ct)
    {
        // Before the look: a write that comes meanwhile makes the next call look again.
        var version = store.Version;
        var live = token.IsApplication
            ? await store.LiveApplicationAsync(token.TenantId, token.ObjectId, token.AppId, ct)
            : await store.LivePersonAsync(token.TenantId, token.ObjectId, token.AppId, token.Grant, ct);
        TokenReading now = live is null
            ? Ended
            : token with
            {
                PersonName = live.Name,
                Roles = token.Roles.Where(live.Permissions.Contains).ToHashSet(StringComparer.Ordinal),
                Wids = token
                    .Wids.Where(w => Callers.RoleTemplates.TryGetValue(w, out var role) && live.Roles.Contains(role))
                    .ToHashSet(StringComparer.Ordinal),
            };
        if (_read.Count >= MostRemembered)
            _read.Clear();
        _read[hash] = new Remembered(token, now, version, token.Ends + Skew);
        return now;
    }

    private static readonly TokenReading.Refused Ended = new(
        "The access token has ended: the person signed out or was disabled, or the application was removed."
    );

    /// <param name="Token">As it was signed.</param>
    /// <param name="Now">What it was worth at <paramref name="Version"/>.</param>
    private sealed record Remembered(TokenReading.Valid Token, TokenReading Now, long Version, DateTimeOffset Ends);

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
