using System.Text.Json.Nodes;
using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>One resource over HTTP: addresses, versions, references, statuses (scim-wire B.2 and B.3).</summary>
public sealed class ResourceTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Fact]
    public async Task A_new_user_comes_with_its_address_and_version()
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.PostAsync("/Users", """{"userName":"ada","displayName":"Ada"}""");

        var meta = answer.Body!["meta"]!;
        Assert.Equal(201, answer.Status);
        Assert.Equal($"{server.Host.BaseAddress}Users/{answer.Id}", answer.Headers.Location!.ToString());
        Assert.Equal((string?)meta["location"], answer.Headers.Location.ToString());
        Assert.Equal((string?)meta["version"], answer.Headers.ETag!.ToString());
        Assert.Equal("User", (string?)meta["resourceType"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)meta["created"]!);
        Assert.Equal(200, (await server.Client.GetAsync($"/Users/{answer.Id}")).Status);
    }

    /// <summary>The tenant URL may end in /scim or not (scim-wire A.1); each speaks of its own addresses.</summary>
    [Fact]
    public async Task The_same_resources_lie_at_the_root()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "secret");

        var root = new Uri(server.Host.BaseAddress, $"/Users/{id}");
        var text = await http.GetStringAsync(root, TestContext.Current.CancellationToken);

        Assert.Equal(root.ToString(), (string?)JsonNode.Parse(text)!["meta"]!["location"]);
    }

    [Fact]
    public async Task An_unchanged_resource_is_304()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        var version = (await server.Client.GetAsync($"/Users/{id}")).Headers.ETag!.ToString();

        foreach (var header in new[] { version, $"\"x\", {version}", "*" })
        {
            var same = await server.Client.SendAsync(
                HttpMethod.Get,
                $"/Users/{id}",
                headers: new() { ["If-None-Match"] = header }
            );
            Assert.Equal((304, ""), (same.Status, same.Text));
        }
        await server.Client.PatchAsync($"/Users/{id}", """{"op":"replace","path":"title","value":"Dr"}""");
        var changed = await server.Client.SendAsync(
            HttpMethod.Get,
            $"/Users/{id}",
            headers: new() { ["If-None-Match"] = version }
        );
        Assert.Equal(200, changed.Status);
    }

    [Fact]
    public async Task Of_two_changes_to_the_same_version_one_is_412()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        var version = (await server.Client.GetAsync($"/Users/{id}")).Headers.ETag!.ToString();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    server.Client.PatchAsync(
                        $"/Users/{id}",
                        $$"""{"op":"replace","path":"title","value":"{{i}}"}""",
                        ("If-Match", version)
                    )
                )
        );

        Assert.Equal(1, answers.Count(static answer => answer.Status is 200));
        Assert.Equal(7, answers.Count(static answer => answer.Status is 412));
    }

    [Theory]
    [InlineData("PUT", """{"userName":"ada"}""")]
    [InlineData("DELETE", null)]
    public async Task An_old_version_is_412_and_changes_nothing(string method, string? body)
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        var headers = new Dictionary<string, string> { ["If-Match"] = "W/\"old\"" };

        var answer = await server.Client.SendAsync(new(method), $"/Users/{id}", body, headers);

        Assert.Equal((412, (string?)null), (answer.Status, answer.ScimType));
        Assert.Equal(200, (await server.Client.GetAsync($"/Users/{id}")).Status);
        headers["If-Match"] = "*";
        Assert.InRange((await server.Client.SendAsync(new(method), $"/Users/{id}", body, headers)).Status, 200, 204);
    }

    [Fact]
    public async Task Many_writers_add_members_and_none_is_lost()
    {
        await using var server = await RunningServer.StartAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => server.Client.AddUserAsync($"user{i}")));
        var group = await server.Client.AddGroupAsync("Contoso");

        await Task.WhenAll(
            users.Select(id =>
                server.Client.PatchAsync(
                    $"/Groups/{group}",
                    $$"""{"op":"add","path":"members","value":[{"value":"{{id}}"}]}"""
                )
            )
        );

        var members = (await server.Client.GetAsync($"/Groups/{group}")).Body!["members"]!.AsArray();
        Assert.Equal(users.Order(), members.Select(static m => (string)m!["value"]!).Order());
    }

    [Fact]
    public async Task Of_many_creates_with_one_name_one_succeeds()
    {
        await using var server = await RunningServer.StartAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => server.Client.PostAsync("/Users", """{"userName":"ada"}"""))
        );

        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(static a => a.Status).Order());
    }

    [Fact]
    public async Task References_carry_addresses_and_the_managers_name()
    {
        await using var server = await RunningServer.StartAsync();
        var grace = (await server.Client.PostAsync("/Users", """{"userName":"grace","displayName":"Grace"}""")).Id;
        var ada = (
            await server.Client.PostAsync(
                "/Users",
                $$$"""{"userName":"ada","{{{Enterprise}}}":{"manager":"{{{grace}}}"}}"""
            )
        ).Id;
        var inner = await server.Client.AddGroupAsync("Inner", ada);
        var outer = await server.Client.AddGroupAsync("Outer", inner);

        var user = (await server.Client.GetAsync($"/Users/{ada}")).Body!;
        var group = (await server.Client.GetAsync($"/Groups/{outer}")).Body!;

        var manager = user[Enterprise]!["manager"]!;
        Assert.Equal(grace, (string?)manager["value"]);
        Assert.Equal("Grace", (string?)manager["displayName"]);
        Assert.Equal($"{server.Host.BaseAddress}Users/{grace}", (string?)manager["$ref"]);
        Assert.Equal($"{server.Host.BaseAddress}Groups/{inner}", (string?)group["members"]![0]!["$ref"]);
        Assert.Equal(
            [(inner, "direct", "Inner"), (outer, "indirect", "Outer")],
            user["groups"]!
                .AsArray()
                .Select(static g => ((string)g!["value"]!, (string)g["type"]!, (string)g["display"]!))
                // Ids of one millisecond have no order.
                .OrderBy(static g => g.Item2)
        );
    }

    [Fact]
    public async Task Groups_that_contain_one_another_do_not_hang()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");
        var one = await server.Client.AddGroupAsync("One", ada);
        var two = await server.Client.AddGroupAsync("Two", one);
        await server.Client.PatchAsync(
            $"/Groups/{one}",
            $$"""{"op":"add","path":"members","value":[{"value":"{{two}}"}]}"""
        );

        Assert.Equal(2, (await server.Client.GetAsync($"/Users/{ada}")).Body!["groups"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_deleted_user_leaves_every_group_and_its_name_is_free()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");
        var group = await server.Client.AddGroupAsync("Contoso", ada);
        var version = (await server.Client.GetAsync($"/Groups/{group}")).Headers.ETag;

        Assert.Equal(204, (await server.Client.SendAsync(HttpMethod.Delete, $"/Users/{ada}")).Status);
        Assert.Equal(404, (await server.Client.SendAsync(HttpMethod.Delete, $"/Users/{ada}")).Status);
        Assert.Equal(404, (await server.Client.GetAsync($"/Users/{ada}")).Status);

        var left = await server.Client.GetAsync($"/Groups/{group}");
        Assert.Empty(left.Body!["members"]?.AsArray() ?? []);
        Assert.NotEqual(version, left.Headers.ETag);
        Assert.NotEqual(ada, await server.Client.AddUserAsync("ada"));
    }

    /// <summary>
    /// P30: a PATCH answers without a body, so a member that is not there is refused, not dropped unseen.
    /// </summary>
    [Fact]
    public async Task A_member_who_does_not_exist_is_refused_and_none_is_added()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");
        var group = await server.Client.AddGroupAsync("Contoso");

        var answer = await server.Client.PatchAsync(
            $"/Groups/{group}",
            $$"""{"op":"add","path":"members","value":[{"value":"{{ada}}"},{"value":"nobody"}]}"""
        );

        Assert.Equal((400, "invalidValue"), (answer.Status, answer.ScimType));
        Assert.Contains("nobody", answer.Detail, StringComparison.Ordinal);
        Assert.Empty((await server.Client.GetAsync($"/Groups/{group}")).Body!["members"]?.AsArray() ?? []);
    }

    /// <summary>Only the named members are read for these; the rest of the group must survive them.</summary>
    [Theory]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"NEW"}]}""", "A,B,C,NEW")]
    [InlineData("""{"op":"Add","path":"members","value":"NEW"}""", "A,B,C,NEW")]
    [InlineData("""{"op":"add","value":{"members":[{"value":"NEW"}]}}""", "A,B,C,NEW")]
    [InlineData("""{"op":"remove","path":"members[value eq \"B\"]"}""", "A,C")]
    [InlineData("""{"op":"Remove","path":"members","value":[{"$ref":null,"value":"B"}]}""", "A,C")]
    [InlineData(
        """{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:GROUP:MEMBERS","value":["B"]}""",
        "A,C"
    )]
    [InlineData("""{"op":"remove","path":"members[value eq \"A\" or value eq \"B\"]"}""", "C")]
    [InlineData("""{"op":"remove","path":"members[not (value eq \"A\")]"}""", "A")]
    [InlineData("""{"op":"remove","path":"members[type eq \"User\"]"}""", "")]
    [InlineData("""{"op":"remove","path":"members"}""", "")]
    [InlineData("""{"op":"replace","path":"members","value":[{"value":"NEW"}]}""", "NEW")]
    [InlineData("""{"op":"replace","value":{"members":[{"value":"NEW"}]}}""", "NEW")]
    [InlineData("""{"op":"replace","value":{"displayName":"Fabrikam"}}""", "A,B,C")]
    [InlineData("""{"op":"replace","path":"displayName","value":"Fabrikam"}""", "A,B,C")]
    [InlineData(
        """{"op":"remove","path":"members[value eq \"A\"]"},{"op":"add","path":"members","value":[{"value":"NEW"}]}""",
        "B,C,NEW"
    )]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"NEW"}]},{"op":"remove","path":"members"}""", "")]
    public async Task A_change_of_some_members_leaves_the_others(string operations, string expected)
    {
        await using var server = await RunningServer.StartAsync();
        var names = new Dictionary<string, string>();
        foreach (var name in new[] { "A", "B", "C", "NEW" })
            names[await server.Client.AddUserAsync(name)] = name;
        var ids = names.ToDictionary(static p => p.Value, static p => p.Key);
        var group = await server.Client.AddGroupAsync("Contoso", ids["A"], ids["B"], ids["C"]);
        foreach (var (name, id) in ids)
            operations = operations
                .Replace($"\"{name}\\\"", $"\"{id}\\\"", StringComparison.Ordinal)
                .Replace($"\"{name}\"", $"\"{id}\"", StringComparison.Ordinal);

        var answer = await server.Client.PatchAsync($"/Groups/{group}", operations);

        Assert.Equal((204, ""), (answer.Status, answer.Text));
        var members = (await server.Client.GetAsync($"/Groups/{group}")).Body!["members"] as JsonArray ?? [];
        Assert.Equal(expected, string.Join(',', members.Select(m => names[(string)m!["value"]!]).Order()));
    }

    /// <summary>RFC 7644 §3.5.2: who names attributes gets them.</summary>
    [Fact]
    public async Task A_patched_group_comes_back_only_to_who_names_attributes()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");
        var group = await server.Client.AddGroupAsync("Contoso");
        var add = $$"""{"op":"add","path":"members","value":[{"value":"{{ada}}"}]}""";

        var silent = await server.Client.PatchAsync($"/Groups/{group}", add);
        var named = await server.Client.PatchAsync($"/Groups/{group}?attributes=members", add);
        var without = await server.Client.PatchAsync($"/Groups/{group}?excludedAttributes=members", add);

        Assert.Equal(204, silent.Status);
        Assert.Equal(ada, (string?)named.Body!["members"]![0]!["value"]);
        Assert.Equal((200, false), (without.Status, without.Body!.ContainsKey("members")));
    }

    [Fact]
    public async Task A_user_is_not_found_among_the_groups()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");

        Assert.Equal(404, (await server.Client.GetAsync($"/Groups/{ada}")).Status);
        Assert.Equal(404, (await server.Client.SendAsync(HttpMethod.Delete, $"/Groups/{ada}")).Status);
        Assert.Equal(200, (await server.Client.GetAsync($"/Users/{ada}")).Status);
    }

    [Fact]
    public async Task What_is_in_the_file_is_there_after_a_restart()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7()}.db");
        string ada;
        await using (var server = await RunningServer.StartAsync(new ScimServerOptions { Data = file }))
            ada = await server.Client.AddUserAsync("ada");

        await using (var server = await RunningServer.StartAsync(new ScimServerOptions { Data = file }))
        {
            Assert.Equal("ada", (string?)(await server.Client.GetAsync($"/Users/{ada}")).Body!["userName"]);
            Assert.Equal(409, (await server.Client.PostAsync("/Users", """{"userName":"ADA"}""")).Status);
        }
        File.Delete(file);
    }
}
