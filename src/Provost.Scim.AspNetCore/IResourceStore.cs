using Provost.Scim.Messages;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.AspNetCore;

/// <summary>Where a service provider keeps its resources: the one interface to implement.</summary>
/// <remarks>
/// A store sets <c>id</c>, <c>meta.created</c>, <c>meta.lastModified</c> and <c>meta.version</c>; <c>meta.location</c>,
/// <c>meta.resourceType</c> and every <c>$ref</c> are filled when the answer is written. A resource that it returns is
/// the caller's to change. A refusal is a <see cref="ScimException"/>.
/// </remarks>
public interface IResourceStore
{
    /// <summary>Reads one resource.</summary>
    /// <param name="type">The resource type asked for; an id of another type is not there.</param>
    /// <param name="id">The store's id of the resource.</param>
    /// <param name="projection">What the answer shows; a store may leave out what it does not show.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>The resource, or null where there is none.</returns>
    ValueTask<ScimResource?> GetAsync(ResourceType type, string id, Projection projection, CancellationToken ct);

    /// <summary>
    /// Reads a page of the resources that a filter selects, in an order that is the same for every page.
    /// </summary>
    /// <param name="type">The resource type asked for.</param>
    /// <param name="query">Filter and page; an equality on an indexed attribute should be a look-up.</param>
    /// <param name="ct">Ends the reading.</param>
    ValueTask<ResourcePage> QueryAsync(ResourceType type, ResourceQuery query, CancellationToken ct);

    /// <summary>Stores a new resource under an id of the store's own.</summary>
    /// <param name="type">The type of the new resource.</param>
    /// <param name="resource">What the client sent, without what it may not set.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <returns>
    /// The resource as it is now; a taken unique name is refused with <see cref="ScimException.Uniqueness"/>.
    /// </returns>
    ValueTask<ScimResource> CreateAsync(ResourceType type, ScimResource resource, CancellationToken ct);

    /// <summary>Reads a resource, applies a change and writes it, in one transaction.</summary>
    /// <param name="type">The resource type asked for.</param>
    /// <param name="id">The store's id of the resource.</param>
    /// <param name="change">What to apply; it may throw, and then nothing is written.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <returns>The resource as it is now, or null where there is none.</returns>
    ValueTask<ScimResource?> UpdateAsync(ResourceType type, string id, ResourceChange change, CancellationToken ct);

    /// <summary>Removes a resource, and it from every group.</summary>
    /// <param name="type">The resource type asked for.</param>
    /// <param name="id">The store's id of the resource.</param>
    /// <param name="precondition">Checked against the version in the same transaction.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <returns>False where there was nothing to remove.</returns>
    ValueTask<bool> DeleteAsync(ResourceType type, string id, Precondition precondition, CancellationToken ct);
}
