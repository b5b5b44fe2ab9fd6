using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Provost.Engine.Targets;

/// <summary>How requests leave this machine.</summary>
public sealed record OutboundSettings
{
    /// <summary>Whether loopback and private networks, and plain http to them, are allowed.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>A proxy; it resolves the names then, so that only literal addresses can be checked here.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Certificate authorities trusted besides the system's.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];
}

/// <summary>
/// The one place from which requests to a target leave: no cookies, no trace headers, no redirect to another origin,
/// and no address that an administrator did not allow (design §5).
/// </summary>
public sealed class OutboundHttp : IDisposable
{
    private const int MaxRedirects = 3;

    private readonly OutboundSettings _settings;
    private readonly HttpMessageInvoker _invoker;
    private long _requests;

    public OutboundHttp(OutboundSettings settings)
    {
        _settings = settings;
        _invoker = new HttpMessageInvoker(CreateHandler(), disposeHandler: true);
    }

    /// <summary>Requests sent so far, followed redirects included.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>
    /// Sends and returns when the headers are there. Redirects 307 and 308 are followed within the origin.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (_settings.Proxy is not null)
                CheckLiteral(request.RequestUri);

            Interlocked.Increment(ref _requests);
            var response = await _invoker.SendAsync(request, ct);
            if (redirects == MaxRedirects || SameOrigin(request.RequestUri, response) is not { } next)
                return response;

            response.Dispose();
            request.RequestUri = next;
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static Uri? SameOrigin(Uri? from, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            return null;
        if (from is null || response.Headers.Location is not { } location)
            return null;

        var next = location.IsAbsoluteUri ? location : new Uri(from, location);
        return next.Scheme == from.Scheme && next.Host == from.Host && next.Port == from.Port ? next : null;
    }

    private SocketsHttpHandler CreateHandler() =>
        new()
        {
            UseProxy = _settings.Proxy is not null,
            Proxy = _settings.Proxy is { } proxy ? new WebProxy(proxy) : null,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A long-lived connection would hold on to an address that the name has left.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = ConnectAsync,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = _settings.Authorities.Count > 0 ? Trusted : null,
            },
        };

    /// <summary>
    /// Resolves, checks what came out, and connects to the address that was checked, not to the name again.
    /// </summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var toProxy = _settings.Proxy is { } proxy && proxy.IdnHost == host && proxy.Port == port;
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        if (!toProxy)
        {
            foreach (var address in addresses)
                Check(host, address, context.InitialRequestMessage.RequestUri);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (!socket.Connected)
                socket.Dispose();
        }
    }

    private void CheckLiteral(Uri? url)
    {
        if (url is { HostNameType: UriHostNameType.IPv4 or UriHostNameType.IPv6 })
            Check(url.Host, IPAddress.Parse(url.Host), url);
    }

    private void Check(string host, IPAddress address, Uri? url)
    {
        var https = url?.Scheme == Uri.UriSchemeHttps;
        if (EgressRules.Refusal(host, address, https, _settings.AllowPrivateAddresses) is { } refusal)
            throw new EngineException(refusal);
    }

    private bool Trusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
            return false;

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_settings.Authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(leaf);
    }
}
