using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Provost.Engine.Targets.OAuth;

/// <summary>The signed assertion with which a client shows itself (RFC 7523 §2.2 and §3). Pure.</summary>
public static class ClientAssertion
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>RS256 with an RSA key, ES256 with one on P-256 (RFC 7518 §3.1).</summary>
    /// <param name="id">Never given twice: the authorization server takes an assertion once.</param>
    /// <exception cref="EngineException">The private key cannot be read.</exception>
    internal static string Sign(OAuthClient client, DateTimeOffset now, Guid id)
    {
        var pem = client.PrivateKey ?? "";
        var elliptic = IsElliptic(pem);
        var header = new JsonObject { ["alg"] = elliptic ? "ES256" : "RS256", ["typ"] = "JWT" };
        if (client.KeyId is { } kid)
            header["kid"] = kid;
        var claims = new JsonObject
        {
            ["iss"] = client.Id,
            ["sub"] = client.Id,
            ["aud"] = client.TokenEndpoint.OriginalString,
            ["jti"] = id.ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(pem, elliptic, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <exception cref="EngineException">The key cannot be used.</exception>
    public static void ThrowIfUnusable(string pem) => Sign(pem, IsElliptic(pem), []);

    private static byte[] Sign(string pem, bool elliptic, byte[] data)
    {
        try
        {
            if (elliptic)
            {
                using var curve = ECDsa.Create();
                curve.ImportFromPem(pem);
                return curve.KeySize == 256
                    ? curve.SignData(data, HashAlgorithmName.SHA256)
                    : throw Unusable("on another curve than P-256");
            }

            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException)
        {
            throw Unusable("not readable as an unencrypted private key in PEM");
        }
    }

    /// <summary>PKCS #8 does not say it in its first line, so it is tried.</summary>
    private static bool IsElliptic(string pem)
    {
        using var curve = ECDsa.Create();
        try
        {
            curve.ImportFromPem(pem);
            return true;
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static EngineException Unusable(string why) =>
        new($"The private key is {why}. Give an RSA or P-256 key that begins with -----BEGIN PRIVATE KEY-----.");

    private static string Encode(JsonObject part) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
