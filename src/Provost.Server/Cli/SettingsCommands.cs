using System.CommandLine;
using Provost.Engine.Synchronization;

namespace Provost.Server.Cli;

/// <summary><c>provost settings …</c>: a command, in a file of its own, for each group of settings.</summary>
internal static class SettingsCommands
{
    public static Argument<string> App { get; } = new("app") { Description = "The application's name or id." };

    public static Command Create(CommandEnvironment environment) =>
        new("settings", "Settings of the installation and of applications.")
        {
            SmtpSettingsCommand.Create(environment),
            NotifySettingsCommand.Create(environment),
            ScopeSettingsCommand.Create(environment),
            LeaverSettingsCommand.Create(environment),
            GuardSettingsCommand.Create(environment),
        };

    /// <summary>
    /// A command that changes the settings of the application <see cref="App"/> and says what they are then; without
    /// options it only says.
    /// </summary>
    /// <param name="change">Throws an <see cref="Engine.EngineException"/> where a value cannot be.</param>
    /// <param name="shown">The settings of this group, a line each.</param>
    public static void Changes(
        Command command,
        CommandEnvironment environment,
        Func<ParseResult, JobSettings, JobSettings> change,
        Func<JobSettings, IEnumerable<string>> shown
    )
    {
        command.Add(App);
        bool LooksOnly(ParseResult parse) => CommandEnvironment.HasNone(parse, command);
        command.SetAction(
            environment.WritesUnless(
                LooksOnly,
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var job = await installation.JobAsync(application, ct);
                    var settings = LooksOnly(parse)
                        ? change(parse, job.Settings)
                        : await installation.Jobs.SetSettingsAsync(
                            installation.Caller,
                            job.Number,
                            now => change(parse, now),
                            ct
                        );
                    foreach (var line in shown(settings))
                        await environment.Out.WriteLineAsync(line);
                    return 0;
                }
            )
        );
    }
}
