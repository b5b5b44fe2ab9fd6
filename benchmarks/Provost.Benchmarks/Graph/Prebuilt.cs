using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Provost.Engine.Access;
using Provost.Server.Authority;
using Provost.Server.Graph;

namespace Provost.Benchmarks.Graph;

/// <summary>
/// What the API is measured against: it reads the token and asks for the permission as the API does, and then gives
/// bytes that were made before.
/// </summary>
internal sealed class Prebuilt : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly AccessTokens _tokens;
    private readonly ConcurrentDictionary<string, byte[]> _bodies = new(StringComparer.Ordinal);

    private Prebuilt(WebApplication web, AccessTokens tokens)
    {
        (_web, _tokens) = (web, tokens);
        web.Run(AnswerAsync);
    }

    private string Address =>
        _web
            .Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.First();

    public static async Task<Prebuilt> StartAsync(AccessTokens tokens, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var prebuilt = new Prebuilt(web, tokens);
        await web.StartAsync(ct);
        return prebuilt;
    }

    /// <summary>The address at which these bytes are given out.</summary>
    public Uri Keep(byte[] body)
    {
        var path = $"/{_bodies.Count}";
        _bodies[path] = body;
        return new Uri(Address + path);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var bearer = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        if (await _tokens.ReadAsync(bearer, ct) is not TokenReading.Valid token)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        Callers.From(token, Guid.CreateVersion7()).Demand(Operations.UsersRead);
        var body = _bodies[context.Request.Path];
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, ct);
    }
}
