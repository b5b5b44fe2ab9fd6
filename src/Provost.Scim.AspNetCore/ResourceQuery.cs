using Provost.Scim.Filters;
using Provost.Scim.Messages;
using Provost.Scim.Resources;

namespace Provost.Scim.AspNetCore;

/// <summary>One page of a list (RFC 7644 §3.4.2), already within the rules: what a store is asked for.</summary>
/// <param name="Filter">What to select, or null for everything.</param>
/// <param name="StartIndex">The first resource of the page, counted from 1.</param>
/// <param name="Count">How many resources at most; 0 asks for the total alone.</param>
/// <param name="Projection">What the answer shows; a store may leave out what it does not show.</param>
public sealed record ResourceQuery(Filter? Filter, int StartIndex, int Count, Projection Projection);

/// <summary>What a store found.</summary>
/// <param name="Resources">The resources of the page, in the store's lasting order.</param>
/// <param name="Total">How many resources the filter selects in all.</param>
public sealed record ResourcePage(IReadOnlyList<ScimResource> Resources, int Total);
