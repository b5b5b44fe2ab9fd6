using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Provost.Engine;
using Provost.Storage;

namespace Provost.Server.Hosting;

/// <summary>
/// Makes what secrets and cookies are protected with. Its keys lie in the data folder, encrypted with a master key that comes from the
/// environment variable PROVOST_MASTER_KEY (32 bytes in base64) or, without it, from a file that only this user may
/// read.
/// </summary>
internal static class SecretKeys
{
    private const string Variable = "PROVOST_MASTER_KEY";

    public static IDataProtectionProvider Open(DataDirectory data)
    {
        if (FromEnvironment() is null && !File.Exists(data.MasterKey))
            PrivateFile.Create(data.MasterKey, RandomNumberGenerator.GetBytes(32));
        var key = Read(data);
        return Open(data, new MasterKey(() => key), reading: false);
    }

    /// <summary>
    /// Makes nothing, and looks for the master key when something is encrypted: not everybody who may read the
    /// directory may read it.
    /// </summary>
    public static IDataProtectionProvider OpenToRead(DataDirectory data) =>
        Open(data, new MasterKey(() => Read(data)), reading: true);

    private static IDataProtectionProvider Open(DataDirectory data, MasterKey master, bool reading)
    {
        var services = new ServiceCollection();
        services.AddSingleton(master);
        services
            .AddDataProtection()
            .SetApplicationName("Provost")
            .PersistKeysToFileSystem(new DirectoryInfo(data.Keys))
            .AddKeyManagementOptions(options =>
            {
                options.XmlEncryptor = new MasterKeyEncryptor(master);
                options.AutoGenerateKeys = !reading;
            });
        services.AddLogging(logging => logging.ClearProviders());
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    /// <summary>For what lies in the database.</summary>
    public static SecretProtector Protector(IDataProtectionProvider provider)
    {
        var protector = provider.CreateProtector("Provost.TargetSecrets");
        return new SecretProtector(protector.Protect, text => Unprotect(protector, text));
    }

    private static string Unprotect(IDataProtector protector, string text)
    {
        try
        {
            return protector.Unprotect(text);
        }
        catch (CryptographicException wrong)
        {
            throw new EngineException(
                "A stored secret cannot be decrypted: "
                    + $"the master key is not the one that it was stored with, or this user may not read it. Set "
                    + $"{Variable} to the old key, or enter the Secret Token again.",
                wrong
            );
        }
    }

    private static byte[]? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
            return null;

        var key = new byte[32];
        return Convert.TryFromBase64String(text, key, out var written) && written == 32
            ? key
            : throw new EngineException(
                $"{Variable} must be 32 bytes in base64, for example from: openssl rand -base64 32."
            );
    }

    private static byte[] Read(DataDirectory data) => FromEnvironment() ?? FromFile(data.MasterKey);

    private static byte[] FromFile(string file)
    {
        byte[] key;
        try
        {
            key = File.ReadAllBytes(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                $"The master key {file} cannot be read: {refused.Message} Start as the user who made it.",
                refused
            );
        }

        return key.Length == 32
            ? key
            : throw new EngineException(
                $"The master key {file} is damaged: it must hold 32 bytes. Restore it from a backup."
            );
    }

    private sealed class MasterKey(Func<byte[]> read)
    {
        private readonly Lazy<byte[]> _bytes = new(read);

        public byte[] Bytes => _bytes.Value;
    }

    private sealed class MasterKeyEncryptor(MasterKey key) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement)
        {
            using var aes = new AesGcm(key.Bytes, 16);
            var text = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString());
            var sealed_ = new byte[12 + 16 + text.Length];
            RandomNumberGenerator.Fill(sealed_.AsSpan(0, 12));
            aes.Encrypt(sealed_.AsSpan(0, 12), text, sealed_.AsSpan(28), sealed_.AsSpan(12, 16));
            return new EncryptedXmlInfo(
                new XElement("masterKey", Convert.ToBase64String(sealed_)),
                typeof(MasterKeyDecryptor)
            );
        }
    }

    private sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement)
        {
            var sealed_ = Convert.FromBase64String(encryptedElement.Value);
            using var aes = new AesGcm(services.GetRequiredService<MasterKey>().Bytes, 16);
            var text = new byte[sealed_.Length - 28];
            aes.Decrypt(sealed_.AsSpan(0, 12), sealed_.AsSpan(28), sealed_.AsSpan(12, 16), text);
            return XElement.Parse(System.Text.Encoding.UTF8.GetString(text));
        }
    }
}
