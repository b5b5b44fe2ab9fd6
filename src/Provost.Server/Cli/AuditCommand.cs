using System.CommandLine;
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
                        parse.GetValue(Activity),
                        Math.Max(1, parse.GetValue(Take)),
                        ct
                    );
                    var table = new Table().Border(TableBorder.Simple).AddColumns("Time", "Who", "Activity", "Target");
                    foreach (var (_, time, caller, activity, target) in entries.Reverse())
                        table.AddRow(
                            time.ToString("MM-dd HH:mm:ss"),
                            Markup.Escape(caller),
                            Markup.Escape(activity),
                            Markup.Escape(target)
                        );
                    environment.Screen.Write(table);
                    return 0;
                }
            )
        );
        return command;
    }
}
