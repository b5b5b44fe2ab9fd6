using Microsoft.AspNetCore.Http.Features;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Server.Hosting;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>
/// Recognises the authority's addresses, <c>/{tenant}/oauth2|v2.0|discovery/…</c>, and takes the tenant out of them:
/// behind it the tenant is the base of the path, as if every tenant had a host of its own.
/// </summary>
internal sealed class TenantPath(SqliteAuthority store, PublicUrl publicUrl, ServerMessages messages, TimeProvider time)
{
    private const long LargestRequest = 64 * 1024;

    private static readonly string[] Everyone = ["common", "organizations"];
    private static readonly string[] Endpoints = ["oauth2", "v2.0", "discovery"];
    private static readonly string[] OtherApis = ["v1.0", "beta", "metadata"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Split(context.Request.Path) is not var (segment, rest))
        {
            await next(context);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestRequest;
        var tenants = await store.TenantsAsync(context.RequestAborted);
        var tenant = Find(tenants, segment);
        if (tenant is null && !Everyone.Contains(segment, StringComparer.OrdinalIgnoreCase))
        {
            var unknown = AuthorityError.UnknownTenant(segment);
            await AuthorityAnswers.RefuseAsync(context, unknown, StatusCodes.Status400BadRequest, time);
            return;
        }

        await AnswerAsync(
            context,
            new AuthorityRequest(tenant, segment, publicUrl.AuthorityOf(context.Request)),
            rest,
            next
        );
    }

    /// <summary>The tenant that the segment names by id or by domain.</summary>
    public static Tenant? Find(IReadOnlyList<Tenant> tenants, string segment) =>
        tenants.FirstOrDefault(t =>
            Guid.TryParse(segment, out var id)
                ? t.Id == id
                : t.Domain.Equals(segment, StringComparison.OrdinalIgnoreCase)
        );

    private static (string Segment, string Path)? Split(PathString path) =>
        path.Value?.Split('/', 3, StringSplitOptions.RemoveEmptyEntries) is [var segment, var endpoint, var tail]
        && Endpoints.Contains(endpoint, StringComparer.OrdinalIgnoreCase)
        && !OtherApis.Contains(segment, StringComparer.OrdinalIgnoreCase)
            ? (segment, $"/{endpoint}/{tail}")
            : null;

    private async Task AnswerAsync(HttpContext context, AuthorityRequest request, string rest, RequestDelegate next)
    {
        context.Features.Set(request);
        AuthorityAnswers.Identify(context);
        var here = new Uri(request.Host);
        context.Request.Scheme = here.Scheme;
        context.Request.Host = HostString.FromUriComponent(here);
        context.Request.PathBase = $"/{request.Tenant?.Id.ToString() ?? request.Segment.ToLowerInvariant()}";
        context.Request.Path = rest;
        try
        {
            await next(context);
        }
        catch (Exception malformed) when (malformed is BadHttpRequestException or InvalidDataException)
        {
            var refusal = AuthorityError.Malformed($"The request cannot be read: {malformed.Message}");
            await AuthorityAnswers.RefuseAsync(context, refusal, StatusCodes.Status400BadRequest, time);
        }
        catch (EngineException broken)
        {
            var refusal = new AuthorityError("server_error", 50000, broken.Message);
            await AuthorityAnswers.RefuseAsync(context, refusal, StatusCodes.Status500InternalServerError, time);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
#pragma warning disable CA1031 // The host: whatever one request meets, its client gets an answer that it can read.
        catch (Exception unforeseen)
#pragma warning restore CA1031
        {
            await messages.Writer.WriteLineAsync($"Request {AuthorityAnswers.Trace(context)} failed: {unforeseen}");
            var refusal = new AuthorityError(
                "server_error",
                50000,
                "The request failed for a reason that is the server's. Its output says which, under this trace id."
            );
            if (!context.Response.HasStarted)
                await AuthorityAnswers.RefuseAsync(context, refusal, StatusCodes.Status500InternalServerError, time);
        }
    }
}
