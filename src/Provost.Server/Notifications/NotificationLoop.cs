using Provost.Engine;
using Provost.Engine.Notifications;
using Provost.Server.Hosting;

namespace Provost.Server.Notifications;

/// <summary>
/// Writes what a new day brings, and sends what is due, every few seconds for as long as the server runs.
/// </summary>
internal sealed class NotificationLoop(Installation installation, TextWriter messages)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly MailSender _sender = new(installation.Notifications, installation.Time);
    private readonly DailyNotices _daily = new(
        installation.Jobs,
        installation.Log,
        installation.Notifications,
        installation.Notices,
        installation.Time
    );

    private string? _lastError;

    public async Task RunAsync(CancellationToken stop)
    {
        using var tick = new PeriodicTimer(Every, installation.Time);
        try
        {
            do await RunOnceAsync(stop);
            while (await tick.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was not sent is in the outbox.
        }
    }

    private async Task RunOnceAsync(CancellationToken stop)
    {
        try
        {
            await _daily.WriteAsync(stop);
            foreach (var line in await _sender.SendDueAsync(stop))
                await messages.WriteLineAsync($"provost: {line}");
            _lastError = null;
        }
#pragma warning disable CA1031 // The host: whatever mail meets, provisioning goes on, and it is tried again.
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (unexpected.Message != _lastError)
            {
                var what = unexpected is EngineException ? unexpected.Message : unexpected.ToString();
                await messages.WriteLineAsync($"provost: mail: {what}");
            }

            _lastError = unexpected.Message;
        }
    }
}
