using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Provost.Server.Authority;

/// <summary>The discovery document and the key set, as Entra's clients expect them (graph-api.md §2.1).</summary>
internal sealed class DiscoveryAnswers(SigningKeys keys)
    : IOpenIddictServerHandler<ApplyConfigurationResponseContext>,
        IOpenIddictServerHandler<ApplyJsonWebKeySetResponseContext>
{
    public ValueTask HandleAsync(ApplyConfigurationResponseContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var where = AuthorityRequest.Of(http);
        context.Response["issuer"] = where.Issuer;
        context.Response["authorization_response_iss_parameter_supported"] = where.Tenant is not null;
        context.Response["device_authorization_endpoint"] = $"{where.Host}{http.Request.PathBase}{DeviceCodes.Path}";
        context.Response["grant_types_supported"] = new JsonArray(
            "authorization_code",
            "client_credentials",
            "refresh_token",
            DeviceCodes.GrantType
        );
        context.Response["userinfo_endpoint"] = $"{where.Host}{PersonEndpoints.UserInfoPath}";
        context.Response["end_session_endpoint"] = $"{where.Host}{http.Request.PathBase}/oauth2/v2.0/logout";
        context.Response["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access");
        context.Response["claims_supported"] = new JsonArray(
            "sub",
            "iss",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "oid",
            "tid",
            "name",
            "preferred_username",
            "email"
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask HandleAsync(ApplyJsonWebKeySetResponseContext context)
    {
        var http = context.Transaction.GetHttpRequest()?.HttpContext ?? throw new InvalidOperationException();
        var ring = await keys.CurrentAsync(http.RequestAborted);
        var issuer = AuthorityRequest.Of(http).Issuer;
        context.Response["keys"] = new JsonArray([.. ring.All.Select(key => ToJson(key, issuer))]);
    }

    private static JsonObject ToJson(X509SecurityKey key, string issuer)
    {
        var web = JsonWebKeyConverter.ConvertFromRSASecurityKey(
            new RsaSecurityKey(
                key.Certificate.GetRSAPublicKey()?.ExportParameters(false) ?? throw new InvalidOperationException()
            )
        );
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = key.KeyId,
            ["x5t"] = key.X5t,
            ["n"] = web.N,
            ["e"] = web.E,
            ["x5c"] = new JsonArray(Convert.ToBase64String(key.Certificate.RawData)),
            ["issuer"] = issuer,
        };
    }
}
