using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>Reads what a token tells about itself, where it is a JSON Web Token (RFC 7519). Pure.</summary>
internal static class JsonWebToken
{
    /// <summary>
    /// The <c>exp</c> of a token, null where it has none or is no JWT. The signature is not looked at.
    /// </summary>
    public static DateTimeOffset? Expires(string token)
    {
        if (token.Trim().Split('.') is not [_, var claims, _] || !Base64Url.IsValid(claims))
            return null;

        return
            TargetJson.ReadObject(Base64Url.DecodeFromChars(claims))?["exp"] is JsonValue value
            && value.TryGetValue<double>(out var seconds)
            && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
    }
}
