using System.Net;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Dialpad;

/// <summary>Telephone numbers (dialpad.md, Numbers): from the office's pool, else from its area.</summary>
public sealed class NumberTests
{
    [Fact]
    public async Task Numbers_come_from_the_reserved_pool_of_the_office_and_then_from_its_area_code()
    {
        await using var company = await DublinAsync(reserve: 1);

        var fromPool = await DublinerAsync(company, "ada@contoso.example");
        var fromArea = await DublinerAsync(company, "grace@contoso.example");

        Assert.Equal("+35315550100", fromPool.Number);
        Assert.Equal("+35315550101", fromArea.Number);
    }

    [Fact]
    public async Task The_number_of_a_deleted_user_goes_back_to_the_pool()
    {
        await using var company = await DublinAsync(reserve: 0);
        var ada = await DublinerAsync(company, "ada@contoso.example");

        (await company.SendAsync(HttpMethod.Delete, $"/Users/{ada.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Matches(@"Dublin +IE +\+3531 +1", await company.CommandAsync("offices", "list"));
        var grace = await DublinerAsync(company, "grace@contoso.example");

        Assert.Equal(ada.Number, grace.Number);
    }

    [Fact]
    public async Task A_suspended_user_keeps_the_number()
    {
        await using var company = await DublinAsync(reserve: 0);
        var ada = await DublinerAsync(company, "ada@contoso.example");

        await company.PatchAsync($"/Users/{ada.Id}", "replace", "active", "false");
        var grace = await DublinerAsync(company, "grace@contoso.example");
        var back = await company.PatchAsync($"/Users/{ada.Id}", "replace", "active", "true");

        Assert.NotEqual(ada.Number, grace.Number);
        Assert.Equal(ada.Number, back.Number);
    }

    [Fact]
    public async Task A_support_licence_comes_without_a_number_until_it_becomes_another_one()
    {
        await using var company = await TestCompany.StartAsync();
        var support = new JsonObject { ["licenseType"] = "Dialpad_Support" };

        var ada = (await company.PostUserAsync("ada@contoso.example", support)).Expect(HttpStatusCode.Created);
        var changed = await company.PatchAsync(
            $"/Users/{ada.Id}",
            "replace",
            $"{TestCompany.Enterprise}:licenseType",
            "\"Dialpad_Ai Voice\""
        );

        Assert.Null(ada.Number);
        Assert.Equal("+14155550100", changed.Number);
    }

    [Fact]
    public async Task A_client_cannot_change_the_number_and_its_other_numbers_are_kept_as_they_were_sent()
    {
        await using var company = await TestCompany.StartAsync();
        var made = await company.SendAsync(
            HttpMethod.Post,
            "/Users",
            """
            {"userName":"ada@contoso.example","phoneNumbers":[
                {"type":"work","value":"030 / 123"},{"type":"Dialpad","value":"+1"}]}
            """
        );

        var patched = await company.PatchAsync(
            $"/Users/{made.Id}",
            "replace",
            "phoneNumbers[type eq \"Dialpad\"].value",
            "\"+2\""
        );
        var replaced = await company.SendAsync(
            HttpMethod.Put,
            $"/Users/{made.Id}",
            """{"userName":"ada@contoso.example","phoneNumbers":[{"type":"work","value":"030 / 123"}]}"""
        );

        foreach (var answer in new[] { made, patched, replaced, await company.GetAsync($"/Users/{made.Id}") })
        {
            Assert.Equal("+14155550100", answer.Number);
            Assert.Equal("W/\"1\"", answer.Body["meta"]?["version"]?.GetValue<string>());
            Assert.Equal(2, answer.Body["phoneNumbers"]?.AsArray().Count);
            Assert.Contains("\"030 / 123\"", answer.Body.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Somebody_can_be_found_by_the_number()
    {
        await using var company = await TestCompany.StartAsync();
        await company.AddUserAsync("ada@contoso.example");
        await company.AddUserAsync("grace@contoso.example");

        var found = await company.FindAsync("/Users", "phoneNumbers[type eq \"Dialpad\"].value eq \"+14155550101\"");

        Assert.Equal("grace@contoso.example", Assert.Single(found.Resources)?["userName"]?.GetValue<string>());
    }

    private static async Task<TestCompany> DublinAsync(int reserve)
    {
        var company = await TestCompany.StartAsync();
        await company.CommandAsync(
            "offices",
            "add",
            "Dublin",
            "--country",
            "IE",
            "--area",
            "+3531",
            "--reserve",
            $"{reserve}"
        );
        await company.CommandAsync("licences", "set", "Dialpad_Ai Voice", "9", "--office", "Dublin");
        return company;
    }

    private static async Task<Answer> DublinerAsync(TestCompany company, string userName) =>
        (await company.PostUserAsync(userName, country: "IE")).Expect(HttpStatusCode.Created);
}
