using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Provost.Server.Tests.Authority;
using Provost.Server.Tests.Graph;

namespace Provost.Server.Tests.Pages;

/// <summary>The circuit of the portal, by which everything is done, belongs to the portal's own pages.</summary>
public sealed class PortalOriginTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://localhost:1")]
    [InlineData("http://localhost:1")]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_page_on_another_port_does_not_open_the_circuit_with_the_cookie_of_whoever_is_signed_in(
        string? origin
    )
    {
        await using var server = await GraphServer.StartAsync();
        var cookies = await SignInAsync(server, server.Https);

        Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync(server, cookies, origin));
    }

    [Fact]
    public async Task The_portals_own_page_opens_the_circuit()
    {
        await using var server = await GraphServer.StartAsync();
        var cookies = await SignInAsync(server, server.Https);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenAsync(server, cookies, server.Https));
    }

    [Fact]
    public async Task Who_says_that_another_site_sends_it_does_not_open_the_circuit()
    {
        await using var server = await GraphServer.StartAsync();
        var cookies = await SignInAsync(server, server.Https);

        Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync(server, cookies, server.Https, "same-site"));
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "https://localhost:1", 403)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", null, 403)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "own", 200)]
    [InlineData("/settings", "https://localhost:1", 403)]
    [InlineData("/settings", "null", 403)]
    public async Task Another_sites_page_posts_nothing_to_the_portal(string path, string? origin, int status)
    {
        await using var server = await GraphServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Https + path));
        request.Headers.Add("Cookie", await SignInAsync(server, server.Https));
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? server.Https : origin);

        using var answer = await server.Http.SendAsync(request, Ct);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_of_this_host_alone_where_there_is_https()
    {
        await using var server = await GraphServer.StartAsync();

        var secure = await SignInAsync(server, server.Https);
        var plain = await SignInAsync(server, server.PlainHttp);

        Assert.Contains("__Host-Provost.Session=", secure, StringComparison.Ordinal);
        Assert.DoesNotContain("__Host-", plain, StringComparison.Ordinal);
        Assert.Contains("Provost.Session=", plain, StringComparison.Ordinal);
    }

    private static async Task<string> SignInAsync(GraphServer server, string root)
    {
        var browser = new Browser(server.Http, root);
        await browser.OpenAsync("/signin?returnUrl=/signout");
        await browser.SignInAsync("admin@contoso.example", GraphServer.Password);
        Assert.Equal("Sign out", browser.Heading);
        return browser.Cookies;
    }

    /// <summary>A WebSocket as a browser opens it; the status of the answer.</summary>
    private static async Task<HttpStatusCode> OpenAsync(
        GraphServer server,
        string cookies,
        string? origin,
        string? site = null
    )
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", cookies);
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        if (site is not null)
            socket.Options.SetRequestHeader("Sec-Fetch-Site", site);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(server.CaFile);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.Issuer == authority.Subject;
        try
        {
            await socket.ConnectAsync(
                new Uri(server.Https.Replace("https:", "wss:", StringComparison.Ordinal) + "/_blazor"),
                Ct
            );
        }
        catch (WebSocketException refused)
        {
            Assert.Equal(WebSocketError.NotAWebSocket, refused.WebSocketErrorCode);
        }

        return socket.HttpStatusCode;
    }
}
