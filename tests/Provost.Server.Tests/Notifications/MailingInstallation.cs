using Microsoft.Extensions.Time.Testing;
using Provost.Engine.Applications;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Server.Hosting;
using Provost.Server.Notifications;

namespace Provost.Server.Tests.Notifications;

/// <summary>
/// An installation with one application, a clock of the test's, and a mail server that keeps what it gets.
/// </summary>
internal sealed class MailingInstallation : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder;

    private MailingInstallation(string folder, Installation installation, FakeTimeProvider time, SmtpSink sink) =>
        (_folder, Installation, Time, Sink) = (folder, installation, time, sink);

    public Installation Installation { get; }

    public FakeTimeProvider Time { get; }

    public SmtpSink Sink { get; }

    public MailSender Sender => new(Installation.Notifications, Time);

    public SmtpSettings Settings =>
        new("127.0.0.1", Sink.Port, SmtpSecurity.None, "provost@contoso.example", null, null);

    public static async Task<MailingInstallation> StartAsync(SmtpSink? sink = null)
    {
        var folder = Directory.CreateTempSubdirectory("provost-mail-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var installation = await Installation.OpenAsync(DataDirectory.Lock(folder), time, Ct);
        var mailing = new MailingInstallation(folder, installation, time, sink ?? new SmtpSink());
        await mailing.SetAsync(s => s);
        return mailing;
    }

    public Task SetAsync(Func<SmtpSettings, SmtpSettings> change) =>
        Installation.Notifications.SetSmtpAsync(Installation.Caller, change(Settings), Ct);

    /// <summary>An application of which Grace is told that removals wait.</summary>
    public async Task<SynchronizationJob> TellAsync(string application = "Dialpad", string name = "Ada")
    {
        var notifications = new NotificationSettings { Address = "grace@contoso.example" };
        var (_, job) = await Provisioning.AddAsync(
            Installation,
            Gallery.Dialpad,
            application,
            new JobSettings { Notifications = notifications },
            Ct
        );
        var notice = new Notice.RemovalsStaged(Time.GetUtcNow(), 60, 15, [name]);
        Assert.True(await Installation.Notices.EnqueueAsync(job, notice, Ct));
        return job;
    }

    public async Task<OutboxMail> OnlyMailAsync() =>
        Assert.Single(await Installation.Notifications.ListAsync(Installation.Caller, 10, Ct));

    public async ValueTask DisposeAsync()
    {
        await Installation.DisposeAsync();
        await Sink.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
