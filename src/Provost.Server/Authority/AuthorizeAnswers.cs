using Microsoft.AspNetCore;
using OpenIddict.Server;
using Provost.Server.Authority.SignIn;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>
/// What goes back to the application: our issuer where the address names a tenant (RFC 9207), and none where it stands
/// for all of them, as in Entra. What cannot go back is shown.
/// </summary>
internal sealed class AuthorizeAnswers : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var where = AuthorityRequest.Of(http);
        context.Response.Iss = where.Tenant is null ? null : where.Issuer;
        context.Response.ErrorUri = null;
        if (context.Response.Error is null || !string.IsNullOrEmpty(context.RedirectUri))
            return;

        var error = AuthorityError.Read(context.Response.Error, context.Response.ErrorDescription);
        await SignInAnswers.PageAsync<ErrorPage>(
            http,
            new(StringComparer.Ordinal)
            {
                ["Message"] = error.Description,
                ["Correlation"] = AuthorityAnswers.Correlation(http),
            },
            StatusCodes.Status400BadRequest
        );
        context.HandleRequest();
    }
}
