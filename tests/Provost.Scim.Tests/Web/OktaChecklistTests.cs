using System.Text.Json;

namespace Provost.Scim.Tests.Web;

/// <summary>The steps of Okta's SCIM 2.0 specification test (scim-wire E.4), in their order.</summary>
public sealed class OktaChecklistTests
{
    private const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    private const string Grace = """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Grace@contoso.example",
         "name":{"givenName":"Grace","familyName":"Hopper"},
         "emails":[{"primary":true,"value":"grace@contoso.example","type":"work"}],
         "displayName":"Grace","externalId":"00u1","groups":[],"password":"zq81kd0p","locale":"en-US","active":true}
        """;

    private static readonly Dictionary<string, string> Headers = new()
    {
        ["Content-Type"] = "application/json",
        ["Accept"] = "application/scim+json; charset=utf-8",
        ["Accept-Charset"] = "utf-8",
        ["User-Agent"] = "Okta SCIM Client 1.0.0",
    };

    [Fact]
    public async Task The_specification_test_passes()
    {
        await using var server = await RunningServer.StartAsync();
        await server.Client.PostAsync("/Users", Grace.Replace("Grace", "Ada", StringComparison.OrdinalIgnoreCase));

        await The_first_page_has_whole_users(server.Client);
        await An_unknown_name_is_an_empty_list(server.Client);
        await An_unknown_id_is_404(server.Client);
        var id = await A_user_is_created_once(server.Client);
        await A_name_is_found_in_capitals(server.Client, id);
        await Groups_without_any_are_an_empty_array(server.Client);
    }

    private static async Task The_first_page_has_whole_users(ScimClient client)
    {
        var list = (await client.GetAsync("/Users?count=1&startIndex=1")).Body!;

        foreach (var name in new[] { "itemsPerPage", "startIndex", "totalResults" })
            Assert.Equal(JsonValueKind.Number, list[name]!.GetValueKind());
        var first = list["Resources"]![0]!;
        foreach (var name in new[] { "id", "userName", "active", "name", "emails" })
            Assert.NotNull(first[name]);
        Assert.Equal("Hopper", (string?)first["name"]!["familyName"]);
        Assert.NotNull(first["emails"]![0]!["value"]);
        Assert.Equal(200, (await client.GetAsync($"/Users/{first["id"]}")).Status);
    }

    private static async Task An_unknown_name_is_an_empty_list(ScimClient client)
    {
        var list = (await client.GetAsync("/Users?filter=userName%20eq%20%22nobody%22&startIndex=1&count=100")).Body!;

        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:ListResponse", (string?)list["schemas"]![0]);
        Assert.Equal(0, (int)list["totalResults"]!);
        Assert.Empty(list["Resources"]!.AsArray());
    }

    private static async Task An_unknown_id_is_404(ScimClient client)
    {
        var answer = await client.GetAsync("/Users/00919288221112222");

        Assert.Equal((404, "404"), (answer.Status, (string?)answer.Body!["status"]));
        Assert.Equal(ErrorSchema, (string?)answer.Body["schemas"]![0]);
        Assert.False(string.IsNullOrEmpty(answer.Detail));
    }

    private static async Task<string> A_user_is_created_once(ScimClient client)
    {
        var created = await client.SendAsync(HttpMethod.Post, "/Users", Grace, Headers);
        var again = await client.SendAsync(HttpMethod.Post, "/Users", Grace, Headers);

        Assert.Equal((201, 409), (created.Status, again.Status));
        Assert.True((bool)created.Body!["active"]!);
        Assert.Equal("Grace@contoso.example", (string?)created.Body["userName"]);
        Assert.NotEmpty(created.Body["schemas"]!.AsArray());
        Assert.DoesNotContain("zq81kd0p", created.Text, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(again.Detail));
        Assert.Equal(created.Id, (await client.GetAsync($"/Users/{created.Id}")).Id);
        return created.Id;
    }

    private static async Task A_name_is_found_in_capitals(ScimClient client, string id)
    {
        var list = await client.GetAsync("/Users?filter=userName%20eq%20%22GRACE%40CONTOSO.EXAMPLE%22");

        Assert.Equal(id, (string?)list.Body!["Resources"]![0]!["id"]);
    }

    private static async Task Groups_without_any_are_an_empty_array(ScimClient client)
    {
        var list = await client.GetAsync("/Groups?startIndex=1&count=100");

        Assert.Equal(200, list.Status);
        Assert.Empty(list.Body!["Resources"]!.AsArray());
    }

    /// <summary>Okta's CRUD suite: the profile goes back whole by PUT, activity by PATCH without a path.</summary>
    [Fact]
    public async Task A_user_goes_through_its_life_by_put_and_patch()
    {
        await using var server = await RunningServer.StartAsync();
        var user = (await server.Client.PostAsync("/Users", Grace)).Body!;
        var path = $"/Users/{user["id"]}";
        user["name"]!["middleName"] = "Brewster";

        var put = await server.Client.SendAsync(HttpMethod.Put, path, user.ToJsonString());
        Assert.Equal((200, "Brewster"), (put.Status, (string?)put.Body!["name"]!["middleName"]));
        foreach (var active in new[] { false, true, false })
        {
            var operation = $$$"""{"op":"replace","value":{"active":{{{(active ? "true" : "false")}}}}}""";
            Assert.Equal(200, (await server.Client.PatchAsync(path, operation)).Status);
            Assert.Equal(active, (bool)(await server.Client.GetAsync(path)).Body!["active"]!);
        }
    }
}
