using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Targets;
using Provost.Engine.Targets.OAuth;

namespace Provost.Engine.Tests.Credentials;

/// <summary>What a token endpoint is asked with.</summary>
public sealed class TokenRequestTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = new("0196b1a0-0000-7000-8000-000000000001");
    private static readonly OAuthClient Client = new(
        new Uri("https://login.contoso.example/token"),
        "provost:1",
        ClientAuthenticationMethod.ClientSecretBasic
    )
    {
        Secret = "a+b c",
        Scope = "scim.read scim.write",
    };

    [Fact]
    public void Client_secret_basic_encodes_both_parts_before_it_joins_them()
    {
        var request = For(new TargetCredential.ClientCredentials(Client));

        Assert.Equal("grant_type=client_credentials&scope=scim.read scim.write", Text(request));
        Assert.Equal(
            "provost%3A1:a%2Bb+c",
            Encoding.UTF8.GetString(Convert.FromBase64String(request.Authorization?["Basic ".Length..] ?? ""))
        );
    }

    [Fact]
    public void Client_secret_post_stands_in_the_form()
    {
        var post = Client with { Method = ClientAuthenticationMethod.ClientSecretPost, Scope = null };
        var request = For(new TargetCredential.AuthorizationCode(post) { RefreshToken = "r1" });

        Assert.Equal(
            "grant_type=refresh_token&refresh_token=r1&client_id=provost:1&client_secret=a+b c",
            Text(request)
        );
        Assert.Null(request.Authorization);
    }

    [Fact]
    public void A_code_goes_with_its_redirect_address_and_before_a_refresh_token_of_earlier() =>
        Assert.Equal(
            "grant_type=authorization_code&code=c1&redirect_uri=https://provost.example/back",
            Text(
                For(
                    new TargetCredential.AuthorizationCode(Client)
                    {
                        Code = "c1",
                        RedirectUri = "https://provost.example/back",
                        RefreshToken = "old",
                    }
                )
            )
        );

    [Fact]
    public void Without_code_and_refresh_token_there_is_nothing_to_ask_with() =>
        Assert.Null(TokenRequests.For(new TargetCredential.AuthorizationCode(Client), Now, Id));

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public void A_private_key_signs_an_assertion_that_its_public_half_confirms(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var elliptic = algorithm == "ES256";
        var signs = Client with
        {
            Method = ClientAuthenticationMethod.PrivateKeyJwt,
            PrivateKey = elliptic ? curve.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem(),
            KeyId = "key-1",
        };

        var form = For(new TargetCredential.ClientCredentials(signs)).Form.ToDictionary(f => f.Key, f => f.Value);

        var parts = form["client_assertion"].Split('.');
        var data = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var signature = Base64Url.DecodeFromChars(parts[2]);
        Assert.True(
            elliptic
                ? curve.VerifyData(data, signature, HashAlgorithmName.SHA256)
                : rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
        Assert.Equal($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"key-1"}""", Json(parts[0]).ToJsonString());
        Assert.Equal(
            """{"iss":"provost:1","sub":"provost:1","aud":"https://login.contoso.example/token","""
                + $"\"jti\":\"{Id}\",\"iat\":1795420800,\"exp\":1795421100}}",
            Json(parts[1]).ToJsonString()
        );
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        Assert.Equal("provost:1", form["client_id"]);
        Assert.DoesNotContain("client_secret", form.Keys);
    }

    [Theory]
    [InlineData("not a key", "not readable as an unencrypted private key in PEM")]
    [InlineData("", "not readable as an unencrypted private key in PEM")]
    public void A_key_that_cannot_sign_is_refused_without_being_shown(string pem, string why)
    {
        var refused = Assert.Throws<EngineException>(() => ClientAssertion.ThrowIfUnusable(pem));

        Assert.StartsWith($"The private key is {why}.", refused.Message, StringComparison.Ordinal);
    }

    private static TokenRequest For(TargetCredential credential) =>
        TokenRequests.For(credential, Now, Id) ?? throw new InvalidOperationException("No request.");

    private static string Text(TokenRequest request) =>
        string.Join('&', request.Form.Select(field => $"{field.Key}={field.Value}"));

    private static JsonObject Json(string part) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(part))?.AsObject() ?? throw new InvalidOperationException("No JSON.");
}
