using Provost.Scim.Resources;

namespace Provost.Scim.AspNetCore;

/// <summary>A PUT or PATCH, ready to be applied to the stored resource inside the store's transaction.</summary>
/// <param name="Precondition">What the client said about the version; <see cref="Apply"/> checks it.</param>
/// <param name="Change">Changes the resource; false where it was so already.</param>
/// <param name="NamedMembers">
/// Where not null, the change looks at no other members than these: a store may hand a group with only those of them
/// that are members, and write only what differs. So one more member of a large group does not read the others.
/// </param>
public sealed record ResourceChange(
    Precondition Precondition,
    Func<ScimResource, bool> Change,
    IReadOnlyCollection<string>? NamedMembers = null
)
{
    /// <summary>Checks the version and applies the change, all of it or (by an exception) nothing.</summary>
    /// <param name="resource">The stored resource with its <c>id</c> and <c>meta</c>.</param>
    /// <returns>
    /// False where nothing changed: then no new version and no new <c>lastModified</c> (RFC 7644 §3.5.2.1).
    /// </returns>
    public bool Apply(ScimResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Precondition.Require(resource.Version);
        return Change(resource);
    }
}
