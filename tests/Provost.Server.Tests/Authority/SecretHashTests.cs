using Provost.Server.Authority;

namespace Provost.Server.Tests.Authority;

/// <summary>Secrets of applications, as they are stored and compared.</summary>
public sealed class SecretHashTests
{
    [Fact]
    public void Each_kind_of_hash_takes_its_secret_and_no_other()
    {
        var generated = SecretHash.Generate();

        Assert.True(SecretHash.Matches(generated, SecretHash.OfGenerated(generated)));
        Assert.True(SecretHash.Matches("chosen", SecretHash.OfChosen("chosen")));
        Assert.False(SecretHash.Matches("another", SecretHash.OfGenerated(generated)));
        Assert.False(SecretHash.Matches("another", SecretHash.OfChosen("chosen")));
        Assert.False(SecretHash.Matches("another", "unknown$kind"));
        Assert.NotEqual(SecretHash.OfChosen("chosen"), SecretHash.OfChosen("chosen"));
        Assert.Equal(40, generated.Length);
    }

    [Fact]
    public void What_was_accepted_once_is_known_and_nothing_else_is()
    {
        var known = new KnownSecrets();
        var hash = SecretHash.OfChosen("chosen");

        Assert.False(known.Matches("another", hash));
        Assert.True(known.Matches("chosen", hash));
        Assert.True(known.Matches("chosen", hash));
        Assert.False(known.Matches("another", hash));
    }
}
