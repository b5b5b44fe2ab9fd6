using System.Text.Json.Nodes;
using static Provost.Server.Tests.Graph.Cast;

namespace Provost.Server.Tests.Graph;

/// <summary>Groups and who is in them (graph-api 3.2).</summary>
public sealed class MemberTests
{
    [Fact]
    public async Task A_group_is_created_read_renamed_and_deleted()
    {
        await using var server = await GraphServer.StartAsync();
        var created = await server.PostAsync("/groups", Team("Sales"));
        Assert.Equal(201, created.Status);
        Assert.Equal(
            "id deletedDateTime classification createdDateTime description displayName expirationDateTime groupTypes "
                + "isAssignableToRole mail mailEnabled mailNickname membershipRule membershipRuleProcessingState "
                + "onPremisesDomainName onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesProvisioningErrors "
                + "onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled preferredDataLocation "
                + "preferredLanguage proxyAddresses renewedDateTime resourceBehaviorOptions resourceProvisioningOptions "
                + "securityEnabled securityIdentifier theme uniqueName visibility",
            string.Join(' ', created.Body.Select(p => p.Key).Skip(1))
        );
        var id = created.Value("id");
        Assert.Equal(
            204,
            (await server.PatchAsync($"/groups/{id}", new JsonObject { ["displayName"] = "Sales EMEA" })).Status
        );
        Assert.Equal("Sales EMEA", (await server.GetAsync($"/groups/{id}")).Value("displayName"));
        Assert.Equal(204, (await server.DeleteAsync($"/groups/{id}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/groups/{id}")).Status);
        Assert.Empty((await server.GetAsync("/groups")).Values);
    }

    [Fact]
    public async Task Members_come_by_reference_and_by_bind_and_go_by_reference()
    {
        await using var server = await GraphServer.StartAsync();
        var (ada, grace, alan) = (
            await server.UserAsync("Ada"),
            await server.UserAsync("Grace"),
            await server.UserAsync("Alan")
        );
        var sales = await server.GroupAsync("Sales", ada);
        Assert.Equal(204, (await server.PostAsync($"/groups/{sales}/members/$ref", Reference(grace))).Status);
        var bind = new JsonObject { ["members@odata.bind"] = new JsonArray($"{server.Https}/v1.0/users('{alan}')") };
        Assert.Equal(204, (await server.PatchAsync($"/groups/{sales}", bind)).Status);

        var members = await server.GetAsync($"/groups/{sales}/members");
        Assert.Equal("Ada Grace Alan", members.Each());
        Assert.Equal("#microsoft.graph.user", members.Values[0]["@odata.type"]!.ToString());
        Assert.Equal(
            "3",
            (
                await server.SendAsync(
                    HttpMethod.Get,
                    $"/groups/{sales}/members/$count",
                    null,
                    null,
                    ("ConsistencyLevel", "eventual")
                )
            ).Text
        );
        Assert.Equal(3, (await server.GetAsync($"/groups/{sales}/members/$ref")).Values.Count);

        Assert.Equal(204, (await server.DeleteAsync($"/groups/{sales}/members/{ada}/$ref")).Status);
        Assert.Equal(404, (await server.DeleteAsync($"/groups/{sales}/members/{ada}/$ref")).Status);
        Assert.Equal("Grace Alan", (await server.GetAsync($"/groups/{sales}/members/microsoft.graph.user")).Each());
    }

    [Fact]
    public async Task A_reference_that_is_wrong_is_refused_with_the_phrases_that_clients_look_for()
    {
        await using var server = await GraphServer.StartAsync();
        var ada = await server.UserAsync("Ada");
        var sales = await server.GroupAsync("Sales", ada);
        var again = await server.PostAsync($"/groups/{sales}/members/$ref", Reference(ada));
        Assert.Equal(
            (
                400,
                "One or more added object references already exist for the following modified properties: 'members'."
            ),
            (again.Status, again.ErrorMessage)
        );
        Assert.Equal(404, (await server.PostAsync($"/groups/{sales}/members/$ref", Reference($"{Guid.Empty}"))).Status);
        Assert.Equal(400, (await server.PostAsync($"/groups/{sales}/members/$ref", Reference(sales))).Status);
        foreach (
            var body in (string[])
                ["{}", """{"@odata.id":7}""", """{"@odata.id":"nowhere"}""", """{"@odata.id":"","x":1}"""]
        )
        {
            var reply = await server.PostAsync($"/groups/{sales}/members/$ref", JsonNode.Parse(body));
            Assert.Equal(400, reply.Status);
            Assert.Contains("Not a valid reference update", reply.ErrorMessage, StringComparison.Ordinal);
        }

        var many = new JsonObject
        {
            ["members@odata.bind"] = new JsonArray([.. Enumerable.Range(0, 21).Select(_ => (JsonNode)$"/users/{ada}")]),
        };
        Assert.Equal(400, (await server.PatchAsync($"/groups/{sales}", many)).Status);
        Assert.Equal(404, (await server.DeleteAsync($"/groups/{sales}/members/{ada}")).Status);
        Assert.Equal(200, (await server.GetAsync($"/users/{ada}")).Status);
    }

