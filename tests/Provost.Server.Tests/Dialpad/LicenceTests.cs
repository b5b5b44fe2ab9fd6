using System.Net;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Dialpad;

/// <summary>Licences (dialpad.md, Licences): asked for by licenseType, freed by suspension, not endless.</summary>
public sealed class LicenceTests
{
    private const string LicenseType = $"{TestCompany.Enterprise}:licenseType";

    [Theory]
    [InlineData(null, "Dialpad_Ai Voice")]
    [InlineData("Dialpad_Ai Voice", "Dialpad_Ai Voice")]
    [InlineData("Dialpad_Support", "Dialpad_Support")]
    [InlineData("dialpad_ai sales", "Dialpad_Ai Sales")]
    public async Task A_new_user_takes_the_licence_that_licenseType_names(string? licenseType, string licence)
    {
        await using var company = await TestCompany.StartAsync();

        await company.AddUserAsync("ada@contoso.example", Licence(licenseType));

        Assert.Equal(licence, (await company.SeatOfAsync("ada@contoso.example"))[2]);
        Assert.Equal((licence, 1), Assert.Single(await TakenAsync(company), l => l.Taken > 0));
    }

    [Fact]
    public async Task An_unknown_licenseType_is_an_invalid_value_and_nothing_is_made()
    {
        await using var company = await TestCompany.StartAsync();

        var refused = await company.PostUserAsync("ada@contoso.example", Licence("Dialpad_Talk"));

        refused.Refused(HttpStatusCode.BadRequest, "invalidValue");
        Assert.Contains("'Dialpad_Talk' is unknown", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await company.GetAsync("/Users")).Total);
    }

    [Fact]
    public async Task The_last_licence_is_given_and_the_next_user_is_refused_in_words_of_its_own()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("licences", "set", "Dialpad_Support", "1");
        await company.AddUserAsync("ada@contoso.example", Licence("Dialpad_Support"));

        var refused = await company.PostUserAsync("grace@contoso.example", Licence("Dialpad_Support"));

        refused.Refused(HttpStatusCode.Conflict, null);
        Assert.StartsWith("No licence left: all 'Dialpad_Support' licences", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await company.GetAsync("/Users")).Total);
        await company.AddUserAsync("grace@contoso.example");
    }

    [Fact]
    public async Task A_named_office_without_licences_refuses_though_another_has_some()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("offices", "add", "Dublin", "--country", "IE", "--area", "+3531");

        var refused = await company.PostUserAsync("ada@contoso.example", new JsonObject { ["officeName"] = "Dublin" });

        refused.Refused(HttpStatusCode.Conflict, null);
        Assert.Contains("licences of office 'Dublin' are taken", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspending_a_user_frees_the_licence_and_reactivating_takes_one_again()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("licences", "set", "Dialpad_Ai Voice", "1");
        var ada = await company.AddUserAsync("ada@contoso.example");

        (await company.PatchAsync($"/Users/{ada}", "replace", "active", "false")).Expect(HttpStatusCode.OK);
        var grace = await company.AddUserAsync("grace@contoso.example");
        var tooEarly = await company.PatchAsync($"/Users/{ada}", "replace", "active", "true");
        await company.PatchAsync($"/Users/{grace}", "replace", "active", "false");
        (await company.PatchAsync($"/Users/{ada}", "replace", "active", "true")).Expect(HttpStatusCode.OK);

        tooEarly.Refused(HttpStatusCode.Conflict, null);
        Assert.Contains("No licence left", tooEarly.Detail, StringComparison.Ordinal);
        Assert.Equal("active", (await company.SeatOfAsync("ada@contoso.example"))[0]);
        Assert.Equal("suspended", (await company.SeatOfAsync("grace@contoso.example"))[0]);
    }

    [Fact]
    public async Task A_refused_reactivation_leaves_the_user_suspended_and_unchanged()
    {
        await using var company = await TestCompany.StartAsync();
        var ada = await company.AddUserAsync("ada@contoso.example");
        await company.PatchAsync($"/Users/{ada}", "replace", "active", "false");
        await company.CommandAsync("licences", "set", "Dialpad_Ai Voice", "0");
        var before = (await company.GetAsync($"/Users/{ada}")).Body;

        await company.PatchAsync($"/Users/{ada}", "replace", "active", "true");

        var after = (await company.GetAsync($"/Users/{ada}")).Body;
        Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
        Assert.False(after["active"]?.GetValue<bool>());
    }

    [Fact]
    public async Task Changing_licenseType_later_changes_the_licence_if_there_is_one()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("licences", "set", "Dialpad_Ai Sales", "1");
        var ada = await company.AddUserAsync("ada@contoso.example");
        var grace = await company.AddUserAsync("grace@contoso.example");

        await company.PatchAsync($"/Users/{ada}", "replace", LicenseType, "\"Dialpad_Ai Sales\"");
        var refused = await company.PatchAsync($"/Users/{grace}", "replace", LicenseType, "\"Dialpad_Ai Sales\"");

        refused.Refused(HttpStatusCode.Conflict, null);
        Assert.Equal("Dialpad_Ai Sales", (await company.SeatOfAsync("ada@contoso.example"))[2]);
        Assert.Equal("Dialpad_Ai Voice", (await company.SeatOfAsync("grace@contoso.example"))[2]);
        Assert.Equal(
            [("Dialpad_Ai Sales", 1), ("Dialpad_Ai Voice", 1), ("Dialpad_Support", 0)],
            await TakenAsync(company)
        );
    }

    [Fact]
    public async Task A_user_who_is_made_suspended_needs_no_licence()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("licences", "set", "Dialpad_Ai Voice", "0");

        var user = await company.SendAsync(
            HttpMethod.Post,
            "/Users",
            """{"userName":"ada@contoso.example","active":false}"""
        );

        user.Expect(HttpStatusCode.Created);
        Assert.Equal(["suspended", "Headquarters", "-", "-"], await company.SeatOfAsync("ada@contoso.example"));
    }

    [Fact]
    public async Task A_new_company_has_room_for_ten_thousand()
    {
        await using var company = await TestCompany.StartAsync();

        Assert.Matches(@"Headquarters +Dialpad_Ai Voice +10000 +0", await company.CommandAsync("licences", "list"));
    }

    private static JsonObject? Licence(string? type) => type is null ? null : new JsonObject { ["licenseType"] = type };

    private static async Task<(string Licence, int Taken)[]> TakenAsync(TestCompany company)
    {
        var lines = (await company.CommandAsync("licences", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. lines
                .Skip(1)
                .Select(l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Select(cells => (cells[1], int.Parse(cells[3]))),
        ];
    }
}
