using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>Where a stored secret may go.</summary>
public sealed class SecretOriginTests
{
    private static readonly SecretSet Stored = Given.Secrets(
        (Key.BaseAddress, "https://app.example/scim"),
        (Key.SecretToken, "s3cr3t")
    );

    [Theory]
    [InlineData("https://app.example/scim/v2?aadOptscim062020")]
    [InlineData("https://APP.example:443/")]
    public void The_same_scheme_host_and_port_is_the_same_origin(string address) =>
        Assert.Equal("s3cr3t", Replace(address, "*")[Key.SecretToken]);

    [Theory]
    [InlineData("http://app.example/scim")]
    [InlineData("https://app.example:8443/scim")]
    [InlineData("https://app.example.evil.example/scim")]
    [InlineData("https://app.example@evil.example/scim")]
    [InlineData("https://app.example./scim")]
    [InlineData("nonsense")]
    public void A_stored_secret_is_not_kept_for_another_origin(string address)
    {
        var refused = Assert.Throws<EngineException>(() => Replace(address, "*"));

        Assert.StartsWith("SecretToken: the stored value was entered for another BaseAddress", refused.Message);
        Assert.DoesNotContain("s3cr3t", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_was_stored_without_an_address_has_to_be_entered_again_for_one()
    {
        var homeless = Given.Secrets((Key.SecretToken, "s3cr3t"));

        Assert.Throws<EngineException>(() =>
            SecretSet.Replace(homeless, [new(Key.BaseAddress, "https://app.example/"), new(Key.SecretToken, "*")])
        );
    }

    [Fact]
    public void The_next_token_and_the_private_key_stay_behind_with_the_old_address()
    {
        var stored = Stored.With(
            new CredentialSettings
            {
                Next = "next",
                PrivateKey = "key",
                Scope = "scim",
            }
        );

        var moved = SecretSet.Replace(
            stored,
            [new(Key.BaseAddress, "https://other.example/"), new(Key.SecretToken, "new")]
        );

        Assert.Equal(new CredentialSettings { Scope = "scim" }, moved.Settings);
    }

    [Fact]
    public void A_session_of_one_address_is_not_taken_for_another_address()
    {
        var connection = new TargetConnection("https://app.example/scim", "s3cr3t");
        var session = new CredentialSession(connection, TimeProvider.System);

        Assert.True(session.IsOf(connection));
        Assert.False(session.IsOf(connection with { TenantUrl = "https://other.example/scim" }));
    }

    [Theory]
    [InlineData("tok\r\nX-Evil: 1")]
    [InlineData("tok\nen")]
    [InlineData("to ken")]
    [InlineData("t\u00f6ken")]
    [InlineData("tok\u0000en")]
    [InlineData("tok\u2028en")]
    public void A_token_with_a_line_break_or_another_invisible_character_is_refused_at_every_door(string token)
    {
        Action[] doors =
        [
            () => _ = new TargetConnection("https://app.example/", token),
            () => Replace("https://app.example/", token),
            () => SecretSet.Replace(Stored, [new(Key.Oauth2AccessToken, token)]),
            () => Stored.At("https://app.example/", token, false),
            () => Stored.With(Key.SecretToken, token).Connection(false),
            () => Stored.With(new CredentialSettings { Next = token }).Connection(false),
        ];

        foreach (var door in doors)
        {
            var refused = Assert.Throws<EngineException>(door);
            Assert.Contains("visible ASCII", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(token, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_end_that_came_with_copying_does_no_harm() =>
        Assert.Equal("Bearer s3cr3t", Authorizations.Bearer("s3cr3t\n"));

    private static SecretSet Replace(string address, string token) =>
        SecretSet.Replace(Stored, [new(Key.BaseAddress, address), new(Key.SecretToken, token)]);
}
