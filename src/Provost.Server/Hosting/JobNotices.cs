using Provost.Engine.Cycle;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;

namespace Provost.Server.Hosting;

/// <summary>What a cycle's end is worth a mail (ENT-QUA-13, ENT-DEP-12).</summary>
internal static class JobNotices
{
    private const int NamesShown = 20;

    public static async Task QuarantineAsync(
        Installation installation,
        SynchronizationJob before,
        SynchronizationJob now,
        QuarantineChange change,
        CancellationToken ct
    )
    {
        // Held removals have a mail of their own, and the end of a quarantine is no alarm.
        if (now.Quarantine is not { IsSlowedDown: true } quarantine)
            return;

        var off = change == QuarantineChange.SwitchedOff;
        await installation.Notices.EnqueueAsync(
            now,
            new Notice.Quarantine(
                quarantine.Code,
                off
                    ? $"The quarantine lasted so long that provisioning was switched off. {quarantine.Message}"
                    : quarantine.Message,
                quarantine.SeriesBegan,
                off ? null : quarantine.NextAttempt,
                change == QuarantineChange.ReasonChanged ? before.Quarantine?.Code : null
            ),
            ct
        );
    }

    public static async Task RemovalsHeldAsync(
        Installation installation,
        SynchronizationJob job,
        GuardVerdict verdict,
        CancellationToken ct
    )
    {
        var waiting = (await installation.Jobs.StagedAsync(job.Number, ct))
            .Where(s => s.State == StagedState.Waiting)
            .ToList();
        if (waiting.Count > 0)
            await installation.Notices.EnqueueAsync(
                job,
                new Notice.RemovalsStaged(
                    waiting[0].Since,
                    waiting.Count,
                    (int)verdict.Limit,
                    [.. waiting.Take(NamesShown).Select(s => s.Name)]
                ),
                ct
            );
    }
}
