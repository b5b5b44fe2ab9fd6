using Provost.Engine.Notifications;

namespace Provost.Engine.Tests.Notifications;

/// <summary>What the mails say, and that nobody's name can say more in them than a name.</summary>
public sealed class NoticeMailTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 23);

    [Fact]
    public void What_the_mails_say()
    {
        Notice[] notices =
        [
            new Notice.Quarantine(
                "EncounteredQuarantineException",
                "GET /Users was answered with 401. The application refuses the secret token.",
                Monday,
                Monday.AddHours(6)
            ),
            new Notice.Quarantine(
                "EncounteredEscrowProportionThreshold",
                "60 of 100 objects failed.",
                Monday,
                null,
                "EncounteredQuarantineException"
            ),
            new Notice.RemovalsStaged(Monday, 60, 15, [.. Enumerable.Range(1, 12).Select(n => $"Person {n}")]),
            new Notice.KeyExpires(new DateOnly(2026, 11, 30), 7, 7),
            new Notice.Digest(
                Day,
                [
                    new("EntryConflict", ["Ada", "Grace"], 1, "POST /Users was answered with 409."),
                    new("MandatoryFieldsMissing", ["Alan"], 1, "The family name is missing."),
                ],
                Complete: true
            ),
        ];

        Approved.Matches(string.Join("\n", notices.Select(Story)));
    }

    [Fact]
    public void The_HTML_says_the_same_without_styles_or_pictures() =>
        Approved.Matches(NoticeMail.Compose(new Notice.RemovalsStaged(Monday, 1, 0, ["Ada"]), "Dialpad").Html);

    [Theory]
    [InlineData(-5, "expired on 2026-11-18")]
    [InlineData(0, "expires today, 2026-11-23")]
    [InlineData(1, "expires tomorrow, 2026-11-24")]
    [InlineData(12, "expires in 12 days, on 2026-12-05")]
    public void The_subject_says_when_the_key_ends(int days, string when) =>
        Assert.Equal(
            $"Dialpad: the key {when}",
            NoticeMail.Compose(new Notice.KeyExpires(Day.AddDays(days), 0, days), "Dialpad").Subject
        );

    [Fact]
    public void A_name_with_markup_is_shown_as_it_is_written()
    {
        var mail = Staged("<img src=https://evil.example/x onerror=\"a()\"> & Söhne");

        Assert.Contains("&lt;img src=https://evil.example/x onerror=&quot;a()&quot;&gt; &amp; S", mail.Html);
        Assert.DoesNotContain("<img", mail.Html, StringComparison.Ordinal);
        Assert.Contains("  - <img src=https://evil.example/x onerror=\"a()\"> & Söhne", mail.Text);
    }

    [Theory]
    [InlineData("Ada\r\nBcc: eve@evil.example")]
    [InlineData("Ada\nBcc: eve@evil.example")]
    [InlineData("Ada\u2028Bcc: eve@evil.example")]
    [InlineData("Ada\u0085Bcc: eve@evil.example")]
    public void A_name_cannot_begin_a_line_of_its_own(string name)
    {
        var mail = Staged(name);

        Assert.DoesNotContain("Bcc", mail.Text.Split('\n').Select(l => l.Trim().Split(':')[0]));
        Assert.Matches("- Ada +Bcc: eve@evil.example", mail.Text);
    }

    [Theory]
    [InlineData("Dial\r\npad", "Dial  pad: 1 removal to decide about")]
    [InlineData("Dial\u202Epad", "Dial pad: 1 removal to decide about")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم: 1 removal to decide about")]
    public void A_subject_is_one_line_in_one_direction(string application, string subject) =>
        Assert.Equal(
            subject,
            NoticeMail.Compose(new Notice.RemovalsStaged(Monday, 1, 0, ["Ada"]), application).Subject
        );

    [Fact]
    public void Half_a_character_is_replaced() =>
        Assert.Contains("  - \uFFFD\n", Staged("\uD800").Text, StringComparison.Ordinal);

    [Fact]
    public void An_endless_name_is_cut() => Assert.True(Staged(new string('A', 100_000)).Text.Length < 1000);

    [Fact]
    public void A_command_is_never_made_of_what_a_shell_would_carry_out() =>
        Assert.Contains(
            "provost staged list APP",
            NoticeMail.Compose(new Notice.RemovalsStaged(Monday, 1, 0, ["Ada"]), "x$(reboot)").Text,
            StringComparison.Ordinal
        );

    private static NoticeMail Staged(string name) =>
        NoticeMail.Compose(new Notice.RemovalsStaged(Monday, 1, 0, [name]), "Dialpad");

    private static string Story(Notice notice)
    {
        var mail = NoticeMail.Compose(notice, "Dialpad of Contoso");
        return $"=== {mail.Subject}\n\n{mail.Text}";
    }
}
