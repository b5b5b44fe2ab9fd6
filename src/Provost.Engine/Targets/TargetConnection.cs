namespace Provost.Engine.Targets;

/// <summary>Where a target is and how to get in.</summary>
/// <param name="TenantUrl">The SCIM base, with flags such as <c>aadOptscim062020</c> as typed (scim-wire A.2).</param>
public sealed record TargetConnection(string TenantUrl, TargetCredential Credential)
{
    /// <summary>With a bearer token.</summary>
    public TargetConnection(string tenantUrl, string secretToken)
        : this(tenantUrl, new TargetCredential.Bearer(secretToken)) { }

    /// <summary>The bearer token, where that is the credential.</summary>
    public string? SecretToken => (Credential as TargetCredential.Bearer)?.SecretToken;

    /// <summary>
    /// The number of the application whose stored secrets these are, to which tokens are written that come for them;
    /// 0 for secrets that are only tried.
    /// </summary>
    public long ApplicationNumber { get; init; }

    /// <summary>Whether private and loopback addresses are allowed, as an administrator decided.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>
    /// Without the token, and without what else may be a secret: the query and the user information of the URL.
    /// </summary>
    public override string ToString() =>
        Uri.TryCreate(TenantUrl, UriKind.Absolute, out var url)
            ? $"{url.Scheme}://{url.Authority}{url.AbsolutePath} (secret token not shown)"
            : "an unreadable tenant URL (secret token not shown)";
}
