using Provost.Server.Cli;
using Provost.Server.Notifications;

namespace Provost.Server.Hosting;

/// <summary>The running server: the jobs' loop, the mail's, and the socket by which commands reach it.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _jobs;
    private readonly Task _mail;

    private Serving(WebApplication web, JobLoop jobs, NotificationLoop mail)
    {
        _web = web;
        _jobs = jobs.RunAsync(_stop.Token);
        _mail = mail.RunAsync(_stop.Token);
    }

    public static async Task<Serving> StartAsync(Installation installation, TextWriter messages, CancellationToken ct)
    {
        File.Delete(installation.Data.Socket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(installation.Data.Socket));
        var web = builder.Build();
        ControlSocket.Map(web, installation);
        await web.StartAsync(ct);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(installation.Data.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var jobs = new JobLoop(installation, messages);
        installation.Loop = jobs;
        return new Serving(web, jobs, new NotificationLoop(installation, messages));
    }

    /// <summary>Returns when a person or the operating system stops the program.</summary>
    public async Task UntilStoppedAsync(CancellationToken ct)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = ct.Register(() => stopping.TrySetResult());
        await using var host = _web.Lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        await Task.WhenAny(stopping.Task, _jobs);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _jobs;
        await _mail;
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        _stop.Dispose();
    }
}
