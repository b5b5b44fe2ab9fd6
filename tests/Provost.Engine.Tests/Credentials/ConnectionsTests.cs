using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>Which connection a set of secrets is.</summary>
public sealed class ConnectionsTests
{
    private static readonly SecretSet Address = Given.Secrets((Key.BaseAddress, "https://app.example/scim"));

    private static readonly SecretSet Client = Address
        .With(Key.Oauth2TokenExchangeUri, "https://login.example/token")
        .With(Key.ClientIdentifier, "provost")
        .With(Key.ClientSecret, "s3cr3t");

    public static TheoryData<SecretSet, Type> Kinds =>
        new()
        {
            { Address.With(Key.SecretToken, "s3cr3t"), typeof(TargetCredential.Bearer) },
            { Address.With(Key.UserName, "ada").With(Key.Password, "s3cr3t"), typeof(TargetCredential.Basic) },
            { Client, typeof(TargetCredential.ClientCredentials) },
            { Client.With(Key.Oauth2RefreshToken, "s3cr3t"), typeof(TargetCredential.AuthorizationCode) },
            { Client.With(Key.Oauth2AuthorizationCode, "s3cr3t"), typeof(TargetCredential.AuthorizationCode) },
            {
                Client.With(Key.SecretToken, "s3cr3t").With(Key.AuthenticationType, "Bearer Authentication"),
                typeof(TargetCredential.Bearer)
            },
            {
                Client.With(Key.SecretToken, "s3cr3t").With(Key.AuthenticationType, "OAuth2ClientCredentialsGrant"),
                typeof(TargetCredential.ClientCredentials)
            },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_kind_is_said_or_follows_from_the_keys_and_nothing_secret_is_written_down(
        SecretSet secrets,
        Type kind
    )
    {
        var connection = secrets.Connection(allowPrivateAddresses: false);

        Assert.Equal(kind, connection?.Credential.GetType());
        Assert.DoesNotContain("s3cr3t", $"{connection} {connection?.Credential}", StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_or_a_way_in_there_is_none()
    {
        Assert.Null(Address.Connection(allowPrivateAddresses: false));
        Assert.Null(Given.Secrets((Key.SecretToken, "s3cr3t")).Connection(allowPrivateAddresses: false));
    }

    public static TheoryData<SecretSet, string> Incomplete =>
        new()
        {
            { Client.With(Key.ClientSecret, null), "Oauth2ClientSecret: it is missing" },
            { Client.With(Key.ClientIdentifier, null), "Oauth2ClientId: it is missing" },
            {
                Client.With(Key.Oauth2TokenExchangeUri, "http://login.example"),
                "Oauth2TokenExchangeUri: it is no https"
            },
            {
                Client.With(Key.Oauth2TokenExchangeUri, "https://a:b@x.example"),
                "Oauth2TokenExchangeUri: it is no https"
            },
            { Client.With(Key.AuthenticationType, "Kerberos"), "AuthenticationType: a value that is not known." },
            {
                Client.With(new CredentialSettings { Method = ClientAuthenticationMethod.PrivateKeyJwt }),
                "private_key_jwt needs a private key."
            },
        };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void What_does_not_fit_together_names_the_key(SecretSet secrets, string why) =>
        Assert.StartsWith(
            why,
            Assert.Throws<EngineException>(() => secrets.Connection(allowPrivateAddresses: false)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_bearer_token_that_is_entered_is_the_way_in_whatever_was_before()
    {
        var entered = Client.With(new TargetConnection("https://other.example/scim", "token"));

        var connection = entered.Connection(allowPrivateAddresses: false);
        Assert.Equal(("https://other.example/scim", "token"), (connection?.TenantUrl, connection?.SecretToken));
    }
}
