using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Provost.Engine;
using Provost.Server.Hosting;

namespace Provost.Server.Tests.Authority;

/// <summary>Addresses, certificates, proxies, and that web and control socket answer only their own.</summary>
public sealed class TransportTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_control_socket_knows_no_web_and_the_web_no_commands()
    {
        await using var server = await AuthorityServer.StartAsync();
        using var socket = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, ct) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(server.Installation.Data.Socket), ct);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            }
        );

        using var discovery = await socket.GetAsync("http://provost/common/v2.0/.well-known/openid-configuration", Ct);
        using var commands = await server.Http.PostAsync($"{server.PlainHttp}/commands", new StringContent("{}"), Ct);

        Assert.Equal(HttpStatusCode.NotFound, discovery.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, commands.StatusCode);
    }

    [Fact]
    public async Task Over_plain_http_the_authority_still_names_itself_by_https()
    {
        await using var server = await AuthorityServer.StartAsync();

        var answer = await server.SendAsync(Discovery(server));

        Assert.Equal($"{server.Https}/{server.Contoso.Id}/v2.0", answer.Text("issuer"));
    }

    [Fact]
    public async Task A_proxy_on_this_machine_says_what_the_server_is_called_and_a_foreign_host_header_does_not()
    {
        await using var server = await AuthorityServer.StartAsync();
        var proxied = Discovery(server);
        proxied.Headers.Add("X-Forwarded-Proto", "https");
        proxied.Headers.Add("X-Forwarded-Host", "provost.contoso.example");
        var foreign = Discovery(server);
        foreign.Headers.Host = "evil.example";
        foreign.Headers.Add("X-Original-Host", "localhost");

        var throughProxy = await server.SendAsync(proxied);
        var direct = await server.SendAsync(foreign);

        Assert.Equal($"https://provost.contoso.example/{server.Contoso.Id}/v2.0", throughProxy.Text("issuer"));
        Assert.Equal($"{server.Https}/{server.Contoso.Id}/v2.0", direct.Text("issuer"));
    }

    [Fact]
    public async Task The_public_url_is_what_everything_is_called()
    {
        await using var server = await AuthorityServer.StartAsync(PublicUrl.Parse("https://provost.contoso.example"));

        var answer = await server.SendAsync(Discovery(server));

        Assert.Equal(
            $"https://provost.contoso.example/{server.Contoso.Id}/oauth2/v2.0/token",
            answer.Text("token_endpoint")
        );
    }

    [Fact]
    public async Task The_development_ca_is_made_once_is_private_and_stands_for_this_machine_alone()
    {
        await using var server = await AuthorityServer.StartAsync();
        var data = server.Installation.Data;
        var made = await File.ReadAllTextAsync(data.DevelopmentCa, Ct);

        await server.RestartAsync();

        Assert.Equal(made, await File.ReadAllTextAsync(data.DevelopmentCa, Ct));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.DevelopmentCaKey));
        using var ca = X509Certificate2.CreateFromPem(made);
        Assert.Contains(ca.Extensions, e => e is { Oid.Value: "2.5.29.30", Critical: true });
        Assert.Equal(200, (await server.GetAsync("/common/discovery/v2.0/keys")).Status);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("bank.example", false)]
    public async Task Whoever_holds_the_development_ca_can_vouch_for_no_other_machine(string name, bool believed)
    {
        await using var server = await AuthorityServer.StartAsync();
        var data = server.Installation.Data;
        using var ca = X509Certificate2.CreateFromPemFile(data.DevelopmentCa, data.DevelopmentCaKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = server.Time.GetUtcNow();
        using var forged = request.Create(ca, now.AddHours(-1), now.AddDays(1), [1]);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;

        Assert.Equal(believed, chain.Build(forged));
    }

    [Fact]
    public async Task The_servers_certificate_is_renewed_a_month_before_it_ends()
    {
        await using var server = await AuthorityServer.StartAsync();
        // A clock of its own: the server's would run its loops through all these days.
        var time = new FakeTimeProvider(server.Time.GetUtcNow());
        var ca = DevelopmentCa.Open(server.Installation.Data, time);
        var first = ca.ServerCertificate();

        time.Advance(TimeSpan.FromDays(59));
        var same = ca.ServerCertificate();
        time.Advance(TimeSpan.FromDays(2));
        var next = ca.ServerCertificate();

        Assert.Same(first, same);
        Assert.NotEqual(first.SerialNumber, next.SerialNumber);
        Assert.True(next.NotAfter > first.NotAfter);
    }

    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("ftp://localhost:21")]
    [InlineData("https://provost.contoso.example:443")]
    [InlineData("http://localhost:5080/path")]
    [InlineData("http://localhost:99999")]
    public void An_address_that_nobody_can_listen_on_is_named_with_an_example(string url)
    {
        var refused = Assert.Throws<EngineException>(() => ListenAddress.Parse(url));

        Assert.Contains($"--urls '{url}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://provost.contoso.example")]
    [InlineData("https://provost.contoso.example/provost")]
    [InlineData("provost.contoso.example")]
    public void A_public_url_that_clients_would_refuse_is_refused(string url) =>
        Assert.Contains(
            "--public-url",
            Assert.Throws<EngineException>(() => PublicUrl.Parse(url)).Message,
            StringComparison.Ordinal
        );

    private static HttpRequestMessage Discovery(AuthorityServer server) =>
        new(HttpMethod.Get, $"{server.PlainHttp}/{server.Contoso.Id}/v2.0/.well-known/openid-configuration");
}
