using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>What Provost keeps of a credential beside Graph's keys, and which no Graph client replaces.</summary>
public sealed record CredentialSettings
{
    public static CredentialSettings None { get; } = new();

    /// <summary>
    /// The <c>SecretToken</c> or <c>ClientSecret</c> that is tried where the present one is refused, and takes its
    /// place once it is accepted.
    /// </summary>
    public string? Next { get; init; }

    /// <summary>The private key of <c>private_key_jwt</c>, RSA or P-256, in PEM.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>The <c>kid</c> by which the authorization server knows <see cref="PrivateKey"/>.</summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// How the client shows itself at the token endpoint; null for <c>private_key_jwt</c> where there is a key and
    /// <c>client_secret_basic</c> where there is none.
    /// </summary>
    public ClientAuthenticationMethod? Method { get; init; }

    /// <summary>The <c>scope</c> of token requests (RFC 6749 §3.3), blanks between the names.</summary>
    public string? Scope { get; init; }

    /// <summary>The last day of the present secret, as an administrator entered it.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>When the refresh token ends, where the authorization server said so.</summary>
    public DateTimeOffset? RefreshTokenExpires { get; init; }

    /// <summary>Without values.</summary>
    public override string ToString() => "credential settings (values not shown)";
}
