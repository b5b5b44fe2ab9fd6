namespace Provost.Server.Authority;

/// <summary>What every answer of the authority carries, and refusals that come before or after OpenIddict.</summary>
internal static class AuthorityAnswers
{
    private static readonly string[] CorrelationHeaders = ["client-request-id", "x-ms-client-request-id"];

    /// <summary>The caller's id of the request where it gave one: MSAL sends it in a header or in the query.</summary>
    public static Guid Correlation(HttpContext context) =>
        CorrelationHeaders
            .Select(h => context.Request.Headers[h].ToString())
            .Append(context.Request.Query[CorrelationHeaders[0]].ToString())
            .Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null)
            .FirstOrDefault(id => id is not null)
        ?? Trace(context);

    /// <summary>Our id of the request, the same throughout its answer.</summary>
    public static Guid Trace(HttpContext context)
    {
        if (context.Items[typeof(AuthorityAnswers)] is Guid known)
            return known;
        var made = Guid.CreateVersion7();
        context.Items[typeof(AuthorityAnswers)] = made;
        return made;
    }

    public static void Identify(HttpContext context)
    {
        context.Response.Headers["x-ms-request-id"] = Trace(context).ToString();
        context.Response.Headers["client-request-id"] = Correlation(context).ToString();
    }

    public static Task RefuseAsync(HttpContext context, AuthorityError error, int status, TimeProvider time)
    {
        Identify(context);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            error.ToJson(time.GetUtcNow(), Trace(context), Correlation(context)),
            context.RequestAborted
        );
    }
}
