using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Provost.Engine.Tests.Cycle;

/// <summary>A request as it passed on the wire, with the status that came back.</summary>
internal sealed record Passed(string Method, string PathAndQuery, string Body, int Status);

/// <summary>
/// Stands between the engine and a real server, writes down every request, and can cut or answer some itself.
/// </summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<Passed> _passed = new();
    private readonly Uri _behind;
    private int _underWay;

    private RecordingProxy(WebApplication app, Uri behind) => (_app, _behind) = (app, behind);

    /// <summary>With a slash at its end.</summary>
    public Uri Address => new(_app.Urls.First() + "/");

    /// <summary>
    /// Answers a request in the server's place: null lets it pass. The server may be reached with the function given.
    /// </summary>
    public Func<HttpContext, Func<Task>, Task<bool>>? Instead { get; set; }

    /// <summary>
    /// Refuses what is written about somebody; with an empty name everything, also what is read.
    /// </summary>
    public void Refuse(string name, int status, string body) =>
        Instead = async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            var sent = await reader.ReadToEndAsync(context.RequestAborted);
            context.Request.Body.Position = 0;
            if (name.Length > 0 && (context.Request.Method == "GET" || !sent.Contains(name, StringComparison.Ordinal)))
                return false;
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/scim+json";
            await context.Response.WriteAsync(body, context.RequestAborted);
            return true;
        };

    /// <summary>What passed since the last call.</summary>
    public IReadOnlyList<Passed> Take()
    {
        var taken = new List<Passed>();
        while (_passed.TryDequeue(out var passed))
            taken.Add(passed);
        return taken;
    }

    public static async Task<RecordingProxy> StartAsync(Uri behind, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var proxy = new RecordingProxy(app, behind);
        app.Run(proxy.PassAsync);
        await app.StartAsync(ct);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>
    /// Waits until nothing is under way any more. A dead engine's last requests may still arrive; its successor waits for the
    /// end of the lease, and where a test lets that time pass at once, it has to let them arrive as well.
    /// </summary>
    public async Task QuietAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (Volatile.Read(ref _underWay) > 0)
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private async Task PassAsync(HttpContext context)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await PassOneAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task PassOneAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
        var path = context.Request.Path.Value + context.Request.QueryString;

        async Task Forward()
        {
            var status = await ForwardAsync(context, path, buffer.ToArray());
            _passed.Enqueue(new Passed(context.Request.Method, path, body, status));
        }

        // Whoever answers in the server's place can read the body once more.
        buffer.Position = 0;
        context.Request.Body = buffer;
        if (Instead is { } instead && await instead(context, Forward))
            return;
        await Forward();
    }

    private async Task<int> ForwardAsync(HttpContext context, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(_behind, path.TrimStart('/'))
        );
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var answer = await _http.SendAsync(request, CancellationToken.None);
        var content = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (content.Length > 0)
            await context.Response.Body.WriteAsync(content, CancellationToken.None);
        return (int)answer.StatusCode;
    }
}
