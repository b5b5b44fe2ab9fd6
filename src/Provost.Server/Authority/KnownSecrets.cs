using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Provost.Server.Authority;

/// <summary>
/// Remembers which secret a hash accepted, so that the expensive hash of a chosen secret is paid once a process and
/// not once a token. What is remembered is keyed with a key that only this process has.
/// </summary>
internal sealed class KnownSecrets
{
    private const int Most = 1000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _accepted = new(StringComparer.Ordinal);

    public bool Matches(string secret, string hash)
    {
        var mark = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret));
        if (_accepted.TryGetValue(hash, out var known))
            return CryptographicOperations.FixedTimeEquals(known, mark);
        if (!SecretHash.Matches(secret, hash))
            return false;

        if (_accepted.Count >= Most)
            _accepted.Clear();
        _accepted[hash] = mark;
        return true;
    }
}
