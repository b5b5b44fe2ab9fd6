using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Engine.Applications;

namespace Provost.Server.Tests.Authority;

/// <summary>An application that shows a JWT signed with its certificate instead of a secret.</summary>
public sealed class AssertionTests : IDisposable
{
    private readonly X509Certificate2 _certificate = Certificate();

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    public async Task A_certificate_signs_for_the_application(string algorithm)
    {
        await using var server = await AuthorityServer.StartAsync();
        var app = await server.AddAsync(server.Contoso, Of(_certificate));

        var answer = await AskAsync(server, app, Sign(Claims(server, app), algorithm));

        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
        Assert.Equal(
            $"{app}",
            (await server.ValidateAsync(answer.Text("access_token"))).GetPayloadValue<string>("appid")
        );
    }

    [Fact]
    public async Task A_public_json_web_key_does_as_well_as_a_certificate()
    {
        await using var server = await AuthorityServer.StartAsync();
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(
            new ECDsaSecurityKey(ECDsa.Create(ec.ExportParameters(false)))
        );
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{key.X}}","y":"{{key.Y}}"}""";
        var app = await server.AddAsync(
            server.Contoso,
            new ApplicationCredential(Guid.CreateVersion7(), "jwk", jwk, null, null, null, null)
        );
        var claims = Claims(server, app);
        claims.SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(ec), SecurityAlgorithms.EcdsaSha256);

        var answer = await AskAsync(server, app, Handler.CreateToken(claims));

        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
    }

    [Theory]
    [InlineData("/v2.0")]
    [InlineData("/v2.0/.well-known/openid-configuration")]
    public async Task The_audience_may_be_the_issuer_or_the_discovery_document_and_the_tenant_its_domain(
        string audience
    )
    {
        await using var server = await AuthorityServer.StartAsync();
        var app = await server.AddAsync(server.Contoso, Of(_certificate));
        var claims = Claims(server, app);
        claims.Audience = $"{server.Https}/contoso.example{audience}";

        Assert.Equal(200, (await AskAsync(server, app, Sign(claims))).Status);
    }

    [Fact]
    public async Task An_assertion_is_good_for_one_token()
    {
        await using var server = await AuthorityServer.StartAsync();
        var app = await server.AddAsync(server.Contoso, Of(_certificate));
        var assertion = Sign(Claims(server, app));

        var first = await AskAsync(server, app, assertion);
        var second = await AskAsync(server, app, assertion);

        Assert.Equal(200, first.Status);
        TokenTests.AssertRefused(second, 401, "invalid_client", 50013);
    }

    [Fact]
    public async Task An_assertion_that_is_over_not_begun_or_endless_is_refused()
    {
        await using var server = await AuthorityServer.StartAsync();
        var app = await server.AddAsync(server.Contoso, Of(_certificate));
        var now = server.Time.GetUtcNow().UtcDateTime;

        foreach (var (starts, ends) in new[] { (-60, -10), (10, 20), (0, 60 * 24 * 30) })
        {
            var claims = Claims(server, app);
            (claims.NotBefore, claims.Expires) = (now.AddMinutes(starts), now.AddMinutes(ends));
            TokenTests.AssertRefused(await AskAsync(server, app, Sign(claims)), 401, "invalid_client", 700024);
        }
    }

    [Fact]
    public async Task An_assertion_for_somebody_else_or_by_somebody_else_is_refused()
    {
        await using var server = await AuthorityServer.StartAsync();
        var app = await server.AddAsync(server.Contoso, Of(_certificate));
        var elsewhere = Claims(server, app);
        elsewhere.Audience = "https://elsewhere.example/token";
        var about = Claims(server, app);
        about.Subject.RemoveClaim(about.Subject.FindFirst("sub"));
        about.Subject.AddClaim(new("sub", "somebody"));
        var issuedBy = Claims(server, app);
        issuedBy.Issuer = "somebody";
        using var foreign = Certificate();

        await AssertAsync(Sign(elsewhere), 700023);
        await AssertAsync(Sign(about), 50013);
        await AssertAsync(Sign(issuedBy), 50013);
        await AssertAsync(Sign(Claims(server, app), certificate: foreign), 700027);
        await AssertAsync(Unsigned(Claims(server, app)), 700027);
        await AssertAsync("no.token", 50027);

        async Task AssertAsync(string assertion, int code) =>
            TokenTests.AssertRefused(await AskAsync(server, app, assertion), 401, "invalid_client", code);
    }

    [Fact]
    public async Task A_certificate_whose_time_is_over_signs_no_more()
    {
        await using var server = await AuthorityServer.StartAsync();
        var over = Of(_certificate) with { Ends = server.Time.GetUtcNow().AddMinutes(-1) };
        var app = await server.AddAsync(server.Contoso, over);

        var answer = await AskAsync(server, app, Sign(Claims(server, app)));

        TokenTests.AssertRefused(answer, 401, "invalid_client", 700027);
    }

    public void Dispose() => _certificate.Dispose();

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private static Task<Answer> AskAsync(AuthorityServer server, Guid app, string assertion)
    {
        var form = server.Form(app);
        form.Remove("client_secret");
        form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form["client_assertion"] = assertion;
        return server.AskAsync(form);
    }

    private static SecurityTokenDescriptor Claims(AuthorityServer server, Guid app)
    {
        var now = server.Time.GetUtcNow().UtcDateTime;
        return new SecurityTokenDescriptor
        {
            Audience = server.Token,
            Issuer = $"{app}",
            Subject = new([new("sub", $"{app}"), new("jti", $"{Guid.CreateVersion7()}")]),
            NotBefore = now,
            Expires = now.AddMinutes(10),
        };
    }

    private string Sign(
        SecurityTokenDescriptor claims,
        string algorithm = SecurityAlgorithms.RsaSha256,
        X509Certificate2? certificate = null
    )
    {
        claims.SigningCredentials = new SigningCredentials(new X509SecurityKey(certificate ?? _certificate), algorithm);
        return Handler.CreateToken(claims);
    }

    private static string Unsigned(SecurityTokenDescriptor claims) => Handler.CreateToken(claims);

    private static ApplicationCredential Of(X509Certificate2 certificate) =>
        new(Guid.CreateVersion7(), "certificate", Convert.ToBase64String(certificate.RawData), null, null, null, null);

    private static X509Certificate2 Certificate()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=Terraform", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return request.CreateSelfSigned(from, from.AddYears(2));
    }
}
