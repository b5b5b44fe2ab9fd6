using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Provost.Scim.AspNetCore;

/// <summary>One request from admission to answer: the only place where an exception becomes a SCIM error.</summary>
internal sealed partial class ScimProvider(ScimOptions options, int prefixDepth, ILogger<ScimProvider> log)
{
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var store = await AdmitAsync(http);
            await Routes.DispatchAsync(new ScimCall(http, options, store, prefixDepth));
        }
        catch (ScimException refusal)
        {
            await ScimAnswer.WriteErrorAsync(http, refusal);
        }
        catch (BadHttpRequestException bad)
        {
            await ScimAnswer.WriteErrorAsync(http, RequestBody.Refusal(bad, options.MaxBodyBytes));
        }
        catch (Exception unexpected) when (!http.RequestAborted.IsCancellationRequested)
        {
            // What went wrong is for the log: the client learns only that it was not its fault.
            Failed(unexpected, http.Request.Method, http.Request.Path);
            await ScimAnswer.WriteErrorAsync(
                http,
                new ScimException(500, null, "The server failed; its log says why.")
            );
        }
    }

    private async ValueTask<IResourceStore> AdmitAsync(HttpContext http)
    {
        switch (await options.Admit(http))
        {
            case Admission.Granted(var store):
                return store;
            case Admission.Unauthorized(var reason):
                http.Response.Headers.WWWAuthenticate = "Bearer";
                throw ScimException.Unauthorized(reason);
            case Admission.Forbidden(var reason):
                throw ScimException.Forbidden(reason);
            case Admission.Throttled(var reason, var after):
                http.Response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString();
                throw ScimException.TooManyRequests(reason);
            default:
                throw new InvalidOperationException("Admit gave no answer.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void Failed(Exception exception, string method, string path);
}
