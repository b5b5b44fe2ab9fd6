using Provost.Engine.Targets.OAuth;

namespace Provost.Engine.Targets;

/// <summary>
/// A credential in use: gives every request its header, gets access tokens before they end, one at a time for all
/// requests, and finds another header where the target refuses one. Safe for concurrent requests.
/// </summary>
/// <param name="store">
/// Called with the credential as it was and as it became, before the new one is used; null where it is not kept.
/// </param>
public sealed class CredentialSession(
    TargetConnection connection,
    TimeProvider time,
    Func<TargetCredential, TargetCredential, Task>? store = null
)
{
    /// <summary>Longer than the first warning is ahead of the end.</summary>
    private static readonly TimeSpan FarAway = TimeSpan.FromDays(31);

    private readonly Lock _lock = new();
    private readonly OutboundSettings _outbound = new() { AllowPrivateAddresses = connection.AllowPrivateAddresses };

    private TargetCredential _credential = connection.Credential;
    private TargetCredential _stored = connection.Credential;
    private string? _fixed = Fixed(connection.Credential);
    private AccessToken? _token = (connection.Credential as TargetCredential.AuthorizationCode)?.AccessToken;
    private Task<TokenAnswer>? _asking;

    /// <summary>The token that came after a refusal, until the target has accepted it.</summary>
    private string? _forced;

    /// <summary>What was stored last, as it is now.</summary>
    public TargetCredential Credential
    {
        get
        {
            lock (_lock)
                return _credential;
        }
    }

    /// <summary>Whether this is the session of that connection, however its tokens were renewed meanwhile.</summary>
    internal bool IsOf(TargetConnection other) =>
        other.AllowPrivateAddresses == connection.AllowPrivateAddresses
        && (other.Credential == Credential || other.Credential == connection.Credential);

    /// <summary>Everything that must not be read in a log.</summary>
    internal IEnumerable<string> Secrets
    {
        get
        {
            lock (_lock)
                return [.. _credential.Secrets, .. _token is { } token ? [token.Value] : Array.Empty<string>()];
        }
    }

    /// <summary>What the next request is to carry.</summary>
    internal async ValueTask<Shown> HeaderAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _fixed) is { } header)
            return new(header, null);

        var now = time.GetUtcNow();
        if (Token is { } token && !token.IsDue(now))
            return Shown.Of(token);

        var answer = await AskAsync(ct);
        return answer is TokenAnswer.Unavailable && Token is { } old && !old.HasEnded(now) ? Shown.Of(old) : Of(answer);
    }

    /// <summary>
    /// What else the request may be sent with after a 401, once; null where there is nothing, so that the refusal
    /// counts.
    /// </summary>
    internal async ValueTask<Shown?> AfterRefusalAsync(string header, CancellationToken ct)
    {
        switch (Credential)
        {
            case TargetCredential.Bearer { Next: { } next } when header != Authorizations.Bearer(next):
                return new(Authorizations.Bearer(next), null);
            case TargetCredential.Bearer or TargetCredential.Basic:
                // Another request may have found the next token valid while this one was under way.
                return Volatile.Read(ref _fixed) is { } now && now != header ? new(now, null) : null;
        }

        lock (_lock)
        {
            if (_token is { } token && Authorizations.Bearer(token.Value) != header)
                return Shown.Of(token);
            if (_forced == header)
            {
                // The next cycle asks for another token before it tries the target.
                _token = null;
                return null;
            }
        }

        var shown = Of(await AskAsync(ct));
        lock (_lock)
            _forced = shown.Header;
        return shown;
    }

    /// <summary>The target took a request with this header.</summary>
    internal async ValueTask AcceptedAsync(string header)
    {
        lock (_lock)
        {
            if (_forced == header)
                _forced = null;
            if (_credential is not TargetCredential.Bearer { Next: { } next } || header != Authorizations.Bearer(next))
                return;
            _credential = new TargetCredential.Bearer(next);
            _fixed = header;
        }

        await StoreAsync();
    }

    private AccessToken? Token
    {
        get
        {
            lock (_lock)
                return _token;
        }
    }

    private static string? Fixed(TargetCredential credential) =>
        credential switch
        {
            TargetCredential.Bearer(var token) => Authorizations.Bearer(token),
            TargetCredential.Basic(var user, var password) => Authorizations.Basic(user, password),
            _ => null,
        };

    private static Shown Of(TokenAnswer answer) =>
        answer is TokenAnswer.Granted(var token, _, _) ? Shown.Of(token) : new Shown(null, answer);

    /// <summary>Whoever comes while a token is asked for waits for the same one.</summary>
    private Task<TokenAnswer> AskAsync(CancellationToken ct)
    {
        lock (_lock)
            return (_asking ??= RenewAsync()).WaitAsync(ct);
    }

    private async Task<TokenAnswer> RenewAsync()
    {
        // Returns to the caller, who has to have remembered this before it can end.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var (before, answer) = await AskWithEitherSecretAsync(Credential);
            if (answer is not TokenAnswer.Granted granted)
                return answer;
            lock (_lock)
            {
                _token = granted.Token;
                _credential = With(before, granted);
            }

            await StoreAsync();
            return answer;
        }
        finally
        {
            lock (_lock)
                _asking = null;
        }
    }

    private async Task<(TargetCredential Used, TokenAnswer Answer)> AskWithEitherSecretAsync(
        TargetCredential credential
    )
    {
        var client = ClientOf(credential);
        var answer = await TokenClient.AskAsync(credential, client, _outbound, time);
        if (answer is not TokenAnswer.Refused("invalid_client", _) || client.NextSecret is not { } next)
            return (credential, answer);

        var other = With(credential, client with { Secret = next, NextSecret = null });
        return await TokenClient.AskAsync(other, ClientOf(other), _outbound, time) is TokenAnswer.Granted granted
            ? (other, granted)
            : (credential, answer);
    }

    private async Task StoreAsync()
    {
        TargetCredential before,
            after;
        lock (_lock)
            (before, after) = (_stored, _credential);
        if (before == after)
            return;
        if (store is not null)
            await store(before, after);
        lock (_lock)
            _stored = after;
    }

    private static OAuthClient ClientOf(TargetCredential credential) =>
        credential switch
        {
            TargetCredential.ClientCredentials(var client) => client,
            TargetCredential.AuthorizationCode(var client) => client,
            _ => throw new InvalidOperationException("This credential needs no token."),
        };

    private static TargetCredential With(TargetCredential credential, OAuthClient client) =>
        credential switch
        {
            TargetCredential.ClientCredentials own => own with { Client = client },
            TargetCredential.AuthorizationCode delegated => delegated with { Client = client },
            _ => credential,
        };

    /// <summary>Only what cannot be asked for again is kept: a client's own token is not.</summary>
    private static TargetCredential With(TargetCredential credential, TokenAnswer.Granted granted) =>
        credential is TargetCredential.AuthorizationCode delegated
            ? delegated with
            {
                Code = null,
                RefreshToken = granted.RefreshToken ?? delegated.RefreshToken,
                RefreshTokenEnds = Ends(delegated, granted),
                AccessToken = granted.Token,
            }
            : credential;

    /// <summary>
    /// An end that moves with every renewal warns of nothing while the token is in use, unless it is so far away that
    /// coming near means that it is not.
    /// </summary>
    private static DateTimeOffset? Ends(TargetCredential.AuthorizationCode before, TokenAnswer.Granted granted)
    {
        if (granted.RefreshTokenEnds is not { } ends)
            return granted.RefreshToken is null ? before.RefreshTokenEnds : null;
        var moves = before.Code is null && !(ends <= before.RefreshTokenEnds);
        return moves && ends - granted.Token.Obtained < FarAway ? null : ends;
    }
}

/// <summary>The header of a request, or why there is none.</summary>
internal readonly record struct Shown(string? Header, TokenAnswer? Failure)
{
    public static Shown Of(AccessToken token) => new(Authorizations.Bearer(token.Value), null);

    public override string ToString() => Header is null ? "no header" : "header (not shown)";
}
