using System.Text.Json.Nodes;

namespace Provost.Scim.Tests.Web;

/// <summary>
/// What the server says about itself, and what it says to paths that are not there (scim-wire B.6, E.5).
/// </summary>
public sealed class DiscoveryTests
{
    [Theory]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/ServiceProviderConfigs")]
    [InlineData("/ResourceTypes")]
    [InlineData("/ResourceTypes/User")]
    [InlineData("/Schemas")]
    [InlineData("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User")]
    public async Task Discovery_can_be_read_and_nothing_else(string path)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(200, (await server.Client.GetAsync(path)).Status);
        foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
        {
            var refused = await server.Client.SendAsync(new(method), path, "{}");
            Assert.Equal((405, "405"), (refused.Status, (string?)refused.Body!["status"]));
        }
    }

    [Theory]
    [InlineData("/Users", "PUT PATCH DELETE OPTIONS")]
    [InlineData("/Users/1", "POST")]
    [InlineData("/Users/.search", "GET PUT PATCH DELETE")]
    [InlineData("/.search", "GET")]
    [InlineData("", "POST PUT")]
    public async Task Another_method_is_405_with_those_that_are_possible(string path, string methods)
    {
        await using var server = await RunningServer.StartAsync();

        foreach (var method in methods.Split(' '))
        {
            var refused = await server.Client.SendAsync(new(method), path, "{}");
            Assert.Equal(405, refused.Status);
            Assert.Equal("application/scim+json", refused.ContentType);
        }
    }

    [Theory]
    [InlineData("/nothing", 404)]
    [InlineData("/Users/1/2", 404)]
    [InlineData("/Users/a%2Fb", 404)]
    [InlineData("/Schemas/urn:nothing", 404)]
    [InlineData("/ResourceTypes/Device", 404)]
    [InlineData("/v1/Users", 404)]
    [InlineData("/Me", 501)]
    [InlineData("/Bulk", 501)]
    public async Task What_is_not_there_is_a_scim_error(string path, int status)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.GetAsync(path);

        Assert.Equal((status, $"{status}"), (answer.Status, (string?)answer.Body!["status"]));
        Assert.Equal("application/scim+json", answer.ContentType);
        Assert.False(string.IsNullOrEmpty(answer.Detail));
    }

    [Fact]
    public async Task Every_published_address_leads_to_what_was_published()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "secret");

        foreach (var list in new[] { "/ResourceTypes", "/Schemas" })
        {
            var body = (await server.Client.GetAsync(list)).Body!;
            Assert.Equal(body["Resources"]!.AsArray().Count, (int)body["totalResults"]!);
            foreach (var resource in body["Resources"]!.AsArray())
            {
                var location = (string)resource!["meta"]!["location"]!;
                var text = await http.GetStringAsync(new Uri(location), TestContext.Current.CancellationToken);
                Assert.True(JsonNode.DeepEquals(resource, JsonNode.Parse(text)));
            }
        }
        var config = (await server.Client.GetAsync("/ServiceProviderConfig")).Body!;
        Assert.Equal($"{server.Host.BaseAddress}ServiceProviderConfig", (string?)config["meta"]!["location"]);
    }

    [Fact]
    public async Task Every_schema_of_a_resource_type_is_published()
    {
        await using var server = await RunningServer.StartAsync();
        var types = (await server.Client.GetAsync("/ResourceTypes")).Body!["Resources"]!.AsArray();

        Assert.Equal(["/Users", "/Groups"], types.Select(static type => (string)type!["endpoint"]!));
        foreach (var type in types)
        {
            var urns = type!["schemaExtensions"]!.AsArray().Select(static e => (string)e!["schema"]!);
            foreach (var urn in urns.Append((string)type["schema"]!))
                Assert.Equal(200, (await server.Client.GetAsync($"/Schemas/{urn}")).Status);
        }
    }

    [Fact]
    public async Task A_head_request_is_a_get_without_its_body()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");

        var head = await server.Client.SendAsync(HttpMethod.Head, $"/Users/{ada}");

        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.NotNull(head.Headers.ETag);
    }
}
