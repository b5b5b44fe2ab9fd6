using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Provost.Engine.Notifications;
using Provost.Server.Notifications;

namespace Provost.Server.Tests.Notifications;

/// <summary>Mail on its way to a real server: what arrives, what is tried again, and what never leaves.</summary>
public sealed class MailSenderTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_as_text_and_HTML_and_is_sent_once()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();

        Assert.Empty(await contoso.Sender.SendDueAsync(Ct));
        Assert.Empty(await contoso.Sender.SendDueAsync(Ct));

        var (sender, recipients, message) = Assert.Single(contoso.Sink.Mails);
        Assert.Equal("provost@contoso.example", sender);
        Assert.Equal(["grace@contoso.example"], recipients);
        Assert.Equal("Dialpad: 60 removals to decide about", message.Subject);
        Assert.Equal("\"Provost\" <provost@contoso.example>", message.From.ToString());
        Assert.Equal("grace@contoso.example", message.To.ToString());
        Assert.Equal(contoso.Time.GetUtcNow(), message.Date);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Contains("  - Ada", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("<li>Ada</li>", message.HtmlBody, StringComparison.Ordinal);
        Assert.True(await contoso.OnlyMailAsync() is { State: MailState.Sent, Tries: 1, Error: null });
    }

    [Fact]
    public async Task Names_of_every_script_arrive_as_they_are()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync("Söhne & 日本", "Zoë Łukasiewicz 👩‍🚀");

        await contoso.Sender.SendDueAsync(Ct);

        var message = Assert.Single(contoso.Sink.Mails).Message;
        Assert.StartsWith("Söhne & 日本:", message.Subject, StringComparison.Ordinal);
        Assert.Contains("- Zoë Łukasiewicz 👩‍🚀", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_of_another_script_is_sent_in_the_form_that_every_server_knows()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        await contoso.SetAsync(s => s with { From = "provost@köln.example" });

        await contoso.Sender.SendDueAsync(Ct);

        Assert.Equal("provost@xn--kln-sna.example", Assert.Single(contoso.Sink.Mails).Sender);
    }

    [Fact]
    public async Task A_name_with_line_breaks_adds_no_header_and_no_recipient()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync("Dialpad\r\nBcc: eve@evil.example", "Ada\r\n.\r\nRCPT TO:<eve@evil.example>");

        await contoso.Sender.SendDueAsync(Ct);

        var (_, recipients, message) = Assert.Single(contoso.Sink.Mails);
        Assert.Equal(["grace@contoso.example"], recipients);
        Assert.Null(message.Headers["Bcc"]);
        Assert.StartsWith("Dialpad  Bcc: eve@evil.example:", message.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RCPT", "451 4.7.1 Greylisted, come back", "451")]
    [InlineData("RCPT", "550 5.1.1 No such mailbox", "550")]
    [InlineData("DATA", "452 4.3.1 Disk full", "452")]
    [InlineData("MAIL", SmtpSink.HangUp, "")]
    [InlineData("(connected)", "554 No service", "554")]
    public async Task What_the_server_does_not_take_is_tried_again_after_a_minute(
        string command,
        string answer,
        string error
    )
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        contoso.Sink.Instead = c => c.StartsWith(command, StringComparison.Ordinal) ? answer : null;

        var news = Assert.Single(await contoso.Sender.SendDueAsync(Ct));
        var waiting = await contoso.OnlyMailAsync();
        contoso.Sink.Instead = _ => null;
        contoso.Time.Advance(TimeSpan.FromSeconds(59));
        await contoso.Sender.SendDueAsync(Ct);
        Assert.Empty(contoso.Sink.Mails);
        contoso.Time.Advance(TimeSpan.FromSeconds(1));
        await contoso.Sender.SendDueAsync(Ct);

        Assert.Contains("it is tried again", news, StringComparison.Ordinal);
        Assert.True(waiting is { State: MailState.Waiting, Tries: 1 });
        Assert.Contains(error, waiting.Error, StringComparison.Ordinal);
        Assert.Single(contoso.Sink.Mails);
        Assert.True(await contoso.OnlyMailAsync() is { State: MailState.Sent, Tries: 2, Error: null });
    }

    [Fact]
    public async Task After_three_days_a_mail_is_given_up_and_stays_visible()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        contoso.Sink.Instead = c => c.StartsWith("RCPT", StringComparison.Ordinal) ? "550 No such mailbox" : null;

        var news = new List<string>();
        for (var hour = 0; hour < 100; hour++)
        {
            news.AddRange(await contoso.Sender.SendDueAsync(Ct));
            contoso.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(2, news.Count);
        Assert.Contains("is given up: The server answered 550", news[1], StringComparison.Ordinal);
        Assert.True(await contoso.OnlyMailAsync() is { State: MailState.GivenUp, Tries: 73 });
        contoso.Sink.Instead = _ => null;
        await contoso.SetAsync(s => s);
        Assert.Empty(await contoso.Sender.SendDueAsync(Ct));
    }

    [Fact]
    public async Task A_mail_of_which_nobody_knows_whether_it_was_taken_comes_again_under_the_same_id()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        contoso.Sink.Instead = c => c == "." ? SmtpSink.HangUp : null;

        await contoso.Sender.SendDueAsync(Ct);
        contoso.Sink.Instead = _ => null;
        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        await contoso.Sender.SendDueAsync(Ct);

        Assert.Equal(2, contoso.Sink.Mails.Count);
        Assert.Single(contoso.Sink.Mails.Select(m => m.Message.MessageId).Distinct());
    }

    [Fact]
    public async Task A_server_that_hangs_up_after_it_took_the_mail_has_it()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        contoso.Sink.Instead = c => c == "QUIT" ? SmtpSink.HangUp : null;

        await contoso.Sender.SendDueAsync(Ct);

        Assert.Equal(MailState.Sent, (await contoso.OnlyMailAsync()).State);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_waited_for_forever()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        contoso.Sink.Instead = c => c.StartsWith("MAIL", StringComparison.Ordinal) ? SmtpSink.Silence : null;

        var sending = contoso.Sender.SendDueAsync(Ct);
        await contoso.Sink.UntilAsync(s => s.Commands.Any(c => c.StartsWith("MAIL", StringComparison.Ordinal)));
        contoso.Time.Advance(MailSender.TimeOut);
        await sending;

        Assert.Equal("The server did not answer within 60 seconds.", (await contoso.OnlyMailAsync()).Error);
    }

    [Fact]
    public async Task Without_a_mail_server_mail_waits_and_goes_when_there_is_one()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        var port = FreePort();
        await contoso.SetAsync(s => s with { Port = port });

        await contoso.Sender.SendDueAsync(Ct);
        Assert.Contains($"127.0.0.1:{port} cannot be reached", (await contoso.OnlyMailAsync()).Error);

        await contoso.SetAsync(s => s);
        await contoso.Sender.SendDueAsync(Ct);
        Assert.Equal(MailState.Sent, (await contoso.OnlyMailAsync()).State);
    }

    [Theory]
    [InlineData("535 Wrong: {0}")]
    [InlineData("535 I do not understand '{1}'")]
    [InlineData("454 Later: {2}")]
    public async Task A_password_that_the_server_repeats_is_in_no_error(string answer)
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        await contoso.SetAsync(s => s with { User = "provost", Password = MailingInstallation.Password });
        var said = Encoding.UTF8.GetBytes(MailingInstallation.Password);
        contoso.Sink.Instead = c =>
            c.StartsWith("AUTH", StringComparison.Ordinal)
                ? string.Format(answer, MailingInstallation.Password, c[11..], Convert.ToBase64String(said))
                : null;

        var news = Assert.Single(await contoso.Sender.SendDueAsync(Ct));
        var credentials = contoso.Sink.Commands.Single(c => c.StartsWith("AUTH PLAIN ", StringComparison.Ordinal))[
            11..
        ];

        Assert.Equal(
            $"\0provost\0{MailingInstallation.Password}",
            Encoding.UTF8.GetString(Convert.FromBase64String(credentials))
        );
        Assert.Contains("(not shown)", news, StringComparison.Ordinal);
        Assert.DoesNotContain(MailingInstallation.Password, news, StringComparison.Ordinal);
        Assert.DoesNotContain(credentials, news, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(said), news, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_that_should_encrypt_and_does_not()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        await contoso.TellAsync();
        await contoso.SetAsync(s =>
            s with
            {
                Security = SmtpSecurity.StartTls,
                User = "provost",
                Password = MailingInstallation.Password,
            }
        );

        await contoso.Sender.SendDueAsync(Ct);

        Assert.Contains("STARTTLS", (await contoso.OnlyMailAsync()).Error, StringComparison.Ordinal);
        Assert.All(contoso.Sink.Commands, c => Assert.Matches("^(EHLO|QUIT)", c));
    }

    [Fact]
    public async Task A_certificate_that_this_machine_does_not_trust_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await using var contoso = await MailingInstallation.StartAsync(new SmtpSink(certificate));
        await contoso.TellAsync();
        await contoso.SetAsync(s => s with { Security = SmtpSecurity.Tls });

        await contoso.Sender.SendDueAsync(Ct);

        Assert.Contains("trusts the server's certificate", (await contoso.OnlyMailAsync()).Error);
        Assert.Empty(contoso.Sink.Commands);
    }

    [Fact]
    public async Task A_test_mail_shows_what_the_server_answered()
    {
        await using var contoso = await MailingInstallation.StartAsync();

        var answer = await contoso.Sender.SendTestAsync(contoso.Settings, "ada@contoso.example", Ct);

        Assert.Equal("Kept as number 1", answer);
        Assert.Equal(["ada@contoso.example"], Assert.Single(contoso.Sink.Mails).Recipients);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
