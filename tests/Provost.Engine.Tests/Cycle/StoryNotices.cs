using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Writes the mail of a job's quarantine and of held removals, as the server does.</summary>
internal static class StoryNotices
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static void Connect(Contoso contoso)
    {
        contoso.QuarantineChanged = async (_, now, _, ct) =>
        {
            if (now.Quarantine is { IsSlowedDown: true } quarantine)
                await Writer(contoso)
                    .EnqueueAsync(
                        now,
                        new Notice.Quarantine(
                            quarantine.Code,
                            quarantine.Message,
                            quarantine.SeriesBegan,
                            quarantine.NextAttempt
                        ),
                        ct
                    );
        };
        contoso.RemovalsHeld = async (job, verdict, ct) =>
        {
            var waiting = await WaitingAsync(contoso, job);
            await Writer(contoso)
                .EnqueueAsync(
                    job,
                    new Notice.RemovalsStaged(
                        waiting[0].Since,
                        waiting.Count,
                        (int)verdict.Limit,
                        [.. waiting.Select(s => s.Name)]
                    ),
                    ct
                );
        };
    }

    /// <summary>What has not been taken yet, and counts as sent from here on.</summary>
    public static async Task<IReadOnlyList<OutboxMail>> TakeAsync(Contoso contoso)
    {
        var mails = await contoso.Notifications.DueAsync(100, Ct);
        foreach (var mail in mails)
            await contoso.Notifications.SetSentAsync(mail.Number, Ct);
        return mails;
    }

    private static NoticeWriter Writer(Contoso contoso) => new(contoso.Notifications, contoso.Directory);

    private static async Task<List<StagedRemoval>> WaitingAsync(Contoso contoso, SynchronizationJob job) =>
        [.. (await contoso.Jobs.StagedAsync(job.Number, Ct)).Where(s => s.State == StagedState.Waiting)];
}
