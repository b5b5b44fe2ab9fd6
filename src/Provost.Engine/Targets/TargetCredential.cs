namespace Provost.Engine.Targets;

/// <summary>What a target is shown with every request. Its text never holds a value.</summary>
public abstract record TargetCredential
{
    private TargetCredential() { }

    /// <summary>A token that somebody made in the application (RFC 6750).</summary>
    public sealed record Bearer(string SecretToken) : TargetCredential
    {
        /// <summary>Tried where the other is refused, and takes its place once it is accepted.</summary>
        public string? Next { get; init; }
    }

    /// <summary>A user name and a password (RFC 7617).</summary>
    public sealed record Basic(string UserName, string Password) : TargetCredential;

    /// <summary>Access tokens that the client gets for itself (RFC 6749 §4.4).</summary>
    public sealed record ClientCredentials(OAuthClient Client) : TargetCredential;

    /// <summary>
    /// Access tokens in the name of the person who agreed once (RFC 6749 §4.1), renewed with a refresh token (§6).
    /// </summary>
    public sealed record AuthorizationCode(OAuthClient Client) : TargetCredential
    {
        /// <summary>A code that was not exchanged yet; it works once.</summary>
        public string? Code { get; init; }

        /// <summary>The address that the code was sent to; the authorization server wants it again.</summary>
        public string? RedirectUri { get; init; }

        public string? RefreshToken { get; init; }

        public AccessToken? AccessToken { get; init; }

        /// <summary>Null where the authorization server did not say.</summary>
        public DateTimeOffset? RefreshTokenEnds { get; init; }
    }

    /// <summary>Everything that must not be read in a log.</summary>
    internal IEnumerable<string> Secrets =>
        (
            this switch
            {
                Bearer(var token) { Next: var next } => [token.Trim(), next?.Trim()],
                Basic(var user, var password) => [password, Authorizations.Encoded(user, password)],
                ClientCredentials(var client) => client.Secrets,
                AuthorizationCode(var client) { Code: var code, RefreshToken: var refresh, AccessToken: var access } =>
                [
                    .. client.Secrets,
                    code,
                    refresh,
                    access?.Value,
                ],
                _ => (IReadOnlyList<string?>)[],
            }
        )
            .Where(secret => !string.IsNullOrEmpty(secret))
            .Select(secret => secret ?? "");

    public sealed override string ToString() => $"{GetType().Name} (values not shown)";
}

/// <summary>How a client shows itself at a token endpoint (OpenID Connect Core §9).</summary>
public enum ClientAuthenticationMethod
{
    /// <summary><c>client_secret_basic</c>: in the header (RFC 6749 §2.3.1).</summary>
    ClientSecretBasic,

    /// <summary><c>client_secret_post</c>: in the body.</summary>
    ClientSecretPost,

    /// <summary><c>private_key_jwt</c>: a signed assertion (RFC 7523 §2.2).</summary>
    PrivateKeyJwt,
}

/// <summary>A client of an authorization server.</summary>
public sealed record OAuthClient(Uri TokenEndpoint, string Id, ClientAuthenticationMethod Method)
{
    public string? Secret { get; init; }

    /// <summary>Tried where the other is refused, and takes its place once it is accepted.</summary>
    public string? NextSecret { get; init; }

    /// <summary>In PEM.</summary>
    public string? PrivateKey { get; init; }

    public string? KeyId { get; init; }

    public string? Scope { get; init; }

    internal IReadOnlyList<string?> Secrets => [Secret, NextSecret, PrivateKey];

    public override string ToString() => $"client {Id} of {TokenEndpoint.GetLeftPart(UriPartial.Path)}";
}

/// <summary>An access token with the time for which it is valid.</summary>
/// <param name="Ends">Null where the authorization server did not say.</param>
public sealed record AccessToken(string Value, DateTimeOffset Obtained, DateTimeOffset? Ends)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether a new one is due: a tenth of its life is left, or a minute; of a life of less than two minutes a half.
    /// Without a known end it is used until it is refused.
    /// </summary>
    public bool IsDue(DateTimeOffset now)
    {
        if (Ends is not { } ends)
            return false;
        var life = ends - Obtained;
        var margin = TimeSpan.FromTicks(Math.Max(life.Ticks / 10, Math.Min(Margin.Ticks, life.Ticks / 2)));
        return now >= ends - margin;
    }

    public bool HasEnded(DateTimeOffset now) => Ends is { } ends && now >= ends;

    /// <summary>Without its value.</summary>
    public override string ToString() => $"access token until {Ends:O} (not shown)";
}
