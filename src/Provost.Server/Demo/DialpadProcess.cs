using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Provost.Engine;

namespace Provost.Server.Demo;

/// <summary>
/// The Dialpad stand-in as what it is: another program, started and asked for a key over its own command line.
/// </summary>
internal sealed class DialpadProcess : IAsyncDisposable
{
    private const int UsualPort = 5090;

    private readonly Process _server;

    private readonly Task _reading;
    private bool _stopped;

    private DialpadProcess(Process server, Uri address, string folder, Task reading)
    {
        (_server, Address, Folder, _reading) = (server, address, folder, reading);
    }

    public string Folder { get; }

    public Uri Address { get; }

    public string TenantUrl => new Uri(Address, "scim").ToString();

    /// <summary>Starts it on its own part of the data folder and waits until it says that it listens.</summary>
    /// <param name="signIn">Where its people have their work accounts; null where nobody signs in to it.</param>
    public static async Task<DialpadProcess> StartAsync(
        string folder,
        int port,
        DialpadSignIn? signIn,
        CancellationToken ct
    )
    {
        // By its name: a browser that signed in to Provost on this machine is known at both.
        var address = new Uri($"http://localhost:{port}");
        string[] arguments = ["serve", "--urls", address.ToString().TrimEnd('/'), "--data", folder];
        if (signIn is not null)
            arguments =
            [
                .. arguments,
                "--authority",
                signIn.Authority,
                "--client-id",
                $"{signIn.ClientId}",
                "--ca",
                signIn.CaFile,
            ];
        var server = Start(signIn?.ClientSecret, arguments);
        var said = new List<string>();
        while (await server.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            said.Add(line);
            if (line.Contains(address.Authority, StringComparison.Ordinal))
            {
                // Whatever else it says is read, so that its pipes never fill.
                var reading = Task.WhenAll(
                    server.StandardOutput.ReadToEndAsync(CancellationToken.None),
                    server.StandardError.ReadToEndAsync(CancellationToken.None)
                );
                return new DialpadProcess(server, address, folder, reading);
            }
        }

        throw new EngineException(
            "The Dialpad stand-in did not start: "
                + $"{string.Join(' ', said)} {await server.StandardError.ReadToEndAsync(ct)}"
        );
    }

    /// <summary>Admin settings ▸ My Company ▸ Authentication ▸ API Keys ▸ Add a key.</summary>
    public static async Task<string> AddKeyAsync(string folder, string name, CancellationToken ct)
    {
        using var add = Start(null, "keys", "add", name, "--data", folder);
        var output = await add.StandardOutput.ReadToEndAsync(ct);
        var error = await add.StandardError.ReadToEndAsync(ct);
        await add.WaitForExitAsync(ct);
        return add.ExitCode == 0
            ? output.TrimEnd().Split('\n')[^1].Trim()
            : throw new EngineException($"The Dialpad stand-in made no key: {error.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        if (!_server.HasExited)
            _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        await _reading;
        _server.Dispose();
    }

    private static Process Start(string? secret, params string[] arguments)
    {
        var program = Program();
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (secret is not null)
            start.Environment["DIALPAD_CLIENT_SECRET"] = secret;
        try
        {
            return Process.Start(start) ?? throw new EngineException("The Dialpad stand-in could not be started.");
        }
        catch (Win32Exception missing)
        {
            throw new EngineException(
                "The demo starts the Dialpad stand-in with 'dotnet', which is not on the PATH.",
                missing
            );
        }
    }

    private static string Program()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var beside = Path.Combine(here.Parent?.Parent?.FullName ?? "", "Dialpad", here.Name, "dialpad.dll");
        var program = Environment.GetEnvironmentVariable("PROVOST_DIALPAD") is { Length: > 0 } named ? named : beside;
        return File.Exists(program)
            ? program
            : throw new EngineException(
                $"The Dialpad stand-in is not built: {program} is missing. "
                    + "Start the demo with ./provost demo, which builds it."
            );
    }

    /// <summary>The usual one, or any other where that is taken.</summary>
    public static int FreePort(int usual = UsualPort)
    {
        foreach (var port in (int[])[usual, 0])
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: any other port will do.
            }
        }

        throw new EngineException("No free port on 127.0.0.1.");
    }
}

/// <summary>What the stand-in is to the authority.</summary>
internal sealed record DialpadSignIn(string Authority, Guid ClientId, string ClientSecret, string CaFile);
