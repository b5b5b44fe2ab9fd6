using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;
using Provost.Engine;
using Provost.Engine.Notifications;

namespace Provost.Server.Notifications;

/// <summary>Sends the mail of the outbox, and remembers how that went.</summary>
internal sealed class MailSender(INotificationStore store, TimeProvider time)
{
    private const int MailsAtOnce = 20;
    private const int LongestError = 500;
    private const string Hidden = "(not shown)";

    /// <summary>From the connection to the last answer; RFC 5321 §4.5.3.2 allows more, no server needs it.</summary>
    public static TimeSpan TimeOut { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Sends what is due. Gives a line about each mail that failed for the first or the last time.</summary>
    public async Task<IReadOnlyList<string>> SendDueAsync(CancellationToken ct)
    {
        var due = await store.DueAsync(MailsAtOnce, ct);
        var news = new List<string>();
        foreach (var mail in due)
        {
            var error = await TrySendAsync(mail, ct);
            if (error is null)
            {
                // Recorded even where the server is being stopped, or the mail would go out again.
                await store.SetSentAsync(mail.Number, CancellationToken.None);
                continue;
            }

            var next = MailSchedule.Next(mail.Created, mail.Tries + 1, time.GetUtcNow());
            await store.SetFailedAsync(mail.Number, error, next, CancellationToken.None);
            if (next is null)
                news.Add($"Mail {mail.Number} to {mail.Address} is given up: {error}");
            else if (mail.Tries == 0)
                news.Add($"Mail {mail.Number} to {mail.Address} was not sent, it is tried again: {error}");
        }

        return news;
    }

    /// <summary>
    /// Sends one mail at once and gives the server's answer; <see cref="EngineException"/> where it was not taken.
    /// </summary>
    public async Task<string> SendTestAsync(SmtpSettings settings, string address, CancellationToken ct)
    {
        const string said = "This is a test of Provost. Its mail arrives.";
        var html = $"<!DOCTYPE html>\n<html lang=\"en\"><body><p>{said}</p></body></html>\n";
        var mail = new NoticeMail("Provost: a test", $"{said}\n", html);
        try
        {
            return await SendAsync(settings, address, mail, MimeUtils.GenerateMessageId(), ct);
        }
        catch (MailNotSentException refused)
        {
            throw new EngineException($"The mail was not sent by {settings}. {refused.Message}", refused);
        }
    }

    private async Task<string?> TrySendAsync(OutboxMail mail, CancellationToken ct)
    {
        try
        {
            if (await store.SmtpAsync(ct) is not { } settings)
                return "No mail server is set: provost settings smtp.";
            // The same for every try, so that a mailbox can tell that a second one is the same mail.
            var id = $"provost.{mail.Number}.{mail.Created.UtcTicks}@{settings.From.Split('@')[^1]}";
            await SendAsync(settings, mail.Address, mail.Mail, id, ct);
            return null;
        }
        catch (Exception refused) when (refused is MailNotSentException or EngineException)
        {
            return refused.Message;
        }
    }

    private MimeMessage Message(SmtpSettings settings, string address, NoticeMail mail, string id)
    {
        var message = new MimeMessage
        {
            MessageId = id,
            Subject = mail.Subject,
            Date = time.GetUtcNow(),
            Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody(),
        };
        message.From.Add(new MailboxAddress("Provost", settings.From));
        message.To.Add(new MailboxAddress("", address));
        // No holiday notes in return (RFC 3834 §5).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private async Task<string> SendAsync(
        SmtpSettings settings,
        string address,
        NoticeMail mail,
        string id,
        CancellationToken ct
    )
    {
        using var late = new CancellationTokenSource(TimeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        // Certificates of a company's own authority seldom have a revocation list that can be reached.
        using var smtp = new SmtpClient { CheckCertificateRevocation = false };
        try
        {
            using var message = Message(settings, address, mail, id);
            await smtp.ConnectAsync(settings.Host, settings.Port, Options(settings.Security), either.Token);
            if (settings is { User: { } user, Password: { } password })
                await smtp.AuthenticateAsync(user, password, either.Token);
            var answer = await smtp.SendAsync(message, either.Token);
            await TryDisconnectAsync(smtp, either.Token);
            return answer;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new MailNotSentException($"The server did not answer within {TimeOut.TotalSeconds:0} seconds.");
        }
        catch (Exception refused) when (IsOfMail(refused))
        {
            throw new MailNotSentException(Shown(settings, Explained(settings, refused)));
        }
    }

    /// <summary>The mail is taken by then: a server that hangs up without a word has it all the same.</summary>
    private static async Task TryDisconnectAsync(SmtpClient smtp, CancellationToken ct)
    {
        try
        {
            await smtp.DisconnectAsync(quit: true, ct);
        }
        catch (Exception rude) when (IsOfMail(rude) || rude is OperationCanceledException)
        {
            // Nothing is lost.
        }
    }

    private static SecureSocketOptions Options(SmtpSecurity security) =>
        security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            _ => SecureSocketOptions.None,
        };

    private static bool IsOfMail(Exception refused) =>
        refused
            is CommandException
                or ProtocolException
                or AuthenticationException
                or SslHandshakeException
                or SocketException
                or IOException
                or NotSupportedException
                or TimeoutException
                or FormatException;

    private static string Explained(SmtpSettings settings, Exception refused) =>
        refused switch
        {
            SslHandshakeException =>
                "No encrypted connection came about: check --security and the port (starttls 587, tls 465), and that "
                    + "this machine trusts the server's certificate.",
            AuthenticationException => $"The server refuses user and password. It said: {refused.Message}",
            SmtpCommandException command => $"The server answered {(int)command.StatusCode} {command.Message}",
            SocketException => $"{settings.Host}:{settings.Port} cannot be reached: {refused.Message}",
            _ => refused.Message,
        };

    /// <summary>One line without the password, in whichever form the server may have repeated it.</summary>
    private static string Shown(SmtpSettings settings, string text)
    {
        if (settings.Password is { Length: > 0 } password)
        {
            string[] forms =
            [
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{settings.User}\0{password}")),
                Convert.ToBase64String(Encoding.UTF8.GetBytes(password)),
                password,
            ];
            text = forms.Aggregate(text, (shown, form) => shown.Replace(form, Hidden, StringComparison.Ordinal));
        }

        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > LongestError ? line[..LongestError] + "…" : line;
    }

    /// <summary>Why a mail was not sent, for a person and without secrets.</summary>
    private sealed class MailNotSentException(string message) : Exception(message);
}
