using System.Net;

namespace Provost.Server.Tests.Dialpad;

/// <summary>Groups (dialpad.md, Groups): a name for good, an externalId, members.</summary>
public sealed class GroupTests
{
    [Theory]
    [InlineData("replace", "\"Engineering\"")]
    [InlineData("add", "\"Engineering\"")]
    public async Task The_name_of_a_group_cannot_change(string op, string name)
    {
        await using var company = await TestCompany.StartAsync();
        var group = (await company.PostGroupAsync("Research")).Expect(HttpStatusCode.Created).Id;

        var refused = await company.PatchAsync($"/Groups/{group}", op, "displayName", name);

        refused.Refused(HttpStatusCode.BadRequest, "mutability");
        Assert.Equal("Research", (await company.GetAsync($"/Groups/{group}")).Text("displayName"));
    }

    [Fact]
    public async Task A_PUT_with_another_name_is_refused_and_changes_nothing_else()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var group = (await company.PostGroupAsync("Research", ada)).Id;

        var refused = await company.SendAsync(
            HttpMethod.Put,
            $"/Groups/{group}",
            """{"displayName":"Engineering","externalId":"g-1","members":[]}"""
        );

        refused.Refused(HttpStatusCode.BadRequest, "mutability");
        var kept = await company.GetAsync($"/Groups/{group}");
        Assert.Equal([ada], Members(kept));
        Assert.Equal("", kept.Text("externalId"));
    }

    [Fact]
    public async Task The_same_name_again_is_fine_and_so_is_another_case_of_it_which_changes_nothing()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var group = (await company.PostGroupAsync("Research")).Id;

        var patched = await company.PatchAsync($"/Groups/{group}", "replace", "displayName", "\"Research\"");
        var otherCase = await company.PatchAsync($"/Groups/{group}", "replace", "displayName", "\"RESEARCH\"");
        var put = await company.SendAsync(
            HttpMethod.Put,
            $"/Groups/{group}",
            $$"""{"displayName":"Research","externalId":"g-1","members":[{"value":"{{ada}}"}]}"""
        );

        patched.Expect(HttpStatusCode.NoContent);
        otherCase.Expect(HttpStatusCode.NoContent);
        put.Expect(HttpStatusCode.OK);
        Assert.Equal("Research", put.Text("displayName"));
        Assert.Equal("g-1", put.Text("externalId"));
        Assert.Equal([ada], Members(put));
    }

    [Fact]
    public async Task A_PUT_of_what_was_read_makes_no_new_version()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var grace = await company.AddUserAsync("grace@contoso.example");
        var read = await company.GetAsync($"/Groups/{(await company.PostGroupAsync("Research", grace, ada)).Id}");

        var put = await company.SendAsync(HttpMethod.Put, $"/Groups/{read.Id}", read.Body.ToJsonString());

        put.Expect(HttpStatusCode.OK);
        Assert.Equal("W/\"1\"", put.Body["meta"]?["version"]?.GetValue<string>());
        Assert.Equal(new[] { ada, grace }.Order(), Members(put).Order());
    }

    [Fact]
    public async Task The_schema_says_that_the_name_is_immutable()
    {
        await using var company = await TestCompany.StartAsync();

        var schema = await company.GetAsync("/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group");

        var name = schema.Body["attributes"]?.AsArray().Single(a => a?["name"]?.GetValue<string>() == "displayName");
        Assert.Equal("immutable", name?["mutability"]?.GetValue<string>());
    }

    [Fact]
    public async Task Two_groups_cannot_have_one_name_whatever_its_case()
    {
        await using var company = await TestCompany.StartAsync();
        await company.PostGroupAsync("Research");

        (await company.PostGroupAsync("RESEARCH")).Refused(HttpStatusCode.Conflict, "uniqueness");
        Assert.Equal(1, (await company.GetAsync("/Groups")).Total);
    }

    [Fact]
    public async Task Members_come_and_go_one_by_one_and_again_is_no_mistake()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var grace = await company.AddUserAsync("grace@contoso.example");
        var group = (await company.PostGroupAsync("Research", ada)).Id;

        for (var i = 0; i < 2; i++)
            (await company.PatchAsync($"/Groups/{group}", "add", "members", $$"""[{"value":"{{grace}}"}]""")).Expect(
                HttpStatusCode.NoContent
            );
        Assert.Equal(new[] { ada, grace }.Order(), Members(await company.GetAsync($"/Groups/{group}")).Order());

        for (var i = 0; i < 2; i++)
            (await company.PatchAsync($"/Groups/{group}", "remove", $"members[value eq \"{ada}\"]")).Expect(
                HttpStatusCode.NoContent
            );
        Assert.Equal([grace], Members(await company.GetAsync($"/Groups/{group}")));

        var user = await company.GetAsync($"/Users/{grace}");
        Assert.Equal("Research", user.Body["groups"]?[0]?["display"]?.GetValue<string>());
        Assert.Null((await company.GetAsync($"/Users/{ada}")).Body["groups"]);
    }

    [Fact]
    public async Task A_group_may_hold_a_group()
    {
        await using var company = await TestCompany.StartAsync();
        var inner = (await company.PostGroupAsync("Research")).Id;

        var outer = (await company.PostGroupAsync("Everybody", inner)).Expect(HttpStatusCode.Created);

        Assert.Equal("Group", outer.Body["members"]?[0]?["type"]?.GetValue<string>());
        (await company.SendAsync(HttpMethod.Delete, $"/Groups/{inner}")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(Members(await company.GetAsync($"/Groups/{outer.Id}")));
    }

    [Fact]
    public async Task A_member_that_does_not_exist_is_an_invalid_value_and_nothing_is_written()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var group = (await company.PostGroupAsync("Research")).Id;

        var made = await company.PostGroupAsync("Others", ada, "nobody");
        var added = await company.PatchAsync(
            $"/Groups/{group}",
            "add",
            "members",
            $$"""[{"value":"{{ada}}"},{"value":"nobody"}]"""
        );

        made.Refused(HttpStatusCode.BadRequest, "invalidValue");
        added.Refused(HttpStatusCode.BadRequest, "invalidValue");
        Assert.Contains("'nobody'", added.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await company.GetAsync("/Groups")).Total);
        Assert.Empty(Members(await company.GetAsync($"/Groups/{group}")));
    }

    [Fact]
    public async Task A_group_is_found_by_name_externalId_and_member()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var group = (await company.PostGroupAsync("Research", ada)).Id;
        await company.PostGroupAsync("Others");
        await company.PatchAsync($"/Groups/{group}", "add", "externalId", "\"g-1\"");

        string[] hits =
        [
            "displayName eq \"RESEARCH\"",
            "externalId eq \"g-1\"",
            $"members eq \"{ada}\"",
            $"members[value eq \"{ada}\"]",
            $"id eq \"{group}\" and members eq \"{ada}\"",
        ];
        foreach (var filter in hits)
        {
            var found = await company.GetAsync(
                $"/Groups?excludedAttributes=members&filter={Uri.EscapeDataString(filter)}"
            );
            Assert.Equal(group, Assert.Single(found.Resources)?["id"]?.GetValue<string>());
            Assert.Null(found.Resources[0]?["members"]);
        }
        Assert.Equal(0, (await company.FindAsync("/Groups", $"id eq \"{group}\" and members eq \"nobody\"")).Total);
    }

    private static string[] Members(Answer group) =>
        [.. (group.Body["members"]?.AsArray() ?? []).Select(m => m?["value"]?.GetValue<string>() ?? "")];
}
