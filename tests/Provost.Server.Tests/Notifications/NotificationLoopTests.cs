using Provost.Engine.Synchronization;
using Provost.Server.Notifications;

namespace Provost.Server.Tests.Notifications;

/// <summary>The part of the running server that writes and sends mail.</summary>
public sealed class NotificationLoopTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sends_what_is_there_and_what_a_new_day_brings_and_stops_when_asked_to()
    {
        await using var contoso = await MailingInstallation.StartAsync();
        var job = await contoso.TellAsync();
        var expires = new NotificationSettings { Address = "grace@contoso.example", KeyExpires = new(2026, 12, 24) };
        var settings = job.Settings with { Notifications = expires };
        await contoso.Installation.Jobs.SetSettingsAsync(contoso.Installation.Caller, job.Number, _ => settings, Ct);
        using var stop = new CancellationTokenSource();

        var running = new NotificationLoop(contoso.Installation, TextWriter.Null).RunAsync(stop.Token);
        await contoso.Sink.UntilAsync(s => s.Mails.Count == 1);
        contoso.Time.Advance(TimeSpan.FromDays(1));
        await contoso.Sink.UntilAsync(s => s.Mails.Count == 2);
        await stop.CancelAsync();
        await running;

        Assert.Equal(
            ["Dialpad: 60 removals to decide about", "Dialpad: the key expires in 30 days, on 2026-12-24"],
            contoso.Sink.Mails.Select(m => m.Message.Subject)
        );
    }
}
