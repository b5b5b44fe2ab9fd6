using System.Security.Cryptography;
using System.Text;

namespace Provost.Server.Authority;

/// <summary>
/// Secrets of applications, hashed. A generated secret is random throughout, nobody can guess it, and one round of
/// SHA-256 is enough. A secret that a person chose can be guessed from its hash, so guessing is made expensive.
/// </summary>
internal static class SecretHash
{
    /// <summary>Of letters and digits alone, a secret survives every shell, form and header.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private const int Rounds = 210_000;

    /// <summary>40 characters of 57: 233 bits.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, 40);

    public static string OfGenerated(string secret) => $"sha256${Convert.ToBase64String(Sha256(secret))}";

    public static string OfChosen(string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"pbkdf2${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Pbkdf2(secret, salt, Rounds))}";
    }

    public static bool Matches(string secret, string hash) =>
        hash.Split('$') switch
        {
            ["sha256", var expected] => Same(Sha256(secret), expected),
            ["pbkdf2", var rounds, var salt, var expected] => Same(
                Pbkdf2(secret, Convert.FromBase64String(salt), int.Parse(rounds)),
                expected
            ),
            _ => false,
        };

    private static byte[] Sha256(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static byte[] Pbkdf2(string secret, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(secret, salt, rounds, HashAlgorithmName.SHA256, 32);

    private static bool Same(byte[] actual, string expected) =>
        CryptographicOperations.FixedTimeEquals(actual, Convert.FromBase64String(expected));
}
