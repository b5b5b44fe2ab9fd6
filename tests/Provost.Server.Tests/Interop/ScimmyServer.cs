using System.ComponentModel;
using System.Diagnostics;

namespace Provost.Server.Tests.Interop;

/// <summary>
/// A SCIM server that nobody here wrote (SCIMMY, for Node), started for one test: <c>tests/interop/host.mjs</c>.
/// </summary>
internal sealed class ScimmyServer : IAsyncDisposable
{
    public const string Token = "a token for this test";

    private readonly Process _node;

    private ScimmyServer(Process node, Uri tenant) => (_node, Tenant) = (node, tenant);

    public Uri Tenant { get; }

    public static async Task<ScimmyServer> StartAsync(CancellationToken ct)
    {
        var folder = Folder();
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules")),
            $"The packages of {folder} are not installed; ./test does it, or: npm ci"
        );
        var node = Start(Path.Combine(folder, "host.mjs"));
        if (await node.StandardOutput.ReadLineAsync(ct) is { } address)
            return new ScimmyServer(node, new Uri(address));

        var error = await node.StandardError.ReadToEndAsync(ct);
        node.Dispose();
        throw new InvalidOperationException($"node did not start the server: {error}");
    }

    public async ValueTask DisposeAsync()
    {
        _node.Kill();
        await _node.WaitForExitAsync(CancellationToken.None);
        _node.Dispose();
    }

    private static Process Start(string program)
    {
        var start = new ProcessStartInfo("node", [program])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TOKEN"] = Token },
        };
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("node is missing; ./test installs what the tests need.", missing);
        }
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Provost.slnx")))
                return Path.Combine(folder.FullName, "tests", "interop");
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
