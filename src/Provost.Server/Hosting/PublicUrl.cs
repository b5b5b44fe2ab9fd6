using System.Collections.Frozen;
using Microsoft.AspNetCore.HttpOverrides;
using Provost.Engine;

namespace Provost.Server.Hosting;

/// <summary>
/// What clients call this server, without a slash at the end. A request's own host is believed where this server
/// listens on it or a proxy on this machine forwarded it, and nowhere else.
/// </summary>
internal sealed class PublicUrl(Uri? configured)
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Which clients ask for when nobody tells them another one.</summary>
    private static readonly string[] GraphNames =
    [
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
    ];

    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Bound _bound = new(
        FrozenSet<string>.Empty,
        configured is null ? ServingOptions.DefaultHttps : Base(configured)
    );

    /// <summary>This server's one name: <c>--public-url</c>, else its first https address, else its first.</summary>
    public string Canonical => _bound.Canonical;

    /// <summary>Everything that this server is called by clients that reach it directly.</summary>
    public IReadOnlySet<string> Known => _bound.Known;

    /// <summary>
    /// What clients may call the management API when they ask for tokens: its own names, and Microsoft Graph's.
    /// </summary>
    public IReadOnlyList<string> Resources(string host) => [.. Known, host, .. GraphNames, Canonical];

    /// <summary>The base of links in the answer to this request, such as <c>@odata.nextLink</c>.</summary>
    public string Of(HttpRequest request)
    {
        var own = $"{request.Scheme}://{request.Host.ToUriComponent()}";
        return configured is null && (_bound.Known.Contains(own) || IsForwarded(request)) ? own : Canonical;
    }

    /// <summary>The authority's base for this request: https wherever there is https (clients refuse http).</summary>
    public string AuthorityOf(HttpRequest request) =>
        Of(request) is var own && own.StartsWith("https:", StringComparison.Ordinal) ? own : Canonical;

    /// <summary>Says where the server listens, once it does.</summary>
    public void Set(IEnumerable<ListenAddress> addresses)
    {
        var all = addresses.ToList();
        var known = all.SelectMany(a =>
                LoopbackHosts.Prepend(a.Host).Select(host => new UriBuilder(a.Scheme, host.Trim('[', ']'), a.Port).Uri)
            )
            .Select(Base)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        var first = all.Find(a => a.IsHttps) ?? all.FirstOrDefault();
        var own = first is null ? Canonical : Base(new UriBuilder(first.Scheme, NameOf(first.Host), first.Port).Uri);
        _bound = new Bound(known, configured is null ? own : Base(configured));
        _known.TrySetResult();
    }

    /// <summary>Reads <c>--public-url</c>.</summary>
    public static Uri Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback))
        && parsed.PathAndQuery == "/"
        && parsed.UserInfo.Length == 0
            ? parsed
            : throw new EngineException(
                $"--public-url '{url}' must be https, a host and perhaps a port, without a path, for example "
                    + "https://provost.contoso.example: clients look for the authority at the root of its host."
            );

    private static string NameOf(string host) => host is "0.0.0.0" or "::" ? "localhost" : host;

    private static string Base(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    /// <summary>The middleware for forwarded headers leaves what it replaced, and only then.</summary>
    private static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalHostHeaderName)
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);

    /// <summary>
    /// A request that comes while the other ports are still being opened waits for them: only then the server knows its
    /// name, which stands in every token.
    /// </summary>
    public static void UseOnceKnown(IApplicationBuilder web, PublicUrl url)
    {
        web.Use((context, next) => url._known.Task.IsCompleted ? next(context) : WaitAsync(context, next));

        async Task WaitAsync(HttpContext context, RequestDelegate next)
        {
            await url._known.Task.WaitAsync(context.RequestAborted);
            await next(context);
        }
    }

    /// <summary>
    /// Takes host and scheme from a proxy on this machine; nobody else may say that a request was forwarded.
    /// </summary>
    public static void UseForwarded(IApplicationBuilder web)
    {
        web.Use(
            (context, next) =>
            {
                context.Request.Headers.Remove(ForwardedHeadersDefaults.XOriginalHostHeaderName);
                context.Request.Headers.Remove(ForwardedHeadersDefaults.XOriginalProtoHeaderName);
                return next(context);
            }
        );
        web.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
    }

    private sealed record Bound(IReadOnlySet<string> Known, string Canonical);
}
