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
        string? goesTo = null
    )
        where TPage : IComponent
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        parameters["Antiforgery"] = new AntiforgeryField(tokens.FormFieldName, tokens.RequestToken ?? "");
        Guard(context, goesTo);
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
    /// <remarks>
    /// Browsers leave out tabs and line ends, and take <c>\</c> for <c>/</c>: an address has none of them.
    /// </remarks>
    public static string Local(string? address) =>
        address is ['/', ..]
        && address is not ['/', '/', ..]
        && address.All(c => c is > ' ' and < '\u007f' and not '\\')
            ? address
            : "/";

    /// <summary>What every answer of the authority carries: nothing of it runs, and nobody frames it.</summary>
    /// <param name="goesTo">Where a form of the answer may lead to, beside this server: a registered address.</param>
    /// <param name="script">The hash of the one script that it has.</param>
    public static void Guard(HttpContext context, string? goesTo = null, string? script = null)
    {
        var headers = context.Response.Headers;
        var forms = Source(goesTo) is { } source ? $"'self' {source}" : "'self'";
        var scripts = script is null ? "" : $"script-src '{script}'; ";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self' data:; {scripts}form-action {forms}; "
            + "frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }

    /// <summary>Scheme, host and port, and nothing else of the address: no directive comes in by it.</summary>
    private static string? Source(string? address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var uri) ? null
        : uri.Scheme is "http" or "https" ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
        : $"{uri.Scheme}:";

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
