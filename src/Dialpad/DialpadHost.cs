using Dialpad.Provisioning;
using Dialpad.Site;
using Dialpad.Storage;
using Provost.Scim.AspNetCore;

namespace Dialpad;

/// <summary>The running server.</summary>
internal sealed class DialpadHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Database _database;

    private DialpadHost(WebApplication app, Database database)
    {
        _app = app;
        _database = database;
        BaseAddress = new Uri(app.Urls.First());
    }

    public Uri BaseAddress { get; }

    public static async Task<DialpadHost> StartAsync(DialpadOptions options, CancellationToken ct)
    {
        var database = await Database.OpenAsync(options.DataDirectory, options.Time, ct);
        var app = Build(options, database);
        try
        {
            await app.StartAsync(ct);
            return new DialpadHost(app, database);
        }
        catch
        {
            await app.DisposeAsync();
            database.Dispose();
            throw;
        }
    }

    /// <summary>Until somebody asks the process to end; requests under way are answered first.</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _database.Dispose();
    }

    private static WebApplication Build(DialpadOptions options, Database database)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseUrls(options.Url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A server that cannot start is told to the person at the command line, in one sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Its keys lie beside the API keys' own, readable for their owner alone.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        ConsoleHost.Add(builder.Services, options, database);
        var app = builder.Build();
        var admission = new ApiKeyAdmission(
            database,
            new RateLimit(options.RateLimit, options.Time),
            options.Time,
            app.Services.GetRequiredService<ILogger<ApiKeyAdmission>>()
        );
        app.MapScim(
            "/scim",
            new ScimOptions { Admit = admission.AdmitAsync, ResourceTypes = [DialpadTypes.User, DialpadTypes.Group] }
        );
        ConsoleHost.Map(app);
        return app;
    }
}
