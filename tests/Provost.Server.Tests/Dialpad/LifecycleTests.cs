using System.Net;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Dialpad;

/// <summary>Users come, change, are suspended, come back and go (dialpad.md, Lifecycle).</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task A_new_company_has_nobody_that_SCIM_would_list()
    {
        await using var company = await TestCompany.StartAsync();

        Assert.Equal(0, (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK).Total);
        Assert.Equal(0, (await company.GetAsync("/Groups")).Expect(HttpStatusCode.OK).Total);
        Assert.Contains(TestCompany.Owner, await company.CommandAsync("people", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_active_unless_something_else_was_said_and_every_answer_tells()
    {
        await using var company = await TestCompany.StartAsync();

        var made = await company.SendAsync(HttpMethod.Post, "/Users", """{"userName":"ada@contoso.example"}""");
        await company.PatchAsync($"/Users/{made.Id}", "replace", "active", "\"False\"");
        var suspended = await company.GetAsync($"/Users/{made.Id}");
        await company.SendAsync(HttpMethod.Put, $"/Users/{made.Id}", """{"userName":"ada@contoso.example"}""");
        var unsaid = await company.GetAsync($"/Users/{made.Id}");

        Assert.True(made.Body["active"]?.GetValue<bool>());
        Assert.False(suspended.Body["active"]?.GetValue<bool>());
        Assert.False(unsaid.Body["active"]?.GetValue<bool>());
    }

    [Fact]
    public async Task A_suspended_user_stays_readable_and_is_found_by_search()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");

        await company.PatchAsync($"/Users/{ada}", "replace", "active", "false");
        var read = (await company.GetAsync($"/Users/{ada}")).Expect(HttpStatusCode.OK);
        var found = await company.FindAsync("/Users", "userName eq \"ada@contoso.example\"");

        Assert.False(read.Body["active"]?.GetValue<bool>());
        Assert.False(Assert.Single(found.Resources)?["active"]?.GetValue<bool>());
        Assert.Equal("suspended", (await company.SeatOfAsync("ada@contoso.example"))[0]);
    }

    [Fact]
    public async Task A_deleted_user_is_gone_from_everywhere_and_the_name_is_free_again()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        var group = (await company.PostGroupAsync("Research", ada)).Id;

        (await company.SendAsync(HttpMethod.Delete, $"/Users/{ada}")).Expect(HttpStatusCode.NoContent);

        (await company.GetAsync($"/Users/{ada}")).Refused(HttpStatusCode.NotFound, null);
        (await company.SendAsync(HttpMethod.Delete, $"/Users/{ada}")).Refused(HttpStatusCode.NotFound, null);
        Assert.Empty((await company.GetAsync($"/Groups/{group}")).Body["members"]?.AsArray() ?? []);
        Assert.NotEqual(ada, await company.AddUserAsync("ada@contoso.example"));
    }

    [Fact]
    public async Task A_user_name_is_taken_whatever_its_case()
    {
        await using var company = await TestCompany.StartAsync();
        await company.AddUserAsync("ada@contoso.example");
        var grace = await company.AddUserAsync("grace@contoso.example");

        var made = await company.PostUserAsync("ADA@contoso.example");
        var renamed = await company.PatchAsync($"/Users/{grace}", "replace", "userName", "\"Ada@Contoso.example\"");

        made.Refused(HttpStatusCode.Conflict, "uniqueness");
        renamed.Refused(HttpStatusCode.Conflict, "uniqueness");
        Assert.Equal(2, (await company.GetAsync("/Users")).Total);
    }

    [Fact]
    public async Task Somebody_may_change_the_case_of_the_own_name_and_the_mail()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");

        await company.PatchAsync($"/Users/{ada}", "replace", "userName", "\"Ada@contoso.example\"");
        await company.PatchAsync($"/Users/{ada}", "replace", "userName", "\"lovelace@contoso.example\"");

        var found = await company.FindAsync("/Users", "userName eq \"LOVELACE@contoso.example\"");
        Assert.Equal(ada, Assert.Single(found.Resources)?["id"]?.GetValue<string>());
        Assert.Equal(0, (await company.FindAsync("/Users", "userName eq \"ada@contoso.example\"")).Total);
    }

    [Theory]
    [InlineData("userName eq \"ADA@contoso.example\"")]
    [InlineData("externalId eq \"e-1\"")]
    [InlineData("displayName eq \"ada\"")]
    [InlineData("emails[type eq \"work\"].value eq \"ada@contoso.example\"")]
    [InlineData("userName eq \"ada@contoso.example\" and active eq true")]
    [InlineData("name.familyName eq \"Lovelace\"")]
    public async Task A_user_is_found_by_what_a_client_may_match_on(string filter)
    {
        await using var company = await TestCompany.StartAsync();
        await company.AddUserAsync("grace@contoso.example");
        await company.SendAsync(
            HttpMethod.Post,
            "/Users",
            """
            {"userName":"ada@contoso.example","externalId":"e-1","displayName":"Ada","active":true,
             "name":{"familyName":"Lovelace"},"emails":[{"type":"work","value":"ada@contoso.example"}]}
            """
        );

        var found = (await company.FindAsync("/Users", filter)).Expect(HttpStatusCode.OK);

        Assert.Equal(1, found.Total);
        Assert.Equal("ada@contoso.example", Assert.Single(found.Resources)?["userName"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("userName eq \"nobody@contoso.example\"")]
    [InlineData("externalId eq \"E-1\"")]
    [InlineData("userName eq \"ada@contoso.example\" and active eq false")]
    public async Task Nobody_found_is_an_empty_list(string filter)
    {
        await using var company = await TestCompany.StartAsync();
        await company.SendAsync(HttpMethod.Post, "/Users", """{"userName":"ada@contoso.example","externalId":"e-1"}""");

        var found = (await company.FindAsync("/Users", filter)).Expect(HttpStatusCode.OK);

        Assert.Equal(0, found.Total);
        Assert.Empty(found.Resources);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_overlap()
    {
        await using var company = await TestCompany.StartAsync();
        var names = Enumerable.Range(0, 7).Select(i => $"ada{i}@contoso.example").ToArray();
        foreach (var name in names)
            await company.AddUserAsync(name);

        var seen = new List<string?>();
        foreach (var path in new[] { "?startIndex=1&count=3", "?startIndex=4&count=3", "?startIndex=7&count=3" })
        {
            var page = await company.GetAsync("/Users" + path);
            Assert.Equal(7, page.Total);
            seen.AddRange(page.Resources.Select(r => r?["userName"]?.GetValue<string>()));
        }
        var filtered = await company.GetAsync("/Users?startIndex=3&count=2&filter=userName+sw+%22ada%22");

        Assert.Equal(names, seen);
        Assert.Equal(7, filtered.Total);
        Assert.Equal(names[2..4], filtered.Resources.Select(r => r?["userName"]?.GetValue<string>()));
    }

    [Fact]
    public async Task A_change_makes_a_new_version_and_a_change_of_nothing_does_not()
    {
        await using var company = await TestCompany.StartAsync();
        var made = await company.PostUserAsync("ada@contoso.example");
        company.Time.Advance(TimeSpan.FromMinutes(1));

        var same = await company.PatchAsync($"/Users/{made.Id}", "replace", "active", "true");
        var changed = await company.PatchAsync($"/Users/{made.Id}", "replace", "title", "\"Countess\"");

        Assert.Equal("W/\"1\"", same.Body["meta"]?["version"]?.GetValue<string>());
        Assert.Equal("W/\"2\"", changed.Body["meta"]?["version"]?.GetValue<string>());
        Assert.Equal("2027-01-04T09:00:00.000Z", changed.Body["meta"]?["created"]?.GetValue<string>());
        Assert.Equal("2027-01-04T09:01:00.000Z", changed.Body["meta"]?["lastModified"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_console_person_can_be_provisioned_and_keeps_the_rights_when_suspended_and_deleted()
    {
        await using var company = await TestCompany.StartAsync();
        var owner = await company.AddUserAsync(TestCompany.Owner);

        await company.PatchAsync($"/Users/{owner}", "replace", "active", "false");
        (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK);
        await company.SendAsync(HttpMethod.Delete, $"/Users/{owner}");

        Assert.Equal(0, (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK).Total);
        Assert.Matches(
            $"{TestCompany.Owner} +Ada Owner +owner, administrator",
            await company.CommandAsync("people", "list")
        );
    }

    [Fact]
    public async Task A_key_sees_its_own_company_alone()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("companies", "add", "Fabrikam", "--owner", "owner@fabrikam.example");
        var other = await company.NewKeyAsync("Provost", "--company", "Fabrikam");
        var ada = await company.AddUserAsync("ada@contoso.example");
        var group = (await company.PostGroupAsync("Research", ada)).Id;

        Assert.Equal(0, (await company.GetAsync("/Users", other)).Expect(HttpStatusCode.OK).Total);
        (await company.GetAsync($"/Users/{ada}", other)).Refused(HttpStatusCode.NotFound, null);
        (await company.SendAsync(HttpMethod.Delete, $"/Users/{ada}", null, other)).Refused(
            HttpStatusCode.NotFound,
            null
        );
        (await company.SendAsync(HttpMethod.Delete, $"/Groups/{group}", null, other)).Refused(
            HttpStatusCode.NotFound,
            null
        );
        var stranger = await company.SendAsync(
            HttpMethod.Post,
            "/Groups",
            new JsonObject
            {
                ["displayName"] = "Spies",
                ["members"] = new JsonArray(new JsonObject { ["value"] = ada }),
            }.ToJsonString(),
            other
        );
        stranger.Refused(HttpStatusCode.BadRequest, "invalidValue");
        (await company.SendAsync(HttpMethod.Post, "/Users", """{"userName":"ada@contoso.example"}""", other)).Expect(
            HttpStatusCode.Created
        );
    }
}
