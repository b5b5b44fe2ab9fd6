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

    private DialpadProcess(Process server, Uri address, Task reading)
    {
        (_server, Address, _reading) = (server, address, reading);
    }

    public Uri Address { get; }

    public string TenantUrl => new Uri(Address, "scim").ToString();

    /// <summary>Starts it on its own part of the data folder and waits until it says that it listens.</summary>
    public static async Task<DialpadProcess> StartAsync(string folder, CancellationToken ct)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var server = Start("serve", "--urls", address.ToString().TrimEnd('/'), "--data", folder);
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
                return new DialpadProcess(server, address, reading);
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
        using var add = Start("keys", "add", name, "--data", folder);
        var output = await add.StandardOutput.ReadToEndAsync(ct);
        var error = await add.StandardError.ReadToEndAsync(ct);
        await add.WaitForExitAsync(ct);
        return add.ExitCode == 0
            ? output.TrimEnd().Split('\n')[^1].Trim()
            : throw new EngineException($"The Dialpad stand-in made no key: {error.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_server.HasExited)
            _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        await _reading;
        _server.Dispose();
    }

    private static Process Start(params string[] arguments)
    {
        var program = Program();
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
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

    private static int FreePort()
    {
        foreach (var port in (int[])[UsualPort, 0])
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
