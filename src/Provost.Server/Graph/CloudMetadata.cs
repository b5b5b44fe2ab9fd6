namespace Provost.Server.Graph;

/// <summary>
/// <c>GET /metadata/endpoints</c>, where Terraform finds authority and API (graph-api 9.2). Needs no token.
/// </summary>
internal static class CloudMetadata
{
    public static GraphAnswer Answer(string host, string authority) =>
        GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", "Provost");
            json.WriteString("resourceManager", host);
            json.WriteString("microsoftGraphResourceId", authority);
            json.WriteStartObject("authentication");
            json.WriteString("loginEndpoint", authority);
            json.WriteStartArray("audiences");
            json.WriteStringValue(authority);
            json.WriteEndArray();
            json.WriteString("tenant", "common");
            json.WriteString("identityProvider", "AAD");
            json.WriteEndObject();
            json.WriteStartObject("suffixes");
            json.WriteEndObject();
            json.WriteEndObject();
        });
}
