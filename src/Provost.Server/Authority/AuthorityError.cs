using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provost.Server.Authority;

/// <summary>A refusal in the shape that Entra's clients read: a number, and a sentence (graph-api.md §2.2).</summary>
/// <param name="Error">The error code of RFC 6749 §5.2.</param>
internal sealed partial record AuthorityError(string Error, int Code, string Message)
{
    public string Description => $"AADSTS{Code}: {Message}";

    public static AuthorityError MissingParameter(string name) =>
        new("invalid_request", 900144, $"The request body must contain the parameter '{name}'.");

    public static AuthorityError UnknownGrant(string grant) =>
        new("unsupported_grant_type", 70003, $"The grant type '{grant}' is not served. Use client_credentials.");

    public static AuthorityError UnknownTenant(string tenant) =>
        new("invalid_request", 90002, $"There is no tenant '{tenant}' here. Give its id or its domain.");

    public static AuthorityError NoTenant(string segment) =>
        new(
            "invalid_request",
            50059,
            $"An application that signs in by itself must name its tenant in the address; '{segment}' names none."
        );

    public static AuthorityError UnknownClient(string client, string tenant) =>
        new("unauthorized_client", 700016, $"There is no application '{client}' in the directory '{tenant}'.");

    public static AuthorityError NoCredential { get; } =
        new("invalid_client", 7000216, "A client_secret or a client_assertion is required for this grant type.");

    public static AuthorityError WrongSecret(Guid app) =>
        new(
            "invalid_client",
            7000215,
            $"The client_secret of application '{app}' is wrong. Send the secret's value, not its id."
        );

    public static AuthorityError ExpiredSecret(Guid app) =>
        new("invalid_client", 7000222, $"That secret of application '{app}' has expired. Add a new one.");

    public static AuthorityError WrongAssertion(int code, string why) => new("invalid_client", code, why);

    public static AuthorityError WrongScope(string scope) =>
        new(
            "invalid_scope",
            1002012,
            $"The scope '{scope}' is not valid for an application: it must be a resource followed by /.default."
        );

    public static AuthorityError UnknownResource(string resource, string canonical) =>
        new("invalid_resource", 500011, $"There is no resource '{resource}' here. Ask for {canonical}/.default.");

    public static AuthorityError UnknownScope(string scope) =>
        new(
            "invalid_scope",
            70011,
            $"There is no permission '{scope}' here. openid, profile, email and offline_access "
                + "are, and the delegated permissions of the management API."
        );

    public static AuthorityError WrongRedirectUri(string? uri, Guid app) =>
        new(
            "invalid_request",
            50011,
            uri is null
                ? $"The request names no redirect_uri, so the application '{app}' cannot be answered."
                : $"The redirect URI '{uri}' is not one of those registered for the application '{app}'. "
                    + "It must be the same in every character."
        );

    public static AuthorityError NoChallenge { get; } =
        new("invalid_request", 9002325, "Proof Key for Code Exchange (code_challenge) is required without a secret.");

    public static AuthorityError SignInNeeded { get; } =
        new("login_required", 50058, "Nobody is signed in in this browser, and prompt=none forbids to ask.");

    public static AuthorityError ConsentNeeded { get; } =
        new("consent_required", 65001, "Nobody has allowed this application what it asks for yet.");

    public static AuthorityError ConsentRefused { get; } =
        new("access_denied", 65004, "The person declined to consent to the application.");

    /// <summary>RFC 8628 §3.5: ask again later.</summary>
    public static AuthorityError DeviceWaits { get; } =
        new("authorization_pending", 70016, "Nobody has entered the code and signed in yet. Ask again.");

    public static AuthorityError AskedTooOften { get; } =
        new("slow_down", 70043, "The device asks too often. Wait five seconds longer between two requests.");

    public static AuthorityError DeviceExpired { get; } =
        new("expired_token", 70020, "The device code has ended. Begin again with another one.");

    public static AuthorityError UnknownDevice { get; } =
        new("invalid_grant", 70000, "There is no such device code for this application, or it was used already.");

    public static AuthorityError NotPublic(Guid app) =>
        new(
            "invalid_client",
            7000218,
            $"The application '{app}' is not registered as a public client. Set isFallbackPublicClient, or a redirect "
                + "URI of publicClient."
        );

    public static AuthorityError CodeRedeemed { get; } =
        new("invalid_grant", 54005, "The code or its tokens were used by somebody else before. Sign in again.");

    public static AuthorityError GrantEnded { get; } =
        new(
            "invalid_grant",
            50173,
            "The grant has ended: the password was changed, or the account is disabled. Sign in again."
        );

    public static AuthorityError Malformed(string why) => new("invalid_request", 90013, why);

    /// <summary>Gives a refusal that another layer worded Entra's form, so that every error has a number.</summary>
    public static AuthorityError Read(string? error, string? description)
    {
        if (description is not null && Aadsts().Match(description) is { Success: true } known)
            return new AuthorityError(
                error ?? "invalid_request",
                int.Parse(known.Groups["code"].Value, CultureInfo.InvariantCulture),
                known.Groups["message"].Value
            );

        var code = error switch
        {
            "invalid_client" => 7000216,
            "invalid_scope" => 70011,
            "invalid_grant" => 70000,
            "unsupported_grant_type" => 70003,
            "unauthorized_client" => 700016,
            "server_error" => 50000,
            _ => 90013,
        };
        return new AuthorityError(error ?? "invalid_request", code, description ?? "The request was refused.");
    }

    /// <param name="now">When it was refused.</param>
    /// <param name="correlation">The caller's id of the request, or one of ours.</param>
    public JsonObject ToJson(DateTimeOffset now, Guid trace, Guid correlation) =>
        new()
        {
            ["error"] = Error,
            ["error_description"] =
                $"{Description} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {Time(now)}",
            ["error_codes"] = new JsonArray(Code),
            ["timestamp"] = Time(now),
            ["trace_id"] = trace.ToString(),
            ["correlation_id"] = correlation.ToString(),
        };

    private static string Time(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^AADSTS(?<code>\d+): (?<message>.*)$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Aadsts();
}
