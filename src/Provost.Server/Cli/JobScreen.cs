using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary>What <c>provost jobs show</c> prints of one job.</summary>
internal sealed class JobScreen(TextWriter output)
{
    public async Task ShowAsync(
        Installation installation,
        Application application,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        var status = await installation.Jobs.StatusAsync(job.Number, ct);
        Line("Application", application.DisplayName);
        Line("Job", job.Id);
        Line("State", $"{status.Code(job, await HasCredentialsAsync(installation, job, ct))}");
        if (job.StateReason is { } reason && job.State != JobState.Quarantine)
            Line("Because", reason);
        Show(job.Quarantine);
        Show(await installation.Jobs.BacklogSizeAsync(job.Number, ct));
        Show(await installation.Jobs.OpenFailuresAsync(job.Number, ct));
        foreach (var (kind, inScope, provisioned, known) in await installation.Jobs.EntriesAsync(job.Number, ct))
            Line($"{kind}s", $"{inScope} in scope, {provisioned} with an account, {known} ever in scope");
        Show("Last cycle", status.LastExecution);
        Show("Last without failures", status.LastSuccessfulExecution);
        Show("Last that wrote", status.LastSuccessfulExecutionWithExports);
        if (status.CountSuccessiveCompleteFailures > 0)
            Line("Failed in a row", $"{status.CountSuccessiveCompleteFailures}");
        if (status.SteadyStateFirstAchievedTime is { } first)
            Line("Initial cycle done", Time(first));
    }

    /// <summary>Credentials that cannot be read any more are there, and a reason to look at all this.</summary>
    private static async Task<bool> HasCredentialsAsync(
        Installation installation,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        try
        {
            return await installation.Jobs.ConnectionAsync(job.Number, ct) is not null;
        }
        catch (EngineException)
        {
            return true;
        }
    }

    private void Show(Quarantine? quarantine)
    {
        if (quarantine is null)
            return;

        Line("Quarantine", $"{quarantine.Reason} since {Time(quarantine.SeriesBegan)}");
        Line("", $"judged again {quarantine.SeriesCount} times, last {Time(quarantine.CurrentBegan)}");
        if (quarantine.IsSlowedDown)
            Line("Next try", Time(quarantine.NextAttempt));
        Line("Error", $"{quarantine.Code}: {quarantine.Message}");
        if (quarantine.Exchange is not { } exchange)
            return;

        Line("Request", $"{exchange.Method} {exchange.Url}");
        if (exchange.RequestBody is { } sent)
            Line("", sent);
        Line("Answer", exchange.Status == 0 ? "none" : $"{exchange.Status}");
        if (exchange.ResponseBody is { } came)
            Line("", came);
    }

    private void Show(BacklogSize size) =>
        Line(
            "Backlog",
            $"{size.Removals} removals, {size.Users} users, {size.Groups} groups, {size.Managers} managers, "
                + $"{size.Members} members"
        );

    private void Show(OpenFailures failures)
    {
        Line(
            "Failures",
            $"{failures.Objects} users and groups, {failures.References} managers and lists of members, "
                + $"{failures.Dropped} given up"
        );
        if (failures.MostFrequent is { } most)
            Line("Most frequent", $"{most.Code} ({most.Count}): {Remedies.For(most.Code)}");
    }

    private void Show(string label, TaskExecution? execution)
    {
        if (execution is null)
            return;

        var report = execution.Report;
        Line(
            label,
            $"{(report.Initial ? "initial" : "incremental")}, {execution.State}, ended {Time(execution.TimeEnded)}, "
                + $"{report.Took.TotalSeconds:0.0} s, {report.Requests} requests, id {execution.ActivityIdentifier}"
        );
        Line("", $"users: {Words(report.Users)}; groups: {Words(report.Groups)}");
        Line("", $"references: {report.References} written, {report.FailedReferences} failed");
        if (execution.Error is { } error)
            Line("", error);
    }

    private static string Words(Counts counts) =>
        $"{counts.Created} created, {counts.Updated} updated, {counts.Disabled} disabled, {counts.Deleted} deleted, "
        + $"{counts.Skipped} skipped, {counts.Failed} failed";

    private static string Time(DateTimeOffset time) => $"{time:yyyy-MM-dd HH:mm:ss}Z";

    private void Line(string label, string text) => output.WriteLine($"{label, -22}{text}");
}
