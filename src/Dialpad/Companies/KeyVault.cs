using System.Security.Cryptography;
using System.Text;

namespace Dialpad.Companies;

/// <summary>Seals the values of API keys: one can be shown, and the database file alone is of no use.</summary>
internal sealed class KeyVault
{
    private const string FileName = "api-keys.key";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    private KeyVault(byte[] key) => _key = key;

    /// <summary>Reads the key file of a data directory, and makes it when there is none.</summary>
    public static async Task<KeyVault> OpenAsync(string directory, CancellationToken ct)
    {
        var file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
            await CreateAsync(file, ct);

        var key = await File.ReadAllBytesAsync(file, ct);
        return key.Length == KeyBytes
            ? new KeyVault(key)
            : throw new DialpadException(
                $"The key file '{file}' is damaged: restore it, or start in another directory."
            );
    }

    public byte[] Seal(string value, string keyId)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var sealedValue = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedValue.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);

        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            sealedValue.AsSpan(NonceBytes + TagBytes),
            sealedValue.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(keyId)
        );
        return sealedValue;
    }

    public string Open(byte[] sealedValue, string keyId)
    {
        var plain = new byte[sealedValue.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        try
        {
            aes.Decrypt(
                sealedValue.AsSpan(0, NonceBytes),
                sealedValue.AsSpan(NonceBytes + TagBytes),
                sealedValue.AsSpan(NonceBytes, TagBytes),
                plain,
                Encoding.UTF8.GetBytes(keyId)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new DialpadException(
                $"The value of this key cannot be read: {FileName} is not the file it was sealed with. "
                    + "The key itself works on."
            );
        }
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Of two processes that start together, the first to move its file into place wins.</summary>
    private static async Task CreateAsync(string file, CancellationToken ct)
    {
        var draft = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using (var stream = new FileStream(draft, options))
            await stream.WriteAsync(RandomNumberGenerator.GetBytes(KeyBytes), ct);
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
