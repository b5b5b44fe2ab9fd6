using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ScimServer;

/// <summary>Who gets a token, and for how long.</summary>
public sealed record OAuthOptions
{
    public string ClientId { get; init; } = "provost";

    /// <summary>Any of them is accepted.</summary>
    public IReadOnlyList<string> ClientSecrets { get; init; } = ["secret"];

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What is said of it with every refresh token; null for nothing.</summary>
    public TimeSpan? RefreshTokenLife { get; init; }
}

/// <summary>
/// A small authorization server (RFC 6749): client credentials, authorization codes and refresh tokens that work once.
/// Everything lives in memory.
/// </summary>
public sealed class OAuthIssuer(OAuthOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _grants = new(StringComparer.Ordinal);
    private int _asked;

    /// <summary>Token requests so far, refused ones included.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Forms of the token requests, the last one last.</summary>
    public ConcurrentQueue<IFormCollection> Forms { get; } = new();

    /// <summary>Who may ask; changed while the server runs where a secret is withdrawn.</summary>
    public OAuthOptions Options { get; set; } = options;

    /// <summary>A status that is answered instead of a token.</summary>
    public int? Fault { get; set; }

    /// <summary>An authorization code or a refresh token, as if somebody had agreed.</summary>
    public string Agree()
    {
        var grant = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _grants[grant] = true;
        return grant;
    }

    /// <summary>All access tokens that were given out end now.</summary>
    public void Revoke() => _tokens.Clear();

    public bool Admits(string token) => _tokens.TryGetValue(token, out var ends) && time.GetUtcNow() < ends;

    public void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth2/token", (Delegate)AnswerAsync);

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _asked);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        Forms.Enqueue(form);
        if (Fault is { } status)
            return Results.StatusCode(status);
        if (!IsClient(http, form))
            return Error(401, "invalid_client", "The client is not known.");

        return form["grant_type"].ToString() switch
        {
            "client_credentials" => Token(refresh: null),
            "authorization_code" when _grants.TryRemove(form["code"].ToString(), out _) => Token(Agree()),
            "refresh_token" when _grants.TryRemove(form["refresh_token"].ToString(), out _) => Token(Agree()),
            "authorization_code" or "refresh_token" => Error(
                400,
                "invalid_grant",
                "It was used before, or never given."
            ),
            _ => Error(400, "unsupported_grant_type", "There is no such grant."),
        };
    }

    private IResult Token(string? refresh)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _tokens[token] = time.GetUtcNow() + Options.TokenLife;
        var body = new Dictionary<string, object>
        {
            ["access_token"] = token,
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)Options.TokenLife.TotalSeconds,
        };
        if (refresh is not null)
            body["refresh_token"] = refresh;
        if (refresh is not null && Options.RefreshTokenLife is { } life)
            body["refresh_token_expires_in"] = (int)life.TotalSeconds;
        return Results.Json(body);
    }

    /// <summary>In the header or in the body, as the client likes.</summary>
    private bool IsClient(HttpContext http, IFormCollection form)
    {
        var (id, secret) = http.Request.Headers.Authorization.ToString() is ['B', 'a', 's', 'i', 'c', ' ', .. var basic]
            ? Pair(basic)
            : (form["client_id"].ToString(), form["client_secret"].ToString());
        return id == Options.ClientId && Options.ClientSecrets.Contains(secret);
    }

    private static (string Id, string Secret) Pair(string basic)
    {
        var buffer = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, buffer, out var length))
            return ("", "");
        var parts = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return parts is [var id, var secret] ? (WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret)) : ("", "");
    }

    private static IResult Error(int status, string error, string description) =>
        Results.Json(
            new Dictionary<string, object> { ["error"] = error, ["error_description"] = description },
            statusCode: status
        );
}
