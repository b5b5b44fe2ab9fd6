using Provost.Engine;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Server.Hosting;

/// <summary>Runs the cycle for named objects, and tells what it logged of each.</summary>
internal static class ProvisionOnDemand
{
    public static async Task<IReadOnlyList<OnDemandResult>> RunAsync(
        Installation installation,
        SynchronizationJob job,
        IReadOnlyList<DirectoryObject> subjects,
        CancellationToken ct
    )
    {
        var run = job with { Subjects = [.. subjects.Select(s => s.Number)] };
        var end = installation.Loop is { } loop
            ? await loop.OnDemandAsync(run, ct)
            : await installation.Runner.RunAsync(run, _ => { }, ct, CancellationToken.None);
        return end switch
        {
            CycleEnd.Finished(var report) => [.. subjects.Select(s => Told(job, s, report, installation.Time))],
            CycleEnd.Stopped(var code, var detail) =>
            [
                .. subjects.Select(s => OnDemand.NotConnected(job, s, code, detail, installation.Time.GetUtcNow())),
            ],
            CycleEnd.Nothing(var why) => throw new EngineException($"Nothing was provisioned: {why}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static OnDemandResult Told(
        SynchronizationJob job,
        DirectoryObject subject,
        CycleReport report,
        TimeProvider time
    )
    {
        var entries = report.Entries.Where(e => e.ObjectNumber == subject.Number).ToList();
        var mapping = job.Schema.For(subject.Kind);
        return entries is [var first, .. var references]
            ? OnDemand.Of(job, mapping, subject, first, references)
            : OnDemand.NotMapped(job, subject, time.GetUtcNow());
    }
}
