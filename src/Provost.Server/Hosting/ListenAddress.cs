using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Provost.Engine;

namespace Provost.Server.Hosting;

/// <summary>An address that the server listens on.</summary>
internal sealed record ListenAddress(string Scheme, string Host, int Port)
{
    public bool IsHttps => Scheme == Uri.UriSchemeHttps;

    /// <summary>Reads <c>https://localhost:5443</c>; the host is localhost, an IP address or <c>*</c>.</summary>
    public static ListenAddress Parse(string url)
    {
        // Uri knows no host "*", the usual name for every address of the machine.
        if (
            Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var parsed)
            && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)
            && parsed.PathAndQuery == "/"
            && parsed.UserInfo.Length == 0
            && (parsed.Host == "localhost" || IPAddress.TryParse(parsed.DnsSafeHost, out _))
        )
            return new ListenAddress(parsed.Scheme, parsed.DnsSafeHost, parsed.Port);

        throw new EngineException(
            $"--urls '{url}' is not an address to listen on. Write scheme, host and port, for example "
                + $"{ServingOptions.DefaultHttps} or http://0.0.0.0:8080; the host is localhost or an IP address."
        );
    }

    public void Bind(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (Host != "localhost")
            kestrel.Listen(IPAddress.Parse(Host), Port, configure);
        else if (Port == 0)
            // One free port cannot be promised on both loopback addresses.
            kestrel.Listen(IPAddress.Loopback, 0, configure);
        else
            kestrel.ListenLocalhost(Port, configure);
    }

    public override string ToString() => $"{Scheme}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}";
}
