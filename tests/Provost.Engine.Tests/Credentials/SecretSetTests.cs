using Provost.Engine.Synchronization;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>What a PUT of secrets leaves behind (graph-api 6.5), and what is never shown.</summary>
public sealed class SecretSetTests
{
    private static readonly SecretSet Stored = Given.Secrets(
        (Key.BaseAddress, "https://app.example/scim"),
        (Key.SecretToken, "s3cr3t"),
        (Key.SyncAll, "false")
    );

    [Fact]
    public void The_given_set_replaces_the_stored_one_a_star_keeps_and_nothing_deletes()
    {
        var replaced = Replace((Key.SecretToken, "*"), (Key.SyncAll, ""), (Key.SkipOutOfScopeDeletions, "True"));

        Assert.Equal(Given.Secrets((Key.SecretToken, "s3cr3t"), (Key.SkipOutOfScopeDeletions, "True")), replaced);
    }

    [Fact]
    public void What_is_read_masked_can_be_given_back() =>
        Assert.Equal(Stored, SecretSet.Replace(Stored, [.. Stored.Masked]));

    [Fact]
    public void All_keys_with_nothing_leave_nothing() =>
        Assert.Equal(SecretSet.Empty, Replace((Key.BaseAddress, ""), (Key.SecretToken, ""), (Key.SyncAll, "")));

    [Fact]
    public void A_new_secret_has_another_end_and_the_next_one_stays()
    {
        var settings = new CredentialSettings
        {
            Expires = new(2026, 12, 24),
            Next = "next",
            Scope = "scim",
        };

        var same = SecretSet.Replace(Stored.With(settings), [.. Stored.Masked]);
        var other = SecretSet.Replace(Stored.With(settings), [new(Key.SecretToken, "other")]);

        Assert.Equal(settings, same.Settings);
        Assert.Equal(settings with { Expires = null }, other.Settings);
    }

    [Theory]
    [InlineData("SyncAll", "x", "SyncAll", "y", "SyncAll: the key is given twice. Give it once.")]
    [InlineData("Password", "*", "SyncAll", "y", "Password: '*' keeps the stored value, and none is stored. Give")]
    [InlineData("None", "x", "SyncAll", "y", "None is no key of a secret.")]
    public void A_set_that_cannot_be_one_is_refused(string key, string value, string other, string last, string why)
    {
        var refused = Assert.Throws<EngineException>(() =>
            Replace((Enum.Parse<Key>(key), value), (Enum.Parse<Key>(other), last))
        );

        Assert.StartsWith(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_too_long_is_refused_without_being_shown()
    {
        var refused = Assert.Throws<EngineException>(() => Replace((Key.SecretToken, new string('s', 40_000))));

        Assert.Equal("SecretToken: the value has 40000 characters. Give 32768 at most.", refused.Message);
    }

    [Theory]
    [InlineData("BaseAddress", Key.BaseAddress)]
    [InlineData("oauth2clientsecret", Key.Oauth2ClientSecret)]
    public void Keys_are_read_by_name(string name, Key key) => Assert.Equal(key, SynchronizationSecrets.Parse(name));

    [Theory]
    [InlineData("3")]
    [InlineData("None")]
    [InlineData("Token")]
    [InlineData("BaseAddress, SecretToken")]
    public void What_is_no_name_is_no_key(string name) =>
        Assert.StartsWith(
            $"key: '{name[..Math.Min(name.Length, 20)]}",
            Assert.Throws<EngineException>(() => SynchronizationSecrets.Parse(name)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Nothing_says_a_value_when_it_is_written_down()
    {
        var secrets = Stored.With(new CredentialSettings { Next = "s3cr3t-next", PrivateKey = "s3cr3t-key" });

        Assert.DoesNotContain("s3cr3t", $"{secrets} {secrets.Settings}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", string.Join(' ', secrets.Masked), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_a_JSON_Web_Token_tells_its_end_itself()
    {
        // {"exp":1767225600}: 2026-01-01.
        var token = Stored.With(Key.SecretToken, "eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjcyMjU2MDB9.c2ln");

        Assert.Equal(new DateOnly(2026, 1, 1), token.Expires());
        Assert.Null(Stored.Expires());
        Assert.Equal(
            new DateOnly(2025, 12, 24),
            token.With(new CredentialSettings { Expires = new(2025, 12, 24) }).Expires()
        );
    }

    private static SecretSet Replace(params (Key Key, string Value)[] given) =>
        SecretSet.Replace(Stored, [.. given.Select(g => KeyValuePair.Create(g.Key, g.Value))]);
}
