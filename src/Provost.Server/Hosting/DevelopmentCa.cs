using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provost.Engine;

namespace Provost.Server.Hosting;

/// <summary>
/// A certificate authority of this installation's own, for names of this machine alone: whoever trusts it trusts it
/// for nothing else (RFC 5280 §4.2.1.10). Made once; the server's certificates are made from it.
/// </summary>
internal sealed class DevelopmentCa
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);

    private readonly X509Certificate2 _ca;
    private readonly TimeProvider _time;
    private readonly Lock _making = new();
    private volatile X509Certificate2? _server;

    private DevelopmentCa(X509Certificate2 ca, TimeProvider time) => (_ca, _time) = (ca, time);

    /// <summary>Opens the installation's authority, making it where it is missing or about to end.</summary>
    public static DevelopmentCa Open(DataDirectory data, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (File.Exists(data.DevelopmentCa) && File.Exists(data.DevelopmentCaKey))
        {
            var stored = Read(data);
            if (stored.NotAfter.ToUniversalTime() > now.UtcDateTime + ServerLife)
                return new DevelopmentCa(stored, time);
        }

        return new DevelopmentCa(Make(data, now), time);
    }

    /// <summary>The server's certificate, a new one in time before the last one ends.</summary>
    public X509Certificate2 ServerCertificate()
    {
        var now = _time.GetUtcNow();
        if (_server is { } current && current.NotAfter.ToUniversalTime() - now.UtcDateTime > RenewedBefore)
            return current;
        lock (_making)
            return _server = Sign(now);
    }

    private X509Certificate2 Sign(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "Server Authentication")], false)
        );
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_ca, true, false));
        var ends = new[] { now + ServerLife, new DateTimeOffset(_ca.NotAfter) }.Min();
        using var signed = request.Create(_ca, now.AddHours(-1), ends, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Make(DataDirectory data, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = $"CN=Provost development CA {Environment.MachineName} {now:yyyy-MM-dd}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(new X509Extension("2.5.29.30", OnlyThisMachine(), critical: true));
        var ca = request.CreateSelfSigned(now.AddHours(-2), now + Life);
        PrivateFile.Write(data.DevelopmentCaKey, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(data.DevelopmentCa, ca.ExportCertificatePem());
        return ca;
    }

    private static X509Certificate2 Read(DataDirectory data)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(data.DevelopmentCa, data.DevelopmentCaKey);
        }
        catch (CryptographicException damaged)
        {
            throw new EngineException(
                $"{data.DevelopmentCa} and {data.DevelopmentCaKey} do not belong together or are damaged. "
                    + "Delete both, and trust the new dev-ca.pem that the next start makes.",
                damaged
            );
        }
    }

    /// <summary>NameConstraints: permitted are localhost, 127.0.0.0/8 and ::1.</summary>
    private static byte[] OnlyThisMachine()
    {
        var dns = new Asn1Tag(TagClass.ContextSpecific, 2);
        var address = new Asn1Tag(TagClass.ContextSpecific, 7);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            using (writer.PushSequence())
                writer.WriteCharacterString(UniversalTagNumber.IA5String, "localhost", dns);
            using (writer.PushSequence())
                writer.WriteOctetString([127, 0, 0, 0, 255, 0, 0, 0], address);
            using (writer.PushSequence())
                writer.WriteOctetString(
                    [.. IPAddress.IPv6Loopback.GetAddressBytes(), .. Enumerable.Repeat((byte)255, 16)],
                    address
                );
        }

        return writer.Encode();
    }
}
