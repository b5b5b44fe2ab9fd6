using System.Net.Sockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Server.Authority;
using Provost.Server.Cli;
using Provost.Server.Graph;
using Provost.Server.Notifications;

namespace Provost.Server.Hosting;

/// <summary>
/// The running server: the jobs' loop, the mail's, the web, and the socket by which commands reach it. Web and socket
/// are two hosts, so that neither can answer what belongs to the other.
/// </summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly WebApplication _control;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _jobs;
    private readonly Task _mail;

    // Read beforehand, so that the first look at the gallery does not wait for its hundred files.
    private readonly Task _gallery = Task.Run(() => Gallery.All);

    private Serving(WebApplication web, WebApplication control, JobLoop jobs, NotificationLoop mail)
    {
        (_web, _control) = (web, control);
        _jobs = jobs.RunAsync(_stop.Token);
        _mail = mail.RunAsync(_stop.Token);
    }

    /// <summary>The addresses that it listens on, with the ports that it got.</summary>
    public IReadOnlyList<string> Addresses => [.. Bound(_web).Select(a => a.ToString())];

    public PublicUrl PublicUrl => _web.Services.GetRequiredService<PublicUrl>();

    public AccessTokens AccessTokens => _web.Services.GetRequiredService<AccessTokens>();

    public static async Task<Serving> StartAsync(
        Installation installation,
        ServingOptions options,
        TextWriter messages,
        CancellationToken ct
    )
    {
        // Its keys are made here, and not while the first who signs in waits for them.
        installation.Protection.CreateProtector("Provost.Start").Protect("");
        // The ports are opened last: whoever finds one open finds everything else, the socket of the commands too.
        var jobs = new JobLoop(installation, messages);
        installation.Loop = jobs;
        var control = await StartControlAsync(installation, ct);
        try
        {
            var web = await StartWebAsync(installation, options, messages, ct);
            return new Serving(web, control, jobs, new NotificationLoop(installation, messages));
        }
        catch
        {
            await control.StopAsync(CancellationToken.None);
            await control.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when a person or the operating system stops the program.</summary>
    public async Task UntilStoppedAsync(CancellationToken ct)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = ct.Register(() => stopping.TrySetResult());
        await using var host = _control.Lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        await Task.WhenAny(stopping.Task, _jobs);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _jobs;
        await _mail;
        await _gallery;
        await _web.StopAsync(CancellationToken.None);
        await _control.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        await _control.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task<WebApplication> StartWebAsync(
        Installation installation,
        ServingOptions options,
        TextWriter messages,
        CancellationToken ct
    )
    {
        var https = options.Urls.Any(u => u.IsHttps)
            ? ServerCertificate.Https(
                installation.Data,
                options.CertificateFile,
                options.CertificatePassword,
                installation.Time
            )
            : null;
        var builder = WebApplication.CreateSlimBuilder(
            // The portal's files are found by this name, also where a test is the program.
            new WebApplicationOptions { ApplicationName = "provost" }
        );
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var address in options.Urls)
                address.Bind(
                    kestrel,
                    listen =>
                    {
                        if (address.IsHttps && https is not null)
                            listen.UseHttps(https);
                    }
                );
        });
        builder.Services.AddSingleton(new ServerMessages(messages));
        builder.Services.AddSingleton(new PublicUrl(options.PublicUrl));
        await AuthorityHost.AddAsync(builder.Services, installation, ct);
        PortalHost.Add(builder, installation);
        var web = builder.Build();
        PublicUrl.UseOnceKnown(web, web.Services.GetRequiredService<PublicUrl>());
        PublicUrl.UseForwarded(web);
        AuthorityHost.Use(web);
        PortalHost.Map(web);
        GraphApi.Map(web, installation, messages);
        await ListenAsync(web, options, ct);
        web.Services.GetRequiredService<PublicUrl>().Set(Bound(web));
        return web;
    }

    private static async Task ListenAsync(WebApplication web, ServingOptions options, CancellationToken ct)
    {
        try
        {
            await web.StartAsync(ct);
        }
        catch (Exception refused) when (refused is IOException or SocketException or EngineException)
        {
            await web.DisposeAsync();
            if (refused is EngineException)
                throw;
            throw new EngineException(
                $"The server cannot listen on {string.Join(" and ", options.Urls)}: {refused.Message} "
                    + "Stop the program that has the port, or name other addresses with --urls.",
                refused
            );
        }
    }

    private static async Task<WebApplication> StartControlAsync(Installation installation, CancellationToken ct)
    {
        File.Delete(installation.Data.Socket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(installation.Data.Socket));
        var control = builder.Build();
        ControlSocket.Map(control, installation);
        await control.StartAsync(ct);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(installation.Data.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return control;
    }

    private static IEnumerable<ListenAddress> Bound(WebApplication web) =>
        web.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()
            ?.Addresses.Select(ListenAddress.Parse)
        ?? [];
}
