using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;

namespace Provost.Server.Graph;

/// <summary>A job with everything that it is shown with.</summary>
internal sealed record JobView(
    SynchronizationJob Job,
    SynchronizationStatus Status,
    IReadOnlyList<EntryCount> Entries,
    bool HasCredentials,
    (CycleReport Report, DateTimeOffset At)? Progress
)
{
    public static async Task<JobView> ReadAsync(GraphCall call, SynchronizationJob job, CancellationToken ct) =>
        new(
            job,
            await call.Installation.Jobs.StatusAsync(job.Number, ct),
            await call.Installation.Jobs.EntriesAsync(job.Number, ct),
            await HasCredentialsAsync(call, job, ct),
            call.Installation.Loop?.Progress(job.Number)
        );

    /// <summary>Secrets that do not fit together are none.</summary>
    private static async Task<bool> HasCredentialsAsync(GraphCall call, SynchronizationJob job, CancellationToken ct)
    {
        try
        {
            return await call.Installation.Jobs.ConnectionAsync(job.Number, ct) is not null;
        }
        catch (EngineException)
        {
            return false;
        }
    }
}

/// <summary><c>microsoft.graph.synchronizationJob</c> on the wire (graph-api 6.1 and 11).</summary>
internal static class JobResource
{
    public static IReadOnlyList<string> Properties { get; } =
    ["id", "templateId", "schedule", "status", "synchronizationJobSettings", "schema"];

    public static void Write(Utf8JsonWriter json, JobView view)
    {
        var job = view.Job;
        json.WriteString("id", job.Id);
        json.WriteString("templateId", job.Id.Split('.')[0]);
        json.WriteStartObject("schedule");
        json.WriteNull("expiration");
        json.WriteString("interval", Wire.Duration(job.Settings.Interval));
        json.WriteString("state", State(view));
        json.WriteEndObject();
        WriteStatus(json, view);
        json.WriteStartArray("synchronizationJobSettings");
        foreach (var (name, value) in JobSettingNames.Of(job.Settings))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A job that was never started is disabled, one that was stopped is paused.</summary>
    private static string State(JobView view) =>
        view.Job.State != JobState.Paused ? "Active"
        : view.Job.WasStarted ? "Paused"
        : "Disabled";

    private static void WriteStatus(Utf8JsonWriter json, JobView view)
    {
        var status = view.Status;
        json.WriteStartObject("status");
        json.WriteString("code", status.Code(view.Job, view.HasCredentials).ToString());
        json.WriteNumber("countSuccessiveCompleteFailures", status.CountSuccessiveCompleteFailures);
        json.WriteBoolean("escrowsPruned", false);
        Execution(json, "lastExecution", status.LastExecution, view);
        Execution(json, "lastSuccessfulExecution", status.LastSuccessfulExecution, view);
        Execution(json, "lastSuccessfulExecutionWithExports", status.LastSuccessfulExecutionWithExports, view);
        Progress(json, view.Progress);
        WriteQuarantine(json, view.Job.Quarantine);
        Wire.InstantOrNever(json, "steadyStateFirstAchievedTime", status.SteadyStateFirstAchievedTime);
        Wire.InstantOrNever(json, "steadyStateLastAchievedTime", status.SteadyStateLastAchievedTime);
        json.WriteStartArray("synchronizedEntryCountByType");
        foreach (var count in view.Entries)
        {
            json.WriteStartObject();
            json.WriteString("key", count.Kind.ToString());
            json.WriteNumber("value", count.Provisioned);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("troubleshootingUrl");
        json.WriteEndObject();
    }

    private static void Execution(Utf8JsonWriter json, string name, TaskExecution? execution, JobView view)
    {
        if (execution is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("activityIdentifier", execution.ActivityIdentifier);
        // How many are entitled is known as the last execution left it; of earlier ones nobody noted it.
        var entries = execution.ActivityIdentifier == view.Status.LastExecution?.ActivityIdentifier ? view.Entries : [];
        json.WriteNumber("countEntitled", entries.Sum(e => e.Known));
        json.WriteNumber("countEntitledForProvisioning", entries.Sum(e => e.InScope));
        json.WriteNumber("countEscrowed", execution.CountEscrowed);
        json.WriteNumber("countEscrowedRaw", execution.CountEscrowedRaw);
        json.WriteNumber("countExported", execution.CountExported);
        json.WriteNumber("countExports", execution.CountExports);
        json.WriteNumber("countImported", execution.CountImported);
        json.WriteNumber("countImportedDeltas", execution.CountImported);
        json.WriteNumber(
            "countImportedReferenceDeltas",
            execution.Report.References + execution.Report.FailedReferences
        );
        json.WriteString("state", execution.State.ToString());
        Error(json, execution.Error is { } message ? ("Failed", message) : null);
        json.WriteString("timeBegan", Wire.Instant(execution.TimeBegan));
        json.WriteString("timeEnded", Wire.Instant(execution.TimeEnded));
        json.WriteEndObject();
    }

    private static void Progress(Utf8JsonWriter json, (CycleReport Report, DateTimeOffset At)? progress)
    {
        json.WriteStartArray("progress");
        if (progress is var (report, at))
        {
            json.WriteStartObject();
            json.WriteNumber("completedUnits", report.Done);
            json.WriteString("progressObservationDateTime", Wire.Instant(at));
            json.WriteNumber("totalUnits", Math.Max(report.Total, report.Done));
            json.WriteString("units", report.Step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteQuarantine(Utf8JsonWriter json, Quarantine? quarantine)
    {
        if (quarantine is null)
        {
            json.WriteNull("quarantine");
            return;
        }

        json.WriteStartObject("quarantine");
        json.WriteString("currentBegan", Wire.Instant(quarantine.CurrentBegan));
        json.WriteString("nextAttempt", Wire.Instant(quarantine.NextAttempt));
        json.WriteString("reason", quarantine.Reason.ToString());
        json.WriteString("seriesBegan", Wire.Instant(quarantine.SeriesBegan));
        json.WriteNumber("seriesCount", quarantine.SeriesCount);
        Error(json, (quarantine.Code, quarantine.Message));
        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, (string Code, string Message)? error)
    {
        if (error is not var (code, message))
        {
            json.WriteNull("error");
            return;
        }

        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteBoolean("tenantActionable", true);
        json.WriteEndObject();
    }
}
