namespace Provost.Scim.AspNetCore;

/// <summary>The host's answer to "who asks, and whose resources does he see?", given once for each request.</summary>
public abstract record Admission
{
    private Admission() { }

    /// <summary>The request may go on, over this store: a company's API key decides which.</summary>
    /// <param name="Store">The resources that this caller sees.</param>
    public sealed record Granted(IResourceStore Store) : Admission;

    /// <summary>401: no credentials, or wrong ones.</summary>
    /// <param name="Reason">Told to the client; never the credential itself.</param>
    public sealed record Unauthorized(string Reason) : Admission;

    /// <summary>403: known, but not allowed.</summary>
    /// <param name="Reason">Told to the client.</param>
    public sealed record Forbidden(string Reason) : Admission;

    /// <summary>429: too many requests (RFC 6585 §4).</summary>
    /// <param name="Reason">Told to the client.</param>
    /// <param name="RetryAfter">When to come again, rounded up to seconds.</param>
    public sealed record Throttled(string Reason, TimeSpan RetryAfter) : Admission;
}
