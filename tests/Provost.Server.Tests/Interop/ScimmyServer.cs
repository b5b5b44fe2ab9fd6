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
        var node = Node.Start("host.mjs", ("TOKEN", Token));
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
}
