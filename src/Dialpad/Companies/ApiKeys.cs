using System.Security.Cryptography;
using System.Text;
using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Companies;

/// <summary>What an administrator fills in to get a key.</summary>
internal sealed record NewApiKey(
    long CompanyId,
    string Name,
    string OwnerMail,
    DateTimeOffset? Expires,
    IReadOnlyList<string> Scopes
);

/// <summary>The API keys of the companies: made, found by the hash of their value, shown, revoked.</summary>
internal static class ApiKeys
{
    /// <summary>Letters and digits alone, so that a value can stand anywhere on a command line.</summary>
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private const string Columns = """
        SELECT k.id AS Id, k.company_id AS CompanyId, k.name AS Name, p.mail AS OwnerMail,
            p.administrator AS OwnerIsAdministrator, k.hash AS Hash, k.sealed AS Sealed, k.last_four AS LastFour,
            k.scopes AS Scopes, k.created AS CreatedMs, k.expires AS ExpiresMs, k.revoked AS RevokedMs
        FROM api_key k JOIN person p ON p.id = k.person_id 
        """;

    /// <summary>Makes a key and returns its value. Only administrators may own one.</summary>
    public static async Task<string> AddAsync(
        SqliteConnection db,
        NewApiKey key,
        KeyVault vault,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await RequireSoundAsync(db, key, now, ct);
        var value = RandomNumberGenerator.GetString(Alphabet, length: 64);
        var id = $"key-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        await db.RunAsync(
            """
            INSERT INTO api_key (id, company_id, person_id, name, hash, sealed, last_four, scopes, created, expires)
            SELECT @id, company_id, id, @Name, @hash, @sealedValue, @lastFour, @scopes, @created, @expires
            FROM person WHERE company_id = @CompanyId AND mail_key = @owner
            """,
            new
            {
                id,
                key.CompanyId,
                key.Name,
                owner = Key.Of(key.OwnerMail),
                hash = HashOf(value),
                sealedValue = vault.Seal(value, id),
                lastFour = value[^4..],
                scopes = string.Join(' ', key.Scopes),
                created = now.ToUnixTimeMilliseconds(),
                expires = key.Expires?.ToUnixTimeMilliseconds(),
            },
            ct
        );
        return value;
    }

    public static Task<List<ApiKey>> ListAsync(SqliteConnection db, long companyId, CancellationToken ct) =>
        db.RowsAsync<ApiKey>(Columns + "WHERE k.company_id = @companyId ORDER BY k.rowid", new { companyId }, ct);

    /// <summary>The key with this value, whatever it is worth, or null.</summary>
    public static async Task<ApiKey?> FindByValueAsync(SqliteConnection db, string value, CancellationToken ct)
    {
        var hash = HashOf(value);
        var key = await db.FirstAsync<ApiKey>(Columns + "WHERE k.hash = @hash", new { hash }, ct);
        return key is not null && CryptographicOperations.FixedTimeEquals(key.Hash, hash) ? key : null;
    }

    /// <summary>The key that a person means by its id, its name or its last four characters.</summary>
    public static async Task<ApiKey> GetAsync(SqliteConnection db, long companyId, string which, CancellationToken ct)
    {
        var keys = await ListAsync(db, companyId, ct);
        if (keys.Find(k => k.Id == which) is { } exact)
            return exact;

        var named = keys.FindAll(k =>
            string.Equals(k.Name, which, StringComparison.OrdinalIgnoreCase) || k.LastFour == which
        );
        var alive = named.FindAll(k => k.RevokedMs is null);
        return (alive.Count > 0 ? alive : named) switch
        {
            [var one] => one,
            [] => throw new DialpadException($"There is no key '{which}'. 'keys list' shows the keys of the company."),
            var many => throw new DialpadException(
                $"{many.Count} keys answer to '{which}'. Say which by its id: "
                    + $"{string.Join(", ", many.Select(k => k.Id))}."
            ),
        };
    }

    public static Task RevokeAsync(SqliteConnection db, ApiKey key, DateTimeOffset now, CancellationToken ct) =>
        db.RunAsync(
            "UPDATE api_key SET revoked = @now WHERE id = @Id AND revoked IS NULL",
            new { key.Id, now = now.ToUnixTimeMilliseconds() },
            ct
        );

    private static async Task RequireSoundAsync(
        SqliteConnection db,
        NewApiKey key,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (string.IsNullOrWhiteSpace(key.Name))
            throw new DialpadException("A key needs a name that says what it is for.");
        if (key.Expires <= now)
            throw new DialpadException($"A key cannot expire in the past ({key.Expires:yyyy-MM-dd HH:mm} UTC).");
        if (key.Scopes.Except(ApiKey.KnownScopes, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new DialpadException(
                $"There is no scope '{unknown}'. SCIM needs none; the scopes are "
                    + $"{string.Join(", ", ApiKey.KnownScopes)}."
            );

        var owner = await People.FindAsync(db, key.CompanyId, key.OwnerMail, ct) ?? throw People.Unknown(key.OwnerMail);
        if (!owner.Administrator)
            throw new DialpadException(
                $"'{owner.Mail}' is no administrator, and only administrators may have keys: "
                    + $"'people promote {owner.Mail}' first."
            );
    }

    private static byte[] HashOf(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
