using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>Design §5: every request leaves through one client.</summary>
public sealed class OutboundHttpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://127.0.0.1:9/scim", "127.0.0.1 is a private address")]
    [InlineData("https://localhost:9/scim", "is a private address")]
    [InlineData("https://[::1]:9/scim", "[::1] is a private address")]
    public async Task An_address_of_this_network_is_refused_without_the_setting(string url, string refusal)
    {
        await using var target = Target(new TargetConnection(url, Given.Secret));

        var answer = await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.Equal((TargetOutcome.Incompatible, "TargetAddressNotAllowed"), (answer.Outcome, answer.Code));
        Assert.Contains(refusal, answer.Detail, StringComparison.Ordinal);
        Assert.Contains("set AllowPrivateAddresses for this target", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_local_address_is_refused_even_with_the_setting()
    {
        var connection = new TargetConnection("http://169.254.169.254/latest", Given.Secret)
        {
            AllowPrivateAddresses = true,
        };
        await using var target = Target(connection);

        var answer = await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.Equal(TargetOutcome.Incompatible, answer.Outcome);
        Assert.Contains("169.254.169.254 is a link-local or reserved address", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_within_the_origin_is_followed_with_method_body_and_token(int status)
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            r.Path == "/scim/Users"
                ? new Scripted(status) { Headers = [("Location", "/v2/Users")] }
                : new Scripted(201, """{"id":"7"}""")
        );
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.True(answer.Succeeded, answer.Detail);
        var (first, second) = (server.Requests.First(), server.Requests.Last());
        Assert.Equal(("POST", "/v2/Users", first.Body), (second.Method, second.Path, second.Body));
        Assert.Equal($"Bearer {Given.Secret}", second.Headers["Authorization"]);
        Assert.Equal(2, target.Requests);
    }

    [Fact]
    public async Task A_redirect_to_another_origin_is_not_followed()
    {
        await using var other = await ScriptedTarget.StartAsync(new Scripted(200, """{"id":"7"}"""));
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(307) { Headers = [("Location", $"{other.Url}/scim/Users/7?key=k1")] }
        );
        await using var target = server.Client();

        var answer = await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.Equal(TargetOutcome.Incompatible, answer.Outcome);
        Assert.Contains($"307, a redirect to {other.Url}/scim/Users/7. ", answer.Detail, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task Other_redirects_would_change_the_method_and_are_not_followed(int status)
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(status) { Headers = [("Location", "/login")] }
        );
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal(TargetOutcome.Incompatible, answer.Outcome);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_that_goes_round_is_left_after_three()
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(308) { Headers = [("Location", "/scim/Users/7")] }
        );
        await using var target = server.Client();

        var answer = await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.Equal(TargetOutcome.Incompatible, answer.Outcome);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(200, """{"id":"7"}""") { Headers = [("Set-Cookie", "session=1; Path=/")] }
        );
        await using var target = server.Client();

        await target.GetAsync(ObjectKind.User, "7", Ct);
        await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.All(server.Requests, r => Assert.False(r.Headers.ContainsKey("Cookie")));
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_the_authorities_of_the_settings_and_not_without()
    {
        using var certificate = LoopbackCertificate();
        await using var server = await ScriptedTarget.StartAsync(_ => new Scripted(200, """{"id":"7"}"""), certificate);
        await using var trusting = server.Client(settings: new() { Authorities = [certificate] });
        await using var strict = server.Client();

        var trusted = await trusting.GetAsync(ObjectKind.User, "7", Ct);
        var refused = await strict.GetAsync(ObjectKind.User, "7", Ct);

        Assert.True(trusted.Succeeded, trusted.Detail);
        Assert.Equal((TargetOutcome.Transient, "WebExceptionProtocolError"), (refused.Outcome, refused.Code));
    }

    [Fact]
    public async Task A_proxy_of_the_settings_is_used_and_private_targets_behind_it_are_still_refused()
    {
        await using var proxy = await ScriptedTarget.StartAsync(new Scripted(200, """{"id":"7"}"""));
        await using var server = await ScriptedTarget.StartAsync(new Scripted(500));
        await using var target = server.Client(settings: new() { Proxy = new Uri(proxy.Url) });
        await using var closed = Target(
            new TargetConnection("https://10.0.0.5/scim", Given.Secret),
            new OutboundSettings { Proxy = new Uri(proxy.Url) }
        );

        var answer = await target.GetAsync(ObjectKind.User, "7", Ct);
        var refused = await closed.GetAsync(ObjectKind.User, "7", Ct);

        Assert.True(answer.Succeeded, answer.Detail);
        Assert.Single(proxy.Requests);
        Assert.Empty(server.Requests);
        Assert.Equal("TargetAddressNotAllowed", refused.Code);
    }

    private static ScimTarget Target(TargetConnection connection, OutboundSettings? settings = null) =>
        new(
            connection,
            Given.Profile,
            new OutboundHttp(
                settings ?? new OutboundSettings { AllowPrivateAddresses = connection.AllowPrivateAddresses }
            ),
            Given.Clock(),
            NullLogger<ScimTarget>.Instance
        );

    private static X509Certificate2 LoopbackCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Contoso test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
