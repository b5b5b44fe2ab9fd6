using System.CommandLine;
using Provost.Engine.Logs;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost audit</c>: who changed what in directory and configuration (ENT-LOG-15).</summary>
internal static class AuditCommand
{
    private static readonly Option<string> Activity = new("--activity") { Description = "A part of the activity." };

    private static readonly Option<int> Take = new("--take")
    {
        Description = "How many.",
        DefaultValueFactory = _ => 50,
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("audit", "Who changed what in directory and configuration.") { Activity, Take };
        command.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var entries = await installation.Log.AuditAsync(
                        installation.Caller,
                        new LogPage { Take = Math.Max(1, parse.GetValue(Take)) },
                        parse.GetValue(Activity),
                        ct
                    );
                    var table = new Table().Border(TableBorder.Simple).AddColumns("Time", "Who", "Activity", "Target");
                    foreach (var entry in entries.Reverse())
                        table.AddRow(
                            entry.Time.ToString("MM-dd HH:mm:ss"),
                            Markup.Escape(entry.By.Name),
                            Markup.Escape(entry.Change.Activity),
                            Markup.Escape(entry.Change.Summary)
                        );
                    environment.Screen.Write(table);
                    return 0;
                }
            )
        );
        return command;
    }
}
