using CsCheck;
using Provost.Engine.Directory;

namespace Provost.Engine.Tests.Directory;

/// <summary>Names that mean the same compare equal (RFC 4514).</summary>
public sealed class DistinguishedNameTests
{
    [Theory]
    [InlineData("UID=Ada,  OU = People,DC=Contoso", "uid=ada,ou=people,dc=contoso")]
    [InlineData("cn=Lovelace\\, Ada,dc=contoso", "cn=lovelace\\, ada,dc=contoso")]
    [InlineData("cn=Lovelace\\2C Ada,dc=contoso", "cn=lovelace\\, ada,dc=contoso")]
    [InlineData("cn=\"Lovelace, Ada\",dc=contoso", "cn=lovelace\\, ada,dc=contoso")]
    [InlineData("cn=Ada   Lovelace ;dc=contoso", "cn=ada lovelace,dc=contoso")]
    [InlineData("UID=ada+CN=Ada,dc=contoso", "cn=ada+uid=ada,dc=contoso")]
    [InlineData("cn=Zo\\C3\\AB", "cn=zoë")]
    [InlineData("cn=a\\+b\\=c", "cn=a\\+b\\=c")]
    [InlineData("cn=Ada \U0001F600\\, Countess", "cn=ada \U0001F600\\, countess")]
    [InlineData("cn=\\\U0001F600", "cn=\U0001F600")]
    [InlineData("cn=\\F0\\9F\\98\\80 \U0001F600", "cn=\U0001F600 \U0001F600")]
    public void There_is_one_form(string written, string form)
    {
        Assert.True(DistinguishedName.TryNormalize(written, out var normalized));
        Assert.Equal(form, normalized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("uid=ada,")]
    [InlineData("=ada")]
    [InlineData("cn=ada\\")]
    public void What_is_no_name_is_refused(string text) => Assert.False(DistinguishedName.TryNormalize(text, out _));

    [Fact]
    public void The_form_of_the_form_is_itself() =>
        Gen.String[Gen.Char["aB ,;+=\\\"#2C"], 0, 12]
            .Sample(value =>
            {
                if (DistinguishedName.TryNormalize($"cn={value}", out var once))
                    Assert.True(
                        DistinguishedName.TryNormalize(once, out var twice) && twice == once,
                        $"{once} | {twice}"
                    );
            });
}
