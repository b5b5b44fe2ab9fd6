using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Notifications;

/// <summary>
/// What is written about because a day has come: keys that end and the digests of the day before. Days are UTC's.
/// </summary>
public sealed class DailyNotices(
    IJobStore jobs,
    IProvisioningLog log,
    INotificationStore store,
    NoticeWriter writer,
    TimeProvider time
)
{
    /// <summary>Entries of a day that a digest is made of; each may hold a failing request of some kilobytes.</summary>
    private const int MostEntries = 2000;

    /// <summary>Writes what is due and not written yet; may be called at any time and as often as one likes.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var job in await jobs.JobsAsync(ct))
        {
            if (await ExpiresAsync(job, ct) is { } expires && KeyExpiry.Due(expires, today) is { } threshold)
                await writer.EnqueueAsync(
                    job,
                    new Notice.KeyExpires(expires, threshold, expires.DayNumber - today.DayNumber),
                    ct
                );
            await DigestAsync(job, FailureDigest.Day(today), ct);
        }
    }

    /// <summary>The nearest end that anybody knows: the administrator, the token itself, or who gave it out.</summary>
    private async Task<DateOnly?> ExpiresAsync(SynchronizationJob job, CancellationToken ct)
    {
        var entered = job.Settings.Notifications.KeyExpires;
        try
        {
            var known = (await jobs.SecretsAsync(job.ApplicationNumber, ct)).Expires();
            return entered is null || known < entered ? known ?? entered : entered;
        }
        catch (EngineException)
        {
            // Secrets that cannot be decrypted are the job's trouble, not that of everybody's mail.
            return entered;
        }
    }

    private async Task DigestAsync(SynchronizationJob job, DateOnly day, CancellationToken ct)
    {
        var nothing = new Notice.Digest(day, [], Complete: true);
        if (
            !nothing.IsWantedBy(job.Settings.Notifications)
            || await store.IsKnownAsync(job.Number, nothing.Kind, nothing.OnceKey, ct)
        )
            return;

        var query = new EntryQuery
        {
            JobNumber = job.Number,
            Status = ProvisioningStatus.Failure,
            From = new DateTimeOffset(day, default, TimeSpan.Zero),
            Until = new DateTimeOffset(day.AddDays(1), default, TimeSpan.Zero),
            Take = MostEntries,
        };
        var failures = await log.ReadAsync(Caller.Local(job.TenantId, "notifications"), query, ct);
        var waiting = (await jobs.EscrowsAsync(job.Number, ct)).Select(e => e.ObjectNumber).ToHashSet();
        if (FailureDigest.Of(day, failures, waiting, failures.Count < MostEntries) is { } digest)
            await writer.EnqueueAsync(job, digest, ct);
        else
            await store.AddAsync(job.Number, nothing.Kind, nothing.OnceKey, mail: null, ct);
    }
}
