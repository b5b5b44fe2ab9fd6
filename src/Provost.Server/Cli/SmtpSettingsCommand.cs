using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Notifications;
using Provost.Server.Hosting;
using Provost.Server.Notifications;

namespace Provost.Server.Cli;

/// <summary><c>provost settings smtp</c>: the server that takes the mail of this installation.</summary>
internal static class SmtpSettingsCommand
{
    private static readonly Option<string> Host = new("--host") { Description = "The mail server's name or address." };
    private static readonly Option<int?> Port = new("--port")
    {
        Description = "587 (default) with starttls, 465 with tls, 25 with none.",
    };
    private static readonly Option<SmtpSecurity> Security = new("--security")
    {
        Description = "starttls (default), tls or none.",
    };
    private static readonly Option<string> From = new("--from") { Description = "The sender's address." };
    private static readonly Option<string> User = new("--user") { Description = "Who signs in; leave out for nobody." };
    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Read the user's password from standard input, where no process list shows it.",
    };
    private static readonly Option<bool> Show = new("--show")
    {
        Description = "Show what is set, without the password; so does the command without options.",
    };
    private static readonly Option<string> Test = new("--test")
    {
        Description = "Send a test mail to this address, with what is set or being set, and show the server's answer.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("smtp", "Show, set or test the server that takes the mail of this installation.")
        {
            Host,
            Port,
            Security,
            From,
            User,
            PasswordStdin,
            Show,
            Test,
        };
        command.SetAction(
            environment.WritesUnless(
                parse => CommandEnvironment.HasNone(parse, command, except: Show),
                (parse, installation, ct) => RunAsync(parse, installation, environment, ct),
                readsLine: parse => parse.GetValue(PasswordStdin)
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parse,
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        SmtpSettings settings;
        if (parse.GetValue(Host) is { } host)
        {
            settings = (await EnteredAsync(parse, host, environment, ct)).Checked();
            await installation.Notifications.SetSmtpAsync(installation.Caller, settings, ct);
        }
        else
        {
            if (
                parse.GetValue(Port) is not null
                || parse.GetValue(From) is not null
                || parse.GetValue(User) is not null
            )
                throw new EngineException("Say the server together with the rest: --host mail.example --from …");
            settings =
                await installation.Notifications.SmtpAsync(ct)
                ?? throw new EngineException(
                    "No mail server is set: provost settings smtp --host mail.example --from provost@contoso.example."
                );
        }

        await environment.Out.WriteLineAsync($"Mail server: {settings}.");
        if (parse.GetValue(Test) is not { } address)
            return 0;

        var sender = new MailSender(installation.Notifications, installation.Time);
        var answer = await sender.SendTestAsync(settings, MailAddresses.Check("address", address), ct);
        await environment.Out.WriteLineAsync($"The test mail was taken. The server answered: {answer}");
        return 0;
    }

    private static async Task<SmtpSettings> EnteredAsync(
        ParseResult parse,
        string host,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var security = parse.GetValue(Security);
        return new SmtpSettings(
            host,
            parse.GetValue(Port) ?? SmtpSettings.UsualPort(security),
            security,
            parse.GetValue(From)
                ?? throw new EngineException("Say the sender's address: --from provost@contoso.example."),
            parse.GetValue(User),
            parse.GetValue(PasswordStdin) ? await environment.In.ReadLineAsync(ct) : null
        );
    }
}
