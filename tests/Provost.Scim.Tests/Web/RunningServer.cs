using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>A sample server of its own for one test, in memory, with a client that knows its token.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(ScimServerHost host)
    {
        Host = host;
        Client = new(host);
    }

    public ScimServerHost Host { get; }

    public ScimClient Client { get; }

    public static Task<RunningServer> StartAsync(params string[] quirks) =>
        StartAsync(new ScimServerOptions { Quirks = quirks });

    public static async Task<RunningServer> StartAsync(ScimServerOptions options) =>
        new(await ScimServerHost.StartAsync(options, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
