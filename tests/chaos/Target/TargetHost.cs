namespace Provost.Chaos.Target;

/// <summary>Serves all of the driver's targets at one address: <c>/app1/scim/Users</c>.</summary>
internal sealed class TargetHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TargetHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<TargetHost> StartAsync(
        IReadOnlyDictionary<string, OwnTarget> targets,
        CancellationToken ct
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(System.Net.IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(http =>
        {
            var parts = (http.Request.Path.Value ?? "").Split('/', 4);
            if (parts.Length == 4 && targets.TryGetValue(parts[1], out var target))
                return target.AnswerAsync(http, $"/{parts[3]}");
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await app.StartAsync(ct);
        return new TargetHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }
}
