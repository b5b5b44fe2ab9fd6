using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Provost.Server.Hosting;

namespace Provost.Server.Tests;

/// <summary>Opens a data folder, serves it on free ports of http and https, and reaches it as a client would.</summary>
internal static class Served
{
    public static async Task<(Installation Installation, Serving Serving)> OpenAsync(
        string folder,
        TimeProvider time,
        TextWriter messages,
        Uri? publicUrl = null
    )
    {
        var ct = TestContext.Current.CancellationToken;
        var installation = await Installation.OpenAsync(DataDirectory.Lock(folder), time, ct);
        var options = new ServingOptions
        {
            Urls = [ListenAddress.Parse("http://127.0.0.1:0"), ListenAddress.Parse("https://localhost:0")],
            PublicUrl = publicUrl,
        };
        return (installation, await Serving.StartAsync(installation, options, messages, ct));
    }

    /// <summary>Trusts <c>dev-ca.pem</c> and nothing else, at the installation's time.</summary>
    public static HttpClient Client(Installation installation)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = installation.Time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.ImportFromPemFile(installation.Data.DevelopmentCa);
        var handler = new SocketsHttpHandler
        {
            // Whoever tests redirects and cookies wants to see them.
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        return new HttpClient(handler);
    }
}
