using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost jobs …</c>: how the jobs are, and start, pause and restart.</summary>
internal static class JobCommands
{
    private static readonly Option<string> Reset = new("--reset")
    {
        Description =
            "What is forgotten, separated by commas: watermark, escrows, quarantineState, connectorDataStore (the "
            + "links: everybody is matched afresh), full (all of these), forceDeletes (removals that wait for an "
            + "approval are carried out). Without it: watermark, escrows and quarantineState.",
    };

    private static readonly Argument<string?> AppOrAll = new("app")
    {
        Description = "The application's name or id.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<bool> All = new("--all") { Description = "Every application." };

    public static Command Create(CommandEnvironment environment)
    {
        var jobs = new Command("jobs", "Jobs: state, last cycle, failures, quarantine.")
        {
            Show(environment),
            Start(environment),
            Pause(environment),
            Restart(environment),
        };
        jobs.SetAction(environment.Reads((_, installation, ct) => ListAsync(installation, environment, ct)));
        return jobs;
    }

    public static Command Start(CommandEnvironment environment) =>
        ForJob(
            "start",
            "Switch provisioning on; a quarantine is over.",
            environment,
            async (_, installation, application, job, ct) =>
            {
                await Provisioning.StartAsync(installation, installation.Caller, application, job, ct);
                return $"{application.DisplayName}: {JobState.Active} ({job.Schema.For(ObjectKind.User)?.Title}).";
            }
        );

    public static Command Pause(CommandEnvironment environment)
    {
        var pause = new Command(
            "pause",
            "Switch provisioning off: the running cycle ends within seconds, and nothing is lost."
        )
        {
            AppOrAll,
            All,
        };
        pause.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var (name, all) = (parse.GetValue(AppOrAll), parse.GetValue(All));
                    if (name is null != all)
                        throw new EngineException("Name one application, or give --all for every one.");
                    var applications = name is null
                        ? await installation.Directory.ApplicationsAsync(installation.Caller, ct)
                        : [await installation.ApplicationAsync(name, ct)];
                    foreach (var application in applications)
                        await PauseAsync(installation, application, mustHaveJob: !all, environment.Out, ct);
                    return 0;
                }
            )
        );
        return pause;
    }

    private static async Task PauseAsync(
        Installation installation,
        Application application,
        bool mustHaveJob,
        TextWriter output,
        CancellationToken ct
    )
    {
        if (!mustHaveJob && await installation.Jobs.FindAsync(application.Id, ct) is null)
            return;
        var job = await installation.JobAsync(application, ct);
        await Provisioning.PauseAsync(installation, installation.Caller, job, ct);
        await output.WriteLineAsync(
            $"{application.DisplayName}: {JobState.Paused} ({job.Schema.For(ObjectKind.User)?.Title})."
        );
    }

    public static Command Restart(CommandEnvironment environment)
    {
        var restart = ForJob(
            "restart",
            "Look at everybody again; the job is on afterwards.",
            environment,
            async (parse, installation, application, job, ct) =>
            {
                var scope = Scope(parse.GetValue(Reset));
                await Provisioning.RestartAsync(installation, installation.Caller, application, job, scope, ct);
                return scope?.HasFlag(ResetScope.ConnectorDataStore) == true
                    ? $"{application.DisplayName} is restarted without its links. Whoever leaves before she is matched "
                        + "again keeps her account, and accounts that are found again count as there before."
                    : $"{application.DisplayName} is restarted.";
            }
        );
        restart.Add(Reset);
        return restart;
    }

    private static ResetScope? Scope(string? text) =>
        text is null ? null
        : Enum.TryParse<ResetScope>(text, ignoreCase: true, out var scope) && !text.Any(char.IsDigit) ? scope
        : throw new EngineException(
            $"--reset '{text}' is not known. Write one or more of these, separated by commas: "
                + $"{string.Join(", ", Enum.GetNames<ResetScope>())}."
        );

    private static Command Show(CommandEnvironment environment)
    {
        var show = new Command("show", "Everything about one job.") { ApplicationCommands.App };
        show.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var name = parse.GetRequiredValue(ApplicationCommands.App);
                    var application = await installation.ApplicationAsync(name, ct);
                    var job = await installation.JobAsync(application, ct);
                    await new JobScreen(environment.Out).ShowAsync(installation, application, job, ct);
                    return 0;
                }
            )
        );
        return show;
    }

    private static async Task<int> ListAsync(
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("Application", "State", "Last cycle", "Backlog", "Failures", "Given up", "Next try");
        foreach (var application in await installation.Directory.ApplicationsAsync(installation.Caller, ct))
        {
            if (await installation.Jobs.FindAsync(application.Id, ct) is not { } job)
                continue;

            var size = await installation.Jobs.BacklogSizeAsync(job.Number, ct);
            var failures = await installation.Jobs.OpenFailuresAsync(job.Number, ct);
            var status = await installation.Jobs.StatusAsync(job.Number, ct);
            table.AddRow(
                Markup.Escape(application.DisplayName),
                Markup.Escape(
                    job.Quarantine is { } q && job.State == JobState.Quarantine
                        ? $"Quarantine: {q.Reason}"
                        : $"{job.State}"
                ),
                status.LastExecution is { } last ? $"{last.TimeEnded:MM-dd HH:mm:ss} {last.State}" : "–",
                $"{size.All}",
                $"{failures.Objects + failures.References}",
                $"{failures.Dropped}",
                job.Quarantine is { IsSlowedDown: true } slow ? $"{slow.NextAttempt:MM-dd HH:mm:ss}" : ""
            );
        }

        environment.Screen.Write(table);
        return 0;
    }

    /// <summary>A command that changes one job and says so in a line.</summary>
    private static Command ForJob(
        string verb,
        string description,
        CommandEnvironment environment,
        Func<ParseResult, Installation, Application, SynchronizationJob, CancellationToken, Task<string>> change
    )
    {
        var command = new Command(verb, description) { ApplicationCommands.App };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var name = parse.GetRequiredValue(ApplicationCommands.App);
                    var application = await installation.ApplicationAsync(name, ct);
                    var job = await installation.JobAsync(application, ct);
                    await environment.Out.WriteLineAsync(await change(parse, installation, application, job, ct));
                    return 0;
                }
            )
        );
        return command;
    }
}
