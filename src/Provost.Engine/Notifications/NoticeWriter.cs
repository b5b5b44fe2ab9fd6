using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Notifications;

/// <summary>Turns a notice into a mail of the outbox, where the job's settings want it.</summary>
public sealed class NoticeWriter(INotificationStore store, IDirectoryStore directory)
{
    /// <summary>
    /// Call it after what it tells of is stored, and again whenever that is found to be so still: a notice is mailed
    /// once, and a crash in between loses none. True where a mail was written.
    /// </summary>
    public async Task<bool> EnqueueAsync(SynchronizationJob job, Notice notice, CancellationToken ct)
    {
        var settings = job.Settings.Notifications;
        if (settings.Address is not { } address || !notice.IsWantedBy(settings))
            return false;
        if (await store.IsKnownAsync(job.Number, notice.Kind, notice.OnceKey, ct))
            return false;

        var applications = await directory.ApplicationsAsync(Caller.Local(job.TenantId, "notifications"), ct);
        var application = applications.FirstOrDefault(a => a.Id == job.ApplicationId)?.DisplayName ?? job.Id;
        var mail = NoticeMail.Compose(notice, application);
        return await store.AddAsync(job.Number, notice.Kind, notice.OnceKey, (address, mail), ct);
    }
}
