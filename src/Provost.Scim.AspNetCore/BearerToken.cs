using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Provost.Scim.AspNetCore;

/// <summary>The usual way in: <c>Authorization: Bearer …</c> (RFC 6750 §2.1).</summary>
public static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of a request, or null where it carries none.</summary>
    /// <param name="http">The request.</param>
    public static string? Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var header = http.Request.Headers.Authorization.ToString().AsSpan().Trim();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        var token = header[Scheme.Length..].Trim();
        return token.IsEmpty ? null : token.ToString();
    }

    /// <summary>Lets in who knows one token, compared in constant time, and gives everybody the same store.</summary>
    /// <param name="token">The secret.</param>
    /// <param name="store">The resources behind it.</param>
    public static Func<HttpContext, ValueTask<Admission>> Only(string token, IResourceStore store)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        var granted = new Admission.Granted(store);
        return http =>
            ValueTask.FromResult<Admission>(
                Of(http) switch
                {
                    null => new Admission.Unauthorized("Send the secret token as 'Authorization: Bearer …'."),
                    { } sent when Same(sent, expected) => granted,
                    _ => new Admission.Unauthorized("The secret token is not the one of this application."),
                }
            );
    }

    private static bool Same(string sent, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent)), expected);
}
