using System.Globalization;
using System.Text.Json.Nodes;

namespace Provost.Engine.Targets.OAuth;

/// <summary>Judges what a token endpoint answered (RFC 6749 §5). Pure.</summary>
internal static class TokenAnswers
{
    private const int LongestWords = 300;

    /// <param name="asked">Before the request was sent: the life of a token counts from there.</param>
    /// <param name="secrets">What must not stand in a sentence.</param>
    public static TokenAnswer Judge(Uri endpoint, Reply reply, DateTimeOffset asked, IEnumerable<string> secrets)
    {
        var body = TargetJson.ReadObject(reply.Body.Span);
        if (reply.IsSuccess && body is not null && Granted(body, asked) is { } granted)
            return granted;

        var error = reply.IsSuccess ? null : TargetJson.Scalar(body?["error"]);
        var words = error is null ? null : TargetJson.Scalar(body?["error_description"]);
        var came = $"POST {endpoint.GetLeftPart(UriPartial.Path)} {Came(reply, error, words)}";
        return IsTemporary(reply, error)
            ? new TokenAnswer.Unavailable(Hidden($"{came}. {TokenAdvice.Unavailable}", secrets), reply.RetryAfter)
            : new TokenAnswer.Refused(error, Hidden($"{came}. {TokenAdvice.For(reply, error)}", secrets));
    }

    private static TokenAnswer.Granted? Granted(JsonObject body, DateTimeOffset asked)
    {
        var type = TargetJson.Scalar(body["token_type"]);
        if (
            TargetJson.Scalar(body["access_token"]) is not { Length: > 0 } token
            || (type is not null && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            || !token.All(c => c is > ' ' and < (char)127)
        )
            return null;

        return new(
            new AccessToken(token, asked, Later(body["expires_in"], asked)),
            TargetJson.Scalar(body["refresh_token"]) is { Length: > 0 } refresh ? refresh : null,
            Later(body["refresh_token_expires_in"], asked)
        );
    }

    /// <summary>Seconds, which some write as text; null where there are none.</summary>
    private static DateTimeOffset? Later(JsonNode? seconds, DateTimeOffset asked) =>
        double.TryParse(TargetJson.Scalar(seconds), CultureInfo.InvariantCulture, out var span)
        && span is > 0 and < int.MaxValue
            ? asked + TimeSpan.FromSeconds(span)
            : null;

    private static bool IsTemporary(Reply reply, string? error) =>
        reply.Fault is not (Fault.None or Fault.Blocked or Fault.TooLong)
        || reply.Status is 408 or 425 or 429 or >= 500
        || error is "temporarily_unavailable" or "server_error" or "slow_down";

    private static string Came(Reply reply, string? error, string? words) =>
        reply.Fault switch
        {
            Fault.None when reply.Location is { } to => $"was answered with {reply.Status}, a redirect to {to}",
            Fault.None when error is null && reply.IsSuccess => $"was answered with {reply.Status} and no bearer token",
            Fault.None when error is null => $"was answered with {reply.Status} and no error code",
            Fault.None when string.IsNullOrWhiteSpace(words) => $"was answered with {reply.Status} and {error}",
            Fault.None => $"was answered with {reply.Status} and {error}: {Short(words)}",
            Fault.Blocked => $"was not sent: {reply.Reason?.TrimEnd('.')}",
            Fault.TimedOut => $"got no answer in time ({reply.Reason})",
            Fault.TooLong => $"was answered with {reply.Reason}",
            _ => $"got no answer: {reply.Reason?.TrimEnd('.')}",
        };

    private static string Short(string words)
    {
        var line = string.Concat(words.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
        return line.Length > LongestWords ? line[..LongestWords] + "…" : line;
    }

    private static string Hidden(string text, IEnumerable<string> secrets) =>
        secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, "(not shown)", StringComparison.Ordinal));
}

/// <summary>What a person can do about a token endpoint's answer.</summary>
internal static class TokenAdvice
{
    public const string Unavailable =
        "The authorization server is not available at the moment: it is tried again later.";

    public const string NothingToAskWith =
        "The access token has ended, and there is no refresh token to get another one with. Agree again in the "
        + "application, and enter the authorization code that comes from it: provost apps credentials.";

    /// <summary>RFC 6749 §5.2.</summary>
    public static string For(Reply reply, string? error) =>
        error switch
        {
            "invalid_client" =>
                "The authorization server does not accept the client: enter its identifier and a secret or key that "
                    + "has not ended, and check how it wants them: provost apps credentials.",
            "invalid_grant" =>
                "The authorization code or refresh token has ended, was revoked or was used before: agree again in the "
                    + "application, and enter the new code: provost apps credentials.",
            "unauthorized_client" or "unsupported_grant_type" =>
                "Allow this grant for the client in the application, or choose another AuthenticationType.",
            "invalid_scope" =>
                "Enter a scope that the application gives to this client: provost apps credentials --scope.",
            _ when reply.Fault == Fault.Blocked => "Check Oauth2TokenExchangeUri.",
            _ => "Check Oauth2TokenExchangeUri, and that the client may get a token there.",
        };
}
