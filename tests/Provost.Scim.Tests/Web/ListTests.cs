using System.Text.Json.Nodes;

namespace Provost.Scim.Tests.Web;

/// <summary>Lists, pages and searches (RFC 7644 §3.4.2, scim-wire B.4).</summary>
public sealed class ListTests
{
    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_and_echo_where_they_start()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await AddUsersAsync(server, 11);

        var seen = new List<string>();
        for (var page = 0; page < 3; page++)
        {
            var list = (await server.Client.GetAsync($"/Users?startIndex={page * 5 + 1}&count=5")).Body!;
            Assert.Equal((page * 5 + 1, 11), ((int)list["startIndex"]!, (int)list["totalResults"]!));
            Assert.Equal((int)list["itemsPerPage"]!, list["Resources"]!.AsArray().Count);
            seen.AddRange(Ids(list));
        }

        Assert.Equal(ids, seen);
    }

    [Theory]
    [InlineData("?filter=userName%20sw%20%22user%22&startIndex=9&count=5", 3)]
    [InlineData("?startIndex=-4&count=2", 2)]
    [InlineData("?count=-1", 0)]
    [InlineData("?count=0&filter=userName%20pr", 0)]
    [InlineData("?startIndex=12", 0)]
    [InlineData("?startIndex=9999999999", 0)]
    [InlineData("?count=9999999999", 11)]
    [InlineData("?count=", 11)]
    [InlineData("?", 11)]
    [InlineData("?&", 11)]
    [InlineData("?filter=&", 11)]
    [InlineData("?FILTER=userName%20pr&Count=3", 3)]
    public async Task A_page_is_as_large_as_asked_and_the_total_is_that_of_the_filter(string query, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        await AddUsersAsync(server, 11);

        var answer = await server.Client.GetAsync("/Users" + query);

        Assert.Equal(200, answer.Status);
        Assert.Equal(11, (int)answer.Body!["totalResults"]!);
        Assert.Equal(expected, (int)answer.Body["itemsPerPage"]!);
        Assert.Equal(expected, answer.Body["Resources"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("startIndex=one")]
    [InlineData("count=1.5")]
    public async Task A_page_that_is_no_number_is_named(string query)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.GetAsync("/Users?" + query);

        Assert.Equal((400, "invalidValue"), (answer.Status, answer.ScimType));
        Assert.Contains(query.Split('=')[0], answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_has_at_most_a_thousand_resources()
    {
        await using var server = await RunningServer.StartAsync();
        await AddUsersAsync(server, 1001);

        var list = (await server.Client.GetAsync("/Users?count=5000&attributes=id")).Body!;

        Assert.Equal((1000, 1001), ((int)list["itemsPerPage"]!, (int)list["totalResults"]!));
    }

    [Fact]
    public async Task The_root_and_its_search_go_over_users_and_groups_as_one_list()
    {
        await using var server = await RunningServer.StartAsync();
        var users = await AddUsersAsync(server, 3);
        var group = await server.Client.AddGroupAsync("Contoso");

        var all = (await server.Client.GetAsync("")).Body!;
        var tail = (await server.Client.GetAsync("/?startIndex=3&count=2")).Body!;
        var search = await server.Client.PostAsync("/.search", """{"filter":"displayName eq \"contoso\""}""");

        Assert.Equal([.. users, group], Ids(all));
        Assert.Equal([users[2], group], Ids(tail));
        Assert.Equal(4, (int)tail["totalResults"]!);
        Assert.Equal([group], Ids(search.Body!));
    }

    /// <summary>RFC 7644 §3.4.2.1: an attribute that one type lacks has no match there.</summary>
    [Fact]
    public async Task At_the_root_an_attribute_of_users_alone_finds_users_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var users = await AddUsersAsync(server, 1);
        await server.Client.AddGroupAsync("Contoso");

        var list = (await server.Client.GetAsync("/?filter=userName%20pr")).Body!;
        var bad = await server.Client.GetAsync("/?filter=noSuchThing%20pr");

        Assert.Equal(users, Ids(list));
        Assert.Equal((400, "invalidFilter"), (bad.Status, bad.ScimType));
    }

    [Fact]
    public async Task A_search_takes_filter_page_and_attributes_from_the_body()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await AddUsersAsync(server, 5);

        var answer = await server.Client.PostAsync(
            "/Users/.search",
            """{"filter":"userName sw \"user\"","startIndex":2,"count":2,"attributes":["userName"]}"""
        );

        Assert.Equal(ids[1..3], Ids(answer.Body!));
        var first = answer.Body!["Resources"]![0]!.AsObject();
        Assert.Equal(
            ["id", "schemas", "userName"],
            first.Select(static p => p.Key).Where(static k => k is not "meta").Order()
        );
    }

    /// <summary>Entra checks a member and a manager in this way (scim-wire A.9).</summary>
    [Fact]
    public async Task A_member_is_found_by_id_however_the_filter_spells_it()
    {
        await using var server = await RunningServer.StartAsync();
        var users = await AddUsersAsync(server, 3);
        var group = await server.Client.AddGroupAsync("Contoso", users[0], users[1]);
        await server.Client.AddGroupAsync("Fabrikam", users[2]);

        foreach (
            var filter in new[]
            {
                $"members eq \"{users[0]}\"",
                $"members.value eq \"{users[0]}\"",
                $"members[value eq \"{users[0]}\"]",
                $"id eq \"{group}\" and members eq \"{users[1]}\"",
                $"members eq \"{users[0]}\" and members eq \"{users[1]}\"",
                $"displayName eq \"CONTOSO\" and not (members eq \"{users[2]}\")",
                $"members[type eq \"User\" and value eq \"{users[1]}\"]",
            }
        )
        {
            var list = await server.Client.GetAsync($"/Groups?attributes=id&filter={Uri.EscapeDataString(filter)}");
            Assert.True(
                list.Body?["Resources"] is JsonArray && Ids(list.Body).SequenceEqual([group]),
                filter + list.Text
            );
        }
    }

    [Fact]
    public async Task A_name_of_an_extension_is_not_taken_for_the_core_one()
    {
        await using var server = await RunningServer.StartAsync();
        await server.Client.PostAsync(
            "/Users",
            """{"userName":"ada","urn:contoso:scim:2.0:User":{"userName":"badge"}}"""
        );

        var filter = Uri.EscapeDataString("urn:contoso:scim:2.0:User:userName eq \"badge\"");
        Assert.Equal(1, (int)(await server.Client.GetAsync($"/Users?filter={filter}")).Body!["totalResults"]!);
    }

    private static async Task<List<string>> AddUsersAsync(RunningServer server, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add(await server.Client.AddUserAsync($"user{i:000}@contoso.example"));
        return ids;
    }

    private static IEnumerable<string> Ids(JsonObject list) =>
        list["Resources"]!.AsArray().Select(static resource => (string)resource!["id"]!);
}
