using System.Globalization;
using Provost.Engine.Synchronization;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Targets;

/// <summary>
/// Reads the connection to a target out of the secrets, and writes it there (ENT-CRE-2, ENT-CRE-7). Pure.
/// </summary>
public static class Connections
{
    private const string Template = "https://login.example/oauth2/token";

    /// <summary>Null while there is no address or nothing to get in with.</summary>
    /// <exception cref="EngineException">What is there does not fit together; it names the key.</exception>
    public static TargetConnection? Connection(this SecretSet secrets, bool allowPrivateAddresses)
    {
        if (secrets[Key.BaseAddress] is not { } url || TypeOf(secrets) is not { } type)
            return null;

        TargetCredential credential = type switch
        {
            AuthenticationType.Basic => new TargetCredential.Basic(
                Needed(secrets, Key.UserName),
                Needed(secrets, Key.Password)
            ),
            AuthenticationType.ClientCredentials => new TargetCredential.ClientCredentials(
                Client(secrets, allowPrivateAddresses)
            ),
            AuthenticationType.AuthorizationCode => Delegated(secrets, allowPrivateAddresses),
            _ => new TargetCredential.Bearer(Needed(secrets, Key.SecretToken, Key.Oauth2AccessToken))
            {
                Next = secrets.Settings.Next,
            },
        };
        return new TargetConnection(url, credential) { AllowPrivateAddresses = allowPrivateAddresses };
    }

    /// <summary>With this address and this bearer token as the way to get in.</summary>
    public static SecretSet With(this SecretSet secrets, TargetConnection connection)
    {
        if (connection.SecretToken is not { } token)
            throw new ArgumentException("Only a bearer token is written this way.", nameof(connection));

        var written = secrets.With(Key.BaseAddress, connection.TenantUrl).With(Key.AuthenticationType, null);
        if (token != secrets[Key.SecretToken])
            written = written.With(Key.SecretToken, token).With(secrets.Settings with { Expires = null });
        return TypeOf(written) == AuthenticationType.Bearer
            ? written
            : written.With(Key.AuthenticationType, nameof(AuthenticationType.Bearer));
    }

    /// <summary>
    /// What a credential became by being used, written over what it was; where an administrator stored another one
    /// meanwhile, that stays.
    /// </summary>
    public static SecretSet Renewed(this SecretSet stored, TargetCredential before, TargetCredential after) =>
        (before, after) switch
        {
            (TargetCredential.Bearer was, TargetCredential.Bearer now)
                when stored[Key.SecretToken] == was.SecretToken => Promoted(stored, Key.SecretToken, now.SecretToken),
            (TargetCredential.ClientCredentials was, TargetCredential.ClientCredentials now) => Client(
                stored,
                was.Client,
                now.Client
            ),
            (TargetCredential.AuthorizationCode was, TargetCredential.AuthorizationCode now)
                when stored[Key.Oauth2RefreshToken] == was.RefreshToken
                    && stored[Key.Oauth2AuthorizationCode] == was.Code => Tokens(
                Client(stored, was.Client, now.Client),
                now
            ),
            _ => stored,
        };

    private static AuthenticationType? TypeOf(SecretSet secrets) =>
        secrets[Key.AuthenticationType] is { } said ? AuthenticationTypes.Parse(said)
        : secrets[Key.Oauth2TokenExchangeUri] is not null
            ? IsDelegated(secrets) ? AuthenticationType.AuthorizationCode
                : AuthenticationType.ClientCredentials
        : secrets[Key.SecretToken] is not null ? AuthenticationType.Bearer
        : secrets[Key.UserName] is not null && secrets[Key.Password] is not null ? AuthenticationType.Basic
        : secrets[Key.Oauth2AccessToken] is not null ? AuthenticationType.Bearer
        : null;

    private static bool IsDelegated(SecretSet secrets) =>
        secrets[Key.Oauth2AuthorizationCode] is not null
        || secrets[Key.Oauth2RefreshToken] is not null
        || secrets[Key.Oauth2AccessToken] is not null;

