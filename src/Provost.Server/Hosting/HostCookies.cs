using Microsoft.AspNetCore.Authentication.Cookies;

namespace Provost.Server.Hosting;

/// <summary>
/// Over https a cookie's name begins with <c>__Host-</c>, so that browsers take it from this host alone, over https,
/// for all paths (RFC 6265bis §4.1.3.2). Browsers refuse that name over http, which only loopback has.
/// </summary>
internal sealed class HostCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        _cookies.GetRequestCookie(context, Named(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, Named(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, Named(context, key), options);

    private static string Named(HttpContext context, string key) => context.Request.IsHttps ? $"__Host-{key}" : key;
}
