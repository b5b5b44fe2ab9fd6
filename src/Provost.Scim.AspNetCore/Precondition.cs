namespace Provost.Scim.AspNetCore;

/// <summary>The client's <c>If-Match</c> (RFC 7644 §3.14); without one, anything goes.</summary>
/// <param name="IfMatch">The header as it came: versions separated by commas, or <c>*</c>.</param>
public readonly record struct Precondition(string? IfMatch)
{
    /// <summary>No condition.</summary>
    public static readonly Precondition None;

    /// <summary>Refuses with 412 unless the stored version is one that the client named.</summary>
    /// <param name="version">The stored <c>meta.version</c>.</param>
    public void Require(string? version)
    {
        if (!string.IsNullOrEmpty(IfMatch) && !EntityTags.Match(IfMatch, version))
            throw ScimException.PreconditionFailed(
                $"The version is {version ?? "(none)"}, not {IfMatch}: read the resource again and repeat the change."
            );
    }
}
