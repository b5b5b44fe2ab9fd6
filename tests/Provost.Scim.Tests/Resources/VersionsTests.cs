using Provost.Scim.Resources;

namespace Provost.Scim.Tests.Resources;

/// <summary>ETags, RFC 7644 §3.14 and scim-wire B.3.</summary>
public sealed class VersionsTests
{
    [Fact]
    public void A_version_is_a_weak_tag_of_the_state_without_meta()
    {
        var (before, after) = (People.Ada(), People.Ada());
        after["meta"] = null;

        Assert.Matches("^W/\"[0-9a-f]{20}\"$", Versions.Of(before));
        Assert.Equal(Versions.Of(before), Versions.Of(after));
    }

    [Fact]
    public void Another_state_has_another_version()
    {
        var (before, after) = (People.Ada(), People.Ada());
        after["title"] = "countess";

        Assert.NotEqual(Versions.Of(before), Versions.Of(after), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"a\"", true)]
    [InlineData("*", true)]
    [InlineData(" \"x\" , W/\"a\" ", true)]
    [InlineData("\"b\"", false)]
    [InlineData("W/\"A\"", false)]
    [InlineData("", false)]
    public void A_header_names_versions(string header, bool expected) =>
        Assert.Equal(expected, Versions.Matches(header, "W/\"a\""));

    [Fact]
    public void Without_a_version_only_the_star_matches()
    {
        Assert.True(Versions.Matches("*", null));
        Assert.False(Versions.Matches("\"a\"", null));
    }

    [Fact]
    public void A_write_to_another_version_fails_its_precondition()
    {
        Versions.Require(null, "W/\"a\"");
        Versions.Require("W/\"a\"", "W/\"a\"");

        var refusal = Assert.Throws<ScimException>(() => Versions.Require("W/\"b\"", "W/\"a\""));
        Assert.Equal((412, null), (refusal.Status, refusal.ScimType));
    }
}
