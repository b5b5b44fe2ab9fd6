using System.CommandLine;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost mail …</c>: what was written to administrators.</summary>
internal static class MailCommands
{
    private static readonly Option<int> Take = new("--take")
    {
        Description = "How many.",
        DefaultValueFactory = _ => 50,
    };

    public static Command Create(CommandEnvironment environment) =>
        new("mail", "Mail to administrators.") { List(environment) };

    private static Command List(CommandEnvironment environment)
    {
        var list = new Command("list", "List mail, the newest first, with what became of it.") { Take };
        list.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var table = new Table()
                        .Border(TableBorder.Simple)
                        .AddColumns("Written", "To", "Subject", "State", "Tries", "Error");
                    var take = Math.Max(1, parse.GetValue(Take));
                    foreach (var mail in await installation.Notifications.ListAsync(installation.Caller, take, ct))
                        table.AddRow(
                            $"{mail.Created:yyyy-MM-dd HH:mm}",
                            Markup.Escape(mail.Address),
                            Markup.Escape(mail.Mail.Subject),
                            $"{mail.State}",
                            $"{mail.Tries}",
                            Markup.Escape(mail.Error ?? "")
                        );
                    environment.Screen.Write(table);
                    return 0;
                }
            )
        );
        return list;
    }
}
