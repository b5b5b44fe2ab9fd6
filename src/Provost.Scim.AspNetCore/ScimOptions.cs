using Microsoft.AspNetCore.Http;
using Provost.Scim.Messages;
using Provost.Scim.Schemas;

namespace Provost.Scim.AspNetCore;

/// <summary>What a service provider offers, and to whom.</summary>
public sealed record ScimOptions
{
    /// <summary>Asked before anything else of a request is looked at, discovery included.</summary>
    public required Func<HttpContext, ValueTask<Admission>> Admit { get; init; }

    /// <summary>The resource types on offer; each gets its endpoint and its schema.</summary>
    public IReadOnlyList<ResourceType> ResourceTypes { get; init; } = [ResourceType.User, ResourceType.Group];

    /// <summary>
    /// What <c>/ServiceProviderConfig</c> tells about this server; its page sizes are those of every list.
    /// </summary>
    public ServiceProviderConfig ServiceProviderConfig { get; init; } = new();

    /// <summary>Bytes in a request body at most; a larger one is refused with 413.</summary>
    public long MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Answers the PATCH of a group with 200 and the whole group. Off, it is 204: Entra asks that the member list does
    /// not come back, and it may be long. A client that names <c>attributes</c> or <c>excludedAttributes</c> always
    /// gets a body.
    /// </summary>
    public bool ReturnPatchedGroups { get; init; }
}
