using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Provost.Engine.Tests.Targets;

/// <summary>A request as it came over the wire.</summary>
internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public override string ToString() => Body.Length == 0 ? $"{Method} {Path}" : $"{Method} {Path}\n{Body}";
}

/// <summary>What the scripted target answers.</summary>
internal sealed record Scripted(int Status, string? Body = null, string ContentType = "application/scim+json")
{
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>Breaks the connection instead of answering.</summary>
    public bool Breaks { get; init; }

    /// <summary>Promises more body than it sends, then breaks the connection.</summary>
    public bool BreaksInBody { get; init; }

    /// <summary>Answers only when the caller has gone.</summary>
    public bool NeverAnswers { get; init; }

    public static Scripted Empty { get; } =
        new(
            200,
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}"""
        );

    public static Scripted Error(int status, string detail, string? scimType = null) =>
        new(
            status,
            $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],
             "status":"{{status}}","detail":"{{detail}}"{{(scimType is null ? "" : $",\"scimType\":\"{scimType}\"")}}}
            """
        );
}

/// <summary>A target over real HTTP on loopback that answers what a test says and keeps what it was sent.</summary>
internal sealed class ScriptedTarget : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<Received, Scripted> _script;

    private ScriptedTarget(Func<Received, Scripted> script, X509Certificate2? certificate)
    {
        _script = script;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen =>
                    {
                        if (certificate is not null)
                            listen.UseHttps(certificate);
                    }
                )
            );
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>What came in, as a story.</summary>
    public string Story => string.Join("\n", Requests);

    public string Url { get; private set; } = "";

    public static Task<ScriptedTarget> StartAsync(params Scripted[] answers)
    {
        var at = -1;
        return StartAsync(_ => answers[Math.Min(Interlocked.Increment(ref at), answers.Length - 1)]);
    }

    public static async Task<ScriptedTarget> StartAsync(
        Func<Received, Scripted> script,
        X509Certificate2? certificate = null
    )
    {
        var target = new ScriptedTarget(script, certificate);
        await target._app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = target._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        target.Url = addresses?.Addresses.Single() ?? "";
        return target;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var received = new Received(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted)
        );
        Requests.Enqueue(received);
        await SendAsync(context, _script(received));
    }

    private static async Task SendAsync(HttpContext context, Scripted answer)
    {
        var response = context.Response;
        if (answer.NeverAnswers)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }
        if (answer.Breaks)
        {
            context.Abort();
            return;
        }

        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.Body is null)
            return;

        response.ContentType = answer.ContentType;
        if (answer.BreaksInBody)
            response.ContentLength = answer.Body.Length + 100;
        await response.WriteAsync(answer.Body, context.RequestAborted);
        if (!answer.BreaksInBody)
            return;

        await response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
