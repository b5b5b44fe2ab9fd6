using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Provost.Engine;
using Provost.Server.Hosting;
using Provost.Server.Tests.Cli;

namespace Provost.Server.Tests.Authority;

/// <summary>A certificate of the administrator's own, and what is said when the server cannot listen.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("provost-certificate-").FullName;

    [Theory]
    [InlineData("pem", null)]
    [InlineData("pem", Password)]
    [InlineData("pfx", null)]
    [InlineData("pfx", Password)]
    public void It_is_taken_from_PEM_and_from_PKCS_12_with_a_password_and_without(string kind, string? password)
    {
        var file = Write(kind, password);

        var certificate = Load(file, password);

        Assert.Equal("CN=provost.contoso.example", certificate?.Subject);
        Assert.True(certificate?.HasPrivateKey);
    }

    [Theory]
    [InlineData("pem", null)]
    [InlineData("pfx", "wrong")]
    public void A_wrong_password_is_refused_and_not_repeated(string kind, string? password)
    {
        var file = Write(kind, Password);

        var refused = Assert.Throws<EngineException>(() => Load(file, password));

        Assert.Contains("--certificate-password-stdin", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_holds_no_key_is_named()
    {
        var missing = Path.Combine(_folder, "nowhere.pem");
        var keyless = Path.Combine(_folder, "keyless.pem");
        File.WriteAllText(keyless, Certificate().ExportCertificatePem());

        Assert.Contains(
            missing,
            Assert.Throws<EngineException>(() => Load(missing, null)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            keyless,
            Assert.Throws<EngineException>(() => Load(keyless, null)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_way_to_another()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var provost = new ProvostProcess();

        var said = await provost.RunAsync("serve", "--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal(1, said.Code);
        Assert.Contains($"cannot listen on http://{other.LocalEndpoint}", said.Error, StringComparison.Ordinal);
        Assert.Contains("--urls", said.Error, StringComparison.Ordinal);
    }

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    private static X509Certificate2? Load(string file, string? password)
    {
        using var data = DataDirectory.Lock(Path.Combine(Path.GetDirectoryName(file) ?? "", "data"));
        return ServerCertificate.Https(data, file, password, TimeProvider.System).ServerCertificate;
    }

    private string Write(string kind, string? password)
    {
        using var certificate = Certificate();
        var file = Path.Combine(_folder, $"server.{kind}");
        if (kind == "pfx")
        {
            File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, password));
            return file;
        }

        using var key = certificate.GetRSAPrivateKey();
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var pem = password is null
            ? key?.ExportPkcs8PrivateKeyPem()
            : key?.ExportEncryptedPkcs8PrivateKeyPem(password, encryption);
        File.WriteAllText(file, $"{certificate.ExportCertificatePem()}\n{pem}\n");
        return file;
    }

    private static X509Certificate2 Certificate()
    {
        using var rsa = RSA.Create(2048);
        const string name = "CN=provost.contoso.example";
        var request = new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return request.CreateSelfSigned(from, from.AddYears(2));
    }
}
