using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Provost.Server.Authority.SignIn;

/// <summary>The authority's pages: rendered on the server, without a script.</summary>
internal static class SignInAnswers
{
    private static readonly byte[] Style = ReadStyle();

    /// <param name="goesTo">Where the page's form may lead to in the end, beside this server.</param>
    public static Task PageAsync<TPage>(
        HttpContext context,
        Dictionary<string, object?> parameters,
        int status = StatusCodes.Status200OK,
        Uri? goesTo = null
    )
        where TPage : IComponent
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        parameters["Antiforgery"] = new AntiforgeryField(tokens.FormFieldName, tokens.RequestToken ?? "");
        Protect(context, goesTo);
        return new RazorComponentResult<TPage>(parameters)
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        }.ExecuteAsync(context);
    }

    public static Task StyleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/css; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return context.Response.Body.WriteAsync(Style, context.RequestAborted).AsTask();
    }

    /// <summary>An address of this server alone: an absolute one would make the sign-in a relay.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && (address.Length == 1 || address[1] is not ('/' or '\\')) ? address : "/";

    private static void Protect(HttpContext context, Uri? goesTo)
    {
        var headers = context.Response.Headers;
        var forms = goesTo is null ? "'self'" : $"'self' {goesTo.GetLeftPart(UriPartial.Authority)}";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action {forms}; "
            + "frame-ancestors 'none'; base-uri 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }

    private static byte[] ReadStyle()
    {
        const string name = "Provost.Server.signin.css";
#pragma warning disable MA0045 // Once, from memory.
        using var resource =
            typeof(SignInAnswers).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
#pragma warning restore MA0045
        return bytes;
    }
}

/// <summary>What a form carries so that no other site can send it.</summary>
public sealed record AntiforgeryField(string Name, string Value);
