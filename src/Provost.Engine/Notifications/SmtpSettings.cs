using System.Net;
using System.Net.Mail;

namespace Provost.Engine.Notifications;

/// <summary>How the connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>Begins readable and goes on encrypted, or not at all (RFC 3207).</summary>
    StartTls,

    /// <summary>Encrypted from the first byte (RFC 8314 §3.3).</summary>
    Tls,

    /// <summary>Readable for everybody on the way.</summary>
    None,
}

/// <summary>Where an installation sends its mail.</summary>
/// <param name="From">The sender's address, without a name.</param>
/// <param name="User">Null where the server asks for none.</param>
/// <param name="Password">Null without a user.</param>
public sealed record SmtpSettings(
    string Host,
    int Port,
    SmtpSecurity Security,
    string From,
    string? User,
    string? Password
)
{
    /// <summary>587, 465 or 25, as RFC 8314 has them.</summary>
    public static int UsualPort(SmtpSecurity security) =>
        security switch
        {
            SmtpSecurity.StartTls => 587,
            SmtpSecurity.Tls => 465,
            _ => 25,
        };

    /// <summary>Throws an <see cref="EngineException"/> that names the first setting that cannot be.</summary>
    public SmtpSettings Checked()
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            throw new EngineException($"The host '{Host}' is no name or address of a server, such as mail.example.");
        if (Port is < 1 or > IPEndPoint.MaxPort)
            throw new EngineException($"The port {Port} is none: it is between 1 and {IPEndPoint.MaxPort}, often 587.");
        MailAddresses.Check("sender", From);
        if (User is null != Password is null)
            throw new EngineException("A user and a password go together: give both --user and --password-stdin.");
        if (Password is not null && Security == SmtpSecurity.None && !IsLoopback(Host))
            throw new EngineException(
                "With the security 'none' everybody on the way could read the password: take starttls or tls."
            );
        return this;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() =>
        $"{Host}:{Port}, {Security.ToString().ToLowerInvariant()}, from {From}, "
        + (User is null ? "without a user" : $"user {User} (password not shown)");

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

/// <summary>Addresses as an administrator types them.</summary>
public static class MailAddresses
{
    /// <summary>RFC 5321 §4.5.3.1.3, without the angle brackets.</summary>
    private const int Longest = 254;

    /// <summary>One address and nothing else: no name, no list, no line break.</summary>
    /// <param name="what">What the address is, for the message of the <see cref="EngineException"/>.</param>
    public static string Check(string what, string text) =>
        text.Length <= Longest
        && !text.Any(char.IsControl)
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
            ? text
            : throw new EngineException(
                $"The {what} '{MailBody.Clean(text, 80)}' is no mail address: write one such as it@contoso.example."
            );
}
