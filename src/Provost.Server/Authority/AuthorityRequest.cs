using Provost.Engine.Directory;

namespace Provost.Server.Authority;

/// <summary>What an address of the authority says: for whom it is, and what the client calls this server.</summary>
/// <param name="Tenant">Null for <c>common</c> and <c>organizations</c>, which stand for every tenant.</param>
/// <param name="Segment">The first segment as the client wrote it.</param>
/// <param name="Host">The base of the authority, without a slash at the end.</param>
internal sealed record AuthorityRequest(Tenant? Tenant, string Segment, string Host)
{
    /// <summary>The issuer; for <c>common</c> Entra's placeholder, which clients fill in from the token.</summary>
    public string Issuer => $"{Host}/{Tenant?.Id.ToString() ?? "{tenantid}"}/v2.0";

    public static AuthorityRequest Of(HttpContext context) =>
        context.Features.Get<AuthorityRequest>()
        ?? throw new InvalidOperationException("This request is not for the authority.");
}
