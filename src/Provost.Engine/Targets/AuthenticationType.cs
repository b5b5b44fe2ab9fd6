namespace Provost.Engine.Targets;

/// <summary>
/// How to get in, by the secret <c>AuthenticationType</c>; its values are not documented, so that several spellings are
/// read, without regard to case, blanks and punctuation.
/// </summary>
public enum AuthenticationType
{
    /// <summary><c>Bearer</c>: a secret token.</summary>
    Bearer,

    /// <summary><c>Basic</c>: user name and password.</summary>
    Basic,

    /// <summary><c>OAuth2ClientCredentialsGrant</c>.</summary>
    ClientCredentials,

    /// <summary><c>OAuth2AuthorizationCodeGrant</c>.</summary>
    AuthorizationCode,
}

/// <summary>Reads an <see cref="AuthenticationType"/>. Pure.</summary>
internal static class AuthenticationTypes
{
    /// <exception cref="EngineException">It is none that is known.</exception>
    public static AuthenticationType Parse(string text) =>
        string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant() switch
        {
            "BEARER" or "BEARERTOKEN" or "BEARERAUTHENTICATION" or "SECRETTOKEN" => AuthenticationType.Bearer,
            "BASIC" or "BASICAUTHENTICATION" => AuthenticationType.Basic,
            "CLIENTCREDENTIALS" or "OAUTH2CLIENTCREDENTIALS" or "OAUTH2CLIENTCREDENTIALSGRANT" =>
                AuthenticationType.ClientCredentials,
            "AUTHORIZATIONCODE" or "OAUTH2AUTHORIZATIONCODE" or "OAUTH2AUTHORIZATIONCODEGRANT" =>
                AuthenticationType.AuthorizationCode,
            _ => throw new EngineException(
                "AuthenticationType: a value that is not known. Give Bearer, Basic, OAuth2ClientCredentialsGrant or "
                    + "OAuth2AuthorizationCodeGrant, or leave it out: it follows from the other keys."
            ),
        };
}
