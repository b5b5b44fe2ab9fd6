using Provost.Scim.AspNetCore;

namespace ScimServer;

/// <summary>What a server is started with.</summary>
public sealed record ScimServerOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    public string Token { get; init; } = "secret";

    /// <summary>The SQLite file, or null to keep everything in memory.</summary>
    public string? Data { get; init; }

    /// <summary>Ways to misbehave, see <see cref="Quirks"/>.</summary>
    public IReadOnlyList<string> Quirks { get; init; } = [];

    /// <summary>Null where only <see cref="Token"/> lets in.</summary>
    public OAuthOptions? OAuth { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The running server.</summary>
public sealed class ScimServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SqliteResourceStore _store;

    private ScimServerHost(WebApplication app, SqliteResourceStore store, OAuthIssuer? issuer)
    {
        _app = app;
        _store = store;
        Issuer = issuer;
    }

    /// <summary>
    /// Gives out access tokens, where the server was started with <see cref="ScimServerOptions.OAuth"/>.
    /// </summary>
    public OAuthIssuer? Issuer { get; }

    public Uri TokenEndpoint => new(_app.Urls.First().TrimEnd('/') + "/oauth2/token");

    /// <summary>The tenant URL, with a slash at its end: <c>http://127.0.0.1:5095/scim/</c>.</summary>
    public Uri BaseAddress => new(_app.Urls.First().TrimEnd('/') + "/scim/");

    public static async Task<ScimServerHost> StartAsync(ScimServerOptions options, CancellationToken ct)
    {
        var quirks = Quirks.Parse(options.Quirks);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        // Why a start failed is told once, by whoever started it.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        var store = new SqliteResourceStore(options.Data, quirks.AcceptDuplicates, options.Time);
        var app = builder.Build();
        var issuer = options.OAuth is { } oauth ? new OAuthIssuer(oauth, options.Time) : null;
        var scim = new ScimOptions { Admit = Admit(options, store, issuer) };
        issuer?.Map(app);
        quirks.Use(app);
        app.MapScim("/", scim);
        app.MapScim("/scim", scim);
        var host = new ScimServerHost(app, store, issuer);
        try
        {
            await app.StartAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until the process is asked to end.</summary>
    public Task WaitAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    /// <summary>
    /// With the secret token always, and with every access token that was given out and has not ended.
    /// </summary>
    private static Func<HttpContext, ValueTask<Admission>> Admit(
        ScimServerOptions options,
        SqliteResourceStore store,
        OAuthIssuer? issuer
    )
    {
        var byToken = BearerToken.Only(options.Token, store);
        var granted = new Admission.Granted(store);
        return http =>
            BearerToken.Of(http) is { } token && issuer?.Admits(token) == true
                ? ValueTask.FromResult<Admission>(granted)
                : byToken(http);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _store.Dispose();
    }
}
