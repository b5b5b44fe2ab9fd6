using System.Net;
using System.Text;

namespace Provost.Engine.Targets.OAuth;

/// <summary>A token request before it is sent: the form, and the header where the client shows itself there.</summary>
internal sealed record TokenRequest(IReadOnlyList<KeyValuePair<string, string>> Form, string? Authorization)
{
    public override string ToString() => "token request (not shown)";
}

/// <summary>Builds token requests (RFC 6749 §4.1.3, §4.4.2, §6). Pure.</summary>
internal static class TokenRequests
{
    /// <summary>Null where there is nothing to ask with: no code and no refresh token.</summary>
    /// <param name="id">The id of the assertion, where one is signed.</param>
    public static TokenRequest? For(TargetCredential credential, DateTimeOffset now, Guid id) =>
        credential switch
        {
            TargetCredential.ClientCredentials(var client) => Build(
                client,
                now,
                id,
                ("grant_type", "client_credentials")
            ),
            TargetCredential.AuthorizationCode(var client) { Code: { } code, RedirectUri: var redirect } => Build(
                client,
                now,
                id,
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", redirect)
            ),
            TargetCredential.AuthorizationCode(var client) { RefreshToken: { } refresh } => Build(
                client,
                now,
                id,
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh)
            ),
            _ => null,
        };

    private static TokenRequest Build(
        OAuthClient client,
        DateTimeOffset now,
        Guid id,
        params ReadOnlySpan<(string Name, string? Value)> grant
    )
    {
        var form = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in grant)
            if (value is not null)
                form.Add(new(name, value));
        // A code already stands for the scope that was agreed to.
        if (client.Scope is { } scope && form[0].Value != "authorization_code")
            form.Add(new("scope", scope));

        return client.Method switch
        {
            ClientAuthenticationMethod.ClientSecretBasic => new(form, Basic(client)),
            ClientAuthenticationMethod.ClientSecretPost => new(
                [.. form, new("client_id", client.Id), new("client_secret", client.Secret ?? "")],
                null
            ),
            _ => new(
                [
                    .. form,
                    new("client_id", client.Id),
                    new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                    new("client_assertion", ClientAssertion.Sign(client, now, id)),
                ],
                null
            ),
        };
    }

    /// <summary>Both parts are form-encoded before they are joined (RFC 6749 §2.3.1).</summary>
    private static string Basic(OAuthClient client) =>
        $"Basic {Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(client.Id)}:{WebUtility.UrlEncode(client.Secret ?? "")}")
        )}";
}