    private static OAuthClient Client(SecretSet secrets, bool allowPrivateAddresses)
    {
        var settings = secrets.Settings;
        var method =
            settings.Method
            ?? (
                settings.PrivateKey is null
                    ? ClientAuthenticationMethod.ClientSecretBasic
                    : ClientAuthenticationMethod.PrivateKeyJwt
            );
        var signs = method == ClientAuthenticationMethod.PrivateKeyJwt;
        if (signs && settings.PrivateKey is null)
            throw new EngineException(
                "private_key_jwt needs a private key. Give one in PEM: provost apps credentials APP --private-key FILE."
            );
        return new OAuthClient(
            TokenEndpoint(Needed(secrets, Key.Oauth2TokenExchangeUri), allowPrivateAddresses),
            Needed(secrets, Key.Oauth2ClientId, Key.ClientIdentifier),
            method
        )
        {
            Secret = signs ? null : Needed(secrets, Key.Oauth2ClientSecret, Key.ClientSecret),
            NextSecret = signs ? null : settings.Next,
            PrivateKey = settings.PrivateKey,
            KeyId = settings.KeyId,
            Scope = settings.Scope,
        };
    }

    private static TargetCredential.AuthorizationCode Delegated(SecretSet secrets, bool allowPrivateAddresses)
    {
        var obtained = Instant(secrets[Key.Oauth2AccessTokenCreationTime]);
        var code = secrets[Key.Oauth2AuthorizationCode];
        return new TargetCredential.AuthorizationCode(Client(secrets, allowPrivateAddresses))
        {
            Code = code,
            RedirectUri = secrets[Key.Oauth2RedirectUri],
            RefreshToken = secrets[Key.Oauth2RefreshToken],
            AccessToken =
                code is null && secrets[Key.Oauth2AccessToken] is { } value && obtained is { } since
                    ? new AccessToken(value, since, Instant(secrets[Key.TokenExpiration]))
                    : null,
            RefreshTokenEnds = secrets.Settings.RefreshTokenExpires,
        };
    }

    private static SecretSet Client(SecretSet stored, OAuthClient before, OAuthClient after)
    {
        var key = stored[Key.Oauth2ClientSecret] is null ? Key.ClientSecret : Key.Oauth2ClientSecret;
        return before.Secret != after.Secret && stored[key] == before.Secret
            ? Promoted(stored, key, after.Secret)
            : stored;
    }

    private static SecretSet Promoted(SecretSet stored, Key key, string? value) =>
        stored.With(key, value).With(stored.Settings with { Next = null, Expires = null });

    private static SecretSet Tokens(SecretSet stored, TargetCredential.AuthorizationCode now) =>
        stored
            .With(Key.Oauth2AuthorizationCode, now.Code)
            .With(Key.Oauth2RefreshToken, now.RefreshToken)
            .With(Key.Oauth2AccessToken, now.AccessToken?.Value)
            .With(Key.Oauth2AccessTokenCreationTime, Text(now.AccessToken?.Obtained))
            .With(Key.TokenExpiration, Text(now.AccessToken?.Ends))
            .With(stored.Settings with { RefreshTokenExpires = now.RefreshTokenEnds });

    /// <summary>The first of the keys that is there.</summary>
    private static string Needed(SecretSet secrets, params ReadOnlySpan<Key> keys)
    {
        foreach (var key in keys)
            if (secrets[key] is { } value)
                return value;
        throw new EngineException($"{keys[0]}: it is missing, and the credentials need it. Store it with the others.");
    }

    private static Uri TokenEndpoint(string text, bool allowPrivateAddresses) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (allowPrivateAddresses && url.Scheme == Uri.UriSchemeHttp))
        && url is { UserInfo: "", Fragment: "" }
            ? url
            : throw new EngineException(
                $"Oauth2TokenExchangeUri: it is no https address without user information. Give one such as {Template}."
            );

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    private static string? Text(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
