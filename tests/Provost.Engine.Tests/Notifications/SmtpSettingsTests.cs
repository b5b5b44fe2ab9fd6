using Provost.Engine.Notifications;

namespace Provost.Engine.Tests.Notifications;

/// <summary>Which mail servers can be set.</summary>
public sealed class SmtpSettingsTests
{
    private static readonly SmtpSettings Usual = new(
        "mail.example",
        587,
        SmtpSecurity.StartTls,
        "provost@contoso.example",
        "provost",
        "correct horse battery"
    );

    public static TheoryData<Func<SmtpSettings, SmtpSettings>, string> Wrong =>
        new()
        {
            { s => s with { Host = "mail example" }, "The host 'mail example'" },
            { s => s with { Host = "smtp://mail.example" }, "The host 'smtp://mail.example'" },
            { s => s with { Port = 65536 }, "The port 65536" },
            { s => s with { From = "Provost <provost@contoso.example>" }, "The sender 'Provost <" },
            { s => s with { From = "a@contoso.example\r\nBcc: eve@evil.example" }, "The sender 'a@contoso.example " },
            { s => s with { From = $"{new string('a', 300)}@contoso.example" }, "is no mail address" },
            { s => s with { User = null }, "go together" },
            { s => s with { Password = null }, "go together" },
            { s => s with { Security = SmtpSecurity.None }, "take starttls or tls" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_is_named_without_the_password(Func<SmtpSettings, SmtpSettings> change, string message)
    {
        var refused = Assert.Throws<EngineException>(() => change(Usual).Checked());

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse battery", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail.example", SmtpSecurity.Tls)]
    [InlineData("192.0.2.1", SmtpSecurity.StartTls)]
    [InlineData("::1", SmtpSecurity.None)]
    [InlineData("localhost", SmtpSecurity.None)]
    public void What_can_be_stays_as_it_is(string host, SmtpSecurity security)
    {
        var settings = Usual with { Host = host, Security = security };

        Assert.Equal(settings, settings.Checked());
    }

    [Fact]
    public void The_password_is_not_printed() =>
        Assert.Equal(
            "mail.example:587, starttls, from provost@contoso.example, user provost (password not shown)",
            $"{Usual}"
        );
}
