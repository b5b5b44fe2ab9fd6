using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Provost.Engine;

namespace Provost.Server.Hosting;

/// <summary>The certificate of https: the administrator's, or one of the development CA.</summary>
internal static class ServerCertificate
{
    public static HttpsConnectionAdapterOptions Https(
        DataDirectory data,
        string? file,
        string? password,
        TimeProvider time
    )
    {
        if (file is not null)
        {
            var (certificate, chain) = Load(file, password);
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = certificate,
                ServerCertificateChain = chain,
            };
        }

        var ca = DevelopmentCa.Open(data, time);
        // Signed here, and not while the first connection waits for it.
        ca.ServerCertificate();
        return new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => ca.ServerCertificate() };
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Load(string file, string? password)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            if (X509Certificate2.GetCertContentType(file) == X509ContentType.Pkcs12)
            {
                chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);
                var own = chain.First(c => c.HasPrivateKey);
                chain.Remove(own);
                return (own, chain);
            }

            chain.ImportFromPemFile(file);
            return (
                password is null
                    ? X509Certificate2.CreateFromPemFile(file)
                    : X509Certificate2.CreateFromEncryptedPemFile(file, password),
                chain
            );
        }
        catch (Exception refused)
            when (refused
                    is CryptographicException
                        or IOException
                        or InvalidOperationException
                        or UnauthorizedAccessException
            )
        {
            throw new EngineException(
                $"The certificate {file} cannot be used: {refused.Message} It must be a PEM file that holds the "
                    + "certificate and its private key, or a PKCS #12 file whose password is piped in with "
                    + "--certificate-password-stdin.",
                refused
            );
        }
    }
}
