using System.CommandLine;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary><c>provost apps status</c>: how provisioning to an application stands, once or as it goes on.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Keep running: a line whenever something has changed, looked at every second.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var status = new Command("status", "How provisioning stands: state, progress, failures.")
        {
            ApplicationCommands.App,
            Watch,
        };
        status.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var name = parse.GetRequiredValue(ApplicationCommands.App);
                    var application = await installation.ApplicationAsync(name, ct);
                    if (parse.GetValue(Watch))
                        return await WatchAsync(installation, application, environment.Out, ct);
                    var job = await installation.JobAsync(application, ct);
                    await new JobScreen(environment.Out).ShowAsync(installation, application, job, ct);
                    return 0;
                }
            )
        );
        return status;
    }

    private static async Task<int> WatchAsync(
        Installation installation,
        Application application,
        TextWriter output,
        CancellationToken ct
    )
    {
        string? shown = null;
        using var timer = new PeriodicTimer(LookAgain, installation.Time);
        try
        {
            do
            {
                var line = await LineAsync(installation, application, ct);
                if (line == shown)
                    continue;
                await output.WriteLineAsync($"{installation.Time.GetUtcNow():HH:mm:ss}Z  {line}");
                await output.FlushAsync(ct);
                shown = line;
            } while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Whoever watches ends it like this.
        }

        return 0;
    }

    private static async Task<string> LineAsync(
        Installation installation,
        Application application,
        CancellationToken ct
    )
    {
        var job = await installation.JobAsync(application, ct);
        var state = job is { State: JobState.Quarantine, Quarantine: { } quarantine }
            ? $"Quarantine: {quarantine.Reason}"
            : $"{job.State}";
        var counts = (await installation.Jobs.EntriesAsync(job.Number, ct)).Select(e =>
            $"{e.Provisioned} of {e.InScope} {(e.Kind == Engine.Directory.ObjectKind.User ? "users" : "groups")}"
        );
        var backlog = await installation.Jobs.BacklogSizeAsync(job.Number, ct);
        var failures = await installation.Jobs.OpenFailuresAsync(job.Number, ct);
        return string.Join(
            ", ",
            [
                state,
                .. counts,
                backlog.All == 0 ? "nothing to do" : $"{backlog.All} to do",
                $"{failures.Objects + failures.References} failed",
            ]
        );
    }
}