    [Fact]
    public async Task Groups_in_groups_are_reached_from_both_ends_even_in_a_circle()
    {
        await using var server = await GraphServer.StartAsync();
        var ada = await server.UserAsync("Ada");
        var inner = await server.GroupAsync("Inner", ada);
        var middle = await server.GroupAsync("Middle", inner);
        var outer = await server.GroupAsync("Outer", middle);
        Assert.Equal(204, (await server.PostAsync($"/groups/{inner}/members/$ref", Reference(outer))).Status);

        Assert.Equal("Inner", (await server.GetAsync($"/users/{ada}/memberOf")).Each());
        Assert.Equal(
            "Inner Middle Outer",
            (await server.GetAsync($"/users/{ada}/transitiveMemberOf/graph.group")).Each()
        );
        Assert.Equal("Ada Inner Middle", (await server.GetAsync($"/groups/{outer}/transitiveMembers")).Each());
        Assert.Equal("Ada", (await server.GetAsync($"/groups/{outer}/transitiveMembers/graph.user")).Each());
        var all = await server.PostAsync(
            $"/users/{ada}/getMemberGroups",
            new JsonObject { ["securityEnabledOnly"] = true }
        );
        Assert.Equal([inner, middle, outer], all.Body["value"]!.AsArray().Select(v => v!.ToString()));
        var among = await server.PostAsync(
            $"/users/{ada}/checkMemberGroups",
            new JsonObject { ["groupIds"] = new JsonArray(outer, $"{Guid.Empty}") }
        );
        Assert.Equal([outer], among.Body["value"]!.AsArray().Select(v => v!.ToString()));

        Assert.Equal(204, (await server.DeleteAsync($"/groups/{middle}")).Status);
        Assert.Equal("Inner", (await server.GetAsync($"/users/{ada}/transitiveMemberOf")).Each());
    }

    [Fact]
    public async Task Members_are_expanded_paged_and_filtered()
    {
        await using var server = await GraphServer.StartAsync();
        var people = new List<string>();
        for (var n = 0; n < 25; n++)
            people.Add(await server.UserAsync($"Ada{n:00}"));
        var sales = await server.GroupAsync("Sales", [.. people.Take(20)]);
        foreach (var person in people.Skip(20))
            await server.PostAsync($"/groups/{sales}/members/$ref", Reference(person));
        var expanded = await server.GetAsync($"/groups/{sales}?$expand=members");
        Assert.Equal(20, expanded.Body["members"]!.AsArray().Count);

        var seen = new List<string>();
        var next = $"/groups/{sales}/members?$top=10";
        while (next != "")
        {
            var page = await server.GetAsync(next);
            seen.AddRange(page.Values.Select(v => v["id"]!.ToString()));
            next = page.Value("@odata.nextLink");
        }

        Assert.Equal(people, seen);
        Assert.Equal(
            "Ada07",
            (await server.GetAsync($"/groups/{sales}/members?$filter=displayName eq 'ada07'")).Each()
        );
    }

    [Fact]
    public async Task Objects_are_found_by_id_whatever_they_are()
    {
        await using var server = await GraphServer.StartAsync();
        var ada = await server.UserAsync("Ada");
        var sales = await server.GroupAsync("Sales");
        Assert.Equal(
            "#microsoft.graph.group",
            (await server.GetAsync($"/directoryObjects/{sales}")).Value("@odata.type")
        );
        var body = new JsonObject { ["ids"] = new JsonArray(ada, sales, $"{Guid.Empty}") };
        Assert.Equal("Ada Sales", (await server.PostAsync("/directoryObjects/getByIds", body)).Each());
        var typed = new JsonObject { ["ids"] = new JsonArray(ada, sales), ["types"] = new JsonArray("group") };
        Assert.Equal("Sales", (await server.PostAsync("/directoryObjects/getByIds", typed)).Each());
    }
}
