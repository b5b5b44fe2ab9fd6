using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>Adds to the token endpoint's answers what Entra's clients read beyond RFC 6749.</summary>
internal sealed class TokenAnswers(TimeProvider time) : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        if (context.Response.Error is null)
        {
            context.Response.SetParameter("ext_expires_in", context.Response.ExpiresIn);
            return ValueTask.CompletedTask;
        }

        var error = AuthorityError.Read(context.Response.Error, context.Response.ErrorDescription);
        var (trace, correlation) = (AuthorityAnswers.Trace(http), AuthorityAnswers.Correlation(http));
        context.Response.ErrorUri = null;
        foreach (var (name, value) in error.ToJson(time.GetUtcNow(), trace, correlation))
            context.Response.SetParameter(name, new OpenIddictParameter(value));
        return ValueTask.CompletedTask;
    }
}
