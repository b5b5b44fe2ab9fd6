using System.Text.Json.Nodes;
using Provost.Scim.Resources;

namespace Provost.Scim.Tests;

/// <summary>The cast, and JSON compared as JSON.</summary>
internal static class People
{
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    public static ScimResource Ada() =>
        ScimResource.Parse(
            """
            {
              "schemas": [
                "urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
              ],
              "id": "ada-1",
              "externalId": "E-ada",
              "userName": "ada@contoso.com",
              "displayName": "Ada Lovelace",
              "title": "Countess",
              "active": true,
              "name": { "givenName": "Ada", "familyName": "Lovelace" },
              "emails": [
                { "type": "work", "value": "ada@contoso.com", "primary": true },
                { "type": "home", "value": "ada@home.example" }
              ],
              "roles": [{ "value": "boss", "primary": true }],
              "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                "department": "Engines",
                "manager": { "value": "grace-1", "$ref": "https://contoso.com/Users/grace-1", "displayName": "Grace" }
              },
              "meta": { "resourceType": "User", "lastModified": "2026-05-01T08:00:00.000Z", "version": "W/\"1\"" }
            }
            """
        );

    /// <summary>A user with nothing but a name.</summary>
    public static ScimResource Alan() =>
        ScimResource.Parse(
            """
            {
              "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
              "id": "alan-1",
              "userName": "alan@contoso.com"
            }
            """
        );

    public static ScimResource Team(params string[] members) =>
        new(
            new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Group"),
                ["id"] = "team-1",
                ["displayName"] = "Blue Team",
                ["members"] = new JsonArray([.. members.Select(m => new JsonObject { ["value"] = m })]),
            }
        );

    public static void Same(string expected, JsonNode? actual)
    {
        if (!JsonNode.DeepEquals(JsonNode.Parse(expected), actual))
            Assert.Fail(
                $"Expected {JsonNode.Parse(expected)?.ToJsonString()}\nbut was  {actual?.ToJsonString() ?? "nothing"}"
            );
    }
}
