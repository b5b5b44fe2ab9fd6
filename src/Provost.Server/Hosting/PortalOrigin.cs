namespace Provost.Server.Hosting;

/// <summary>
/// Whose page sends a request to the portal. A browser sends the cookie of whoever is signed in with a WebSocket that a
/// page of another port of this host opens: only the origin tells them apart (RFC 6455 §10.2, RFC 6454).
/// </summary>
internal static class PortalOrigin
{
    /// <summary>
    /// Whether another site's page sends it. The circuit is opened by browsers alone, and these say where they are.
    /// </summary>
    /// <param name="circuit">It is about the circuit, by which everything is done.</param>
    /// <param name="canonical">This server's own name, where a proxy does not pass on the one that was asked for.</param>
    public static bool IsForeign(HttpRequest request, bool circuit, string canonical)
    {
        if (!circuit && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
            return false;
        if (request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site] && site is not ("same-origin" or "none"))
            return true;
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            ? !IsOwn(request, origin, canonical)
            : circuit && (IsUpgrade(request) || !HttpMethods.IsGet(request.Method));
    }

    private static bool IsOwn(HttpRequest request, string origin, string canonical) =>
        origin.Equals($"{request.Scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase)
        || origin.Equals(canonical, StringComparison.OrdinalIgnoreCase);

    private static bool IsUpgrade(HttpRequest request) => request.Headers.ContainsKey("Upgrade");
}
