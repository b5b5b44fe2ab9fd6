using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>The keys that access tokens are signed with. They outlive a restart, and follow each other.</summary>
internal sealed class SigningKeys(SqliteAuthority store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile KeyRing? _ring;

    /// <summary>The keys as they are now: read from memory, and put in order once an hour.</summary>
    public async ValueTask<KeyRing> CurrentAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_ring is { } known && now < known.Until)
            return known;

        await _turn.WaitAsync(ct);
        try
        {
            return _ring is { } made && now < made.Until ? made : _ring = await ReadAsync(now, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<KeyRing> ReadAsync(DateTimeOffset now, CancellationToken ct)
    {
        var stored = await store.SigningKeysAsync(ct);
        var plan = KeyPlan.For([.. stored.Select(k => k.Created)], now);
        foreach (var (keyId, created, _) in stored.Where(k => plan.Retired.Contains(k.Created)))
            await store.RemoveSigningKeyAsync(keyId, ct);
        var keys = stored
            .Where(k => !plan.Retired.Contains(k.Created))
            .Select(k => new SigningKey(k.Created, Open(k.Pkcs12)))
            .ToList();
        if (plan.NewKey)
            keys.Insert(0, await AddAsync(now, ct));

        var signs = keys.Find(k => k.Created == plan.Signs) ?? keys[0];
        return new KeyRing(
            new SigningCredentials(signs.Key, SecurityAlgorithms.RsaSha256),
            [.. keys.Select(k => k.Key)],
            now + LookedAtEvery
        );
    }

    private async Task<SigningKey> AddAsync(DateTimeOffset now, CancellationToken ct)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=Provost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + KeyPlan.Kept);
        var pkcs12 = made.Export(X509ContentType.Pkcs12);
        var key = Open(pkcs12);
        await store.AddSigningKeyAsync(key.KeyId, now, pkcs12, ct);
        return new SigningKey(now, key);
    }

    private static X509SecurityKey Open(byte[] pkcs12) => new(X509CertificateLoader.LoadPkcs12(pkcs12, null));

    private sealed record SigningKey(DateTimeOffset Created, X509SecurityKey Key);
}

/// <summary>The keys of a moment.</summary>
/// <param name="All">Those that a token may be signed with, the newest first.</param>
/// <param name="Until">When somebody should look again.</param>
internal sealed record KeyRing(SigningCredentials Signs, IReadOnlyList<X509SecurityKey> All, DateTimeOffset Until);
