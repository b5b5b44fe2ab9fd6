using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Provost.Scim.Messages;
using Provost.Scim.Patching;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.AspNetCore;

/// <summary>One resource at a time (RFC 7644 §3.3, §3.4.1, §3.5 and §3.6).</summary>
internal static class SingleResources
{
    public static Task HandleAsync(ScimCall call, ResourceType type, string id) =>
        call.Method("GET", "PUT", "PATCH", "DELETE") switch
        {
            "PUT" => ReplaceAsync(call, type, id),
            "PATCH" => PatchAsync(call, type, id),
            "DELETE" => DeleteAsync(call, type, id),
            _ => ReadAsync(call, type, id),
        };

    public static async Task CreateAsync(ScimCall call, ResourceType type)
    {
        var projection = call.Projection;
        var resource = Creation.Prepare(await RequestBody.ReadAsync(call), type);
        var created = await call.Store.CreateAsync(type, resource, call.Aborted);
        await ShowAsync(call, StatusCodes.Status201Created, type, created, projection);
    }

    private static async Task ReadAsync(ScimCall call, ResourceType type, string id)
    {
        var projection = call.Projection;
        var resource = await call.Store.GetAsync(type, id, projection, call.Aborted) ?? throw call.NotFound();
        if (EntityTags.Match(call.Http.Request.Headers.IfNoneMatch.ToString(), resource.Version))
        {
            call.Http.Response.Headers.ETag = resource.Version;
            call.Http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        await ShowAsync(call, StatusCodes.Status200OK, type, resource, projection);
    }

    private static async Task ReplaceAsync(ScimCall call, ResourceType type, string id)
    {
        var projection = call.Projection;
        var body = await RequestBody.ReadAsync(call);
        var change = new ResourceChange(call.IfMatch, stored => Replace(stored, body, type));
        var replaced = await call.Store.UpdateAsync(type, id, change, call.Aborted) ?? throw call.NotFound();
        await ShowAsync(call, StatusCodes.Status200OK, type, replaced, projection);
    }

    private static bool Replace(ScimResource stored, JsonObject body, ResourceType type)
    {
        var next = Replacement.Prepare(stored, body, type).Json;
        if (JsonNode.DeepEquals(stored.Json, next))
            return false;

        stored.Json.Clear();
        while (next.Count > 0)
        {
            var (name, value) = next.GetAt(0);
            next.RemoveAt(0);
            stored.Json.Add(name, value);
        }
        return true;
    }

    private static async Task PatchAsync(ScimCall call, ResourceType type, string id)
    {
        var projection = call.Projection;
        var patch = PatchRequest.Parse(await RequestBody.ReadAsync(call));
        var shown = ShowsPatched(call, type, projection);
        var change = new ResourceChange(
            call.IfMatch,
            stored => patch.Apply(stored, type),
            shown && projection.Includes("members", type) ? null : NamedMembers.Of(patch)
        );
        var patched = await call.Store.UpdateAsync(type, id, change, call.Aborted) ?? throw call.NotFound();
        if (shown)
            await ShowAsync(call, StatusCodes.Status200OK, type, patched, projection);
        else
            NoContent(call, patched);
    }

    private static async Task DeleteAsync(ScimCall call, ResourceType type, string id)
    {
        if (!await call.Store.DeleteAsync(type, id, call.IfMatch, call.Aborted))
            throw call.NotFound();
        NoContent(call, null);
    }

    /// <summary>RFC 7644 §3.5.2: who names attributes gets a body. Entra wants none for groups.</summary>
    private static bool ShowsPatched(ScimCall call, ResourceType type, Projection projection) =>
        !projection.IsDefault || call.Options.ReturnPatchedGroups || type.Schema.Find("members") is null;

    private static async Task ShowAsync(
        ScimCall call,
        int status,
        ResourceType type,
        ScimResource resource,
        Projection projection
    )
    {
        call.Http.Response.Headers.ETag = resource.Version;
        call.Http.Response.Headers.Location = Rendering.Location(call, type, resource);
        await call.AnswerAsync(status, Rendering.Show(call, type, resource, projection));
    }

    private static void NoContent(ScimCall call, ScimResource? resource)
    {
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        call.Http.Response.Headers.ETag = resource?.Version;
    }
}
