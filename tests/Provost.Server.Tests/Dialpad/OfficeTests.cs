using System.Net;
using System.Text.Json.Nodes;
using Dialpad.Offices;

namespace Provost.Server.Tests.Dialpad;

/// <summary>Which office takes a new user (dialpad.md, Office assignment).</summary>
public sealed class OfficeTests
{
    private static readonly Office[] Offices =
    [
        Place(1, "Headquarters", "US", free: 5) with
        {
            IsPrimary = true,
        },
        Place(2, "Dublin", "IE", free: 50),
        Place(3, "Berlin", "DE", free: 0),
        Place(4, "Hamburg", "DE", free: 2),
    ];

    [Theory]
    [InlineData("Dublin", "Berlin", "Hamburg", "US", "Dublin")] // officeName first
    [InlineData(null, "Berlin", "Hamburg", "US", "Berlin")] // then physicalDeliveryOfficeName, even where it is full
    [InlineData("Room 12", null, "hamburg", "US", "Hamburg")] // then department; case does not matter
    [InlineData(null, null, "Sales", "IE", "Dublin")] // none equals an office: country
    [InlineData(null, null, null, "de", "Hamburg")] // of two in the country, the one that has room
    [InlineData("Nowhere", null, null, "FR", "Headquarters")] // best match: the primary office
    [InlineData(null, null, null, null, "Headquarters")]
    public void The_office_is_found_by_name_then_country_then_best_match(
        string? officeName,
        string? physicalDeliveryOfficeName,
        string? department,
        string? country,
        string expected
    )
    {
        var wish = new OfficeWish(officeName, physicalDeliveryOfficeName, department, country);

        Assert.Equal(expected, Found(Choose(wish)));
    }

    [Fact]
    public void The_Office_Specification_Field_is_the_only_one_that_is_read()
    {
        var wish = new OfficeWish("Dublin", "Berlin", "Hamburg", "US");

        Assert.Equal("Hamburg", Found(Choose(wish, field: "department")));
        Assert.Equal("Headquarters", Found(Choose(wish with { Department = "Sales" }, field: "department")));
    }

    [Fact]
    public void The_best_match_is_an_office_that_can_take_the_user()
    {
        var nowhere = new OfficeWish(null, null, null, null);
        Office[] primaryIsFull = [Offices[0] with { Free = 0 }, .. Offices[1..]];
        Office[] full = [.. Offices.Select(o => o with { Free = 0 })];

        Assert.Equal("Dublin", Found(Choose(nowhere, primaryIsFull)));
        Assert.IsType<OfficeChoice.Full>(Choose(nowhere, full));
        Assert.Equal("Headquarters", Found(Choose(nowhere, full, takesLicence: false)));
    }

    [Theory]
    [InlineData("Nowhere", "IE", "No office is called 'Nowhere'")]
    [InlineData(null, "FR", "names no office, nor a country that has one")]
    public void A_company_may_refuse_users_whose_office_is_not_known(string? officeName, string? country, string reason)
    {
        var choice = Choose(new OfficeWish(officeName, null, null, country), mismatch: OfficeMatching.Refuse);

        Assert.Contains(reason, Assert.IsType<OfficeChoice.Mismatch>(choice).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_country_is_enough_where_mismatches_are_refused()
    {
        var choice = Choose(new OfficeWish(null, null, null, "IE"), mismatch: OfficeMatching.Refuse);

        Assert.Equal("Dublin", Found(choice));
    }

    [Fact]
    public async Task A_user_lands_in_the_office_that_the_creation_request_names_and_stays_there()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("offices", "add", "Dublin", "--country", "IE", "--area", "+3531");
        await company.CommandAsync("licences", "set", "Dialpad_Ai Voice", "5", "--office", "Dublin");

        var ada = await company.AddUserAsync("ada@contoso.example", new JsonObject { ["officeName"] = "dublin" });
        await company.AddUserAsync("grace@contoso.example", country: "IE");
        await company.AddUserAsync("alan@contoso.example", new JsonObject { ["department"] = "Sales" });
        await company.PatchAsync(
            $"/Users/{ada}",
            "replace",
            $"{TestCompany.Enterprise}:officeName",
            "\"Headquarters\""
        );

        Assert.Equal("Dublin", (await company.SeatOfAsync("ada@contoso.example"))[1]);
        Assert.Equal("Dublin", (await company.SeatOfAsync("grace@contoso.example"))[1]);
        Assert.Equal("Headquarters", (await company.SeatOfAsync("alan@contoso.example"))[1]);
    }

    [Fact]
    public async Task Settings_changed_beside_the_server_count_for_the_next_request()
    {
        await using var company = await TestCompany.StartAsync();
        var wish = new JsonObject { ["department"] = "Sales" };
        await company.AddUserAsync("ada@contoso.example", wish.DeepClone().AsObject());

        var shown = await company.CommandAsync("settings", "--office-mismatch", "refuse");
        var refused = await company.PostUserAsync("grace@contoso.example", wish.DeepClone().AsObject());
        await company.CommandAsync("settings", "--office-field", "officeName");
        var unnamed = await company.PostUserAsync("grace@contoso.example", wish, country: "US");

        Assert.Contains("Office mismatch behaviour:  refuse", shown, StringComparison.Ordinal);
        refused.Refused(HttpStatusCode.BadRequest, "invalidValue");
        Assert.Contains("No office is called 'Sales'", refused.Detail, StringComparison.Ordinal);
        unnamed.Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_was_sent_about_the_office_is_kept_and_published()
    {
        await using var company = await TestCompany.StartAsync();
        var sent = new JsonObject
        {
            ["officeName"] = "Nowhere",
            ["physicalDeliveryOfficeName"] = "Room 12",
            ["licenseType"] = "Dialpad_Ai Sales",
        };

        var id = await company.AddUserAsync("ada@contoso.example", sent.DeepClone().AsObject());
        var schema = await company.GetAsync($"/Schemas/{TestCompany.Enterprise}");

        var kept = (await company.GetAsync($"/Users/{id}")).Body[TestCompany.Enterprise];
        Assert.True(JsonNode.DeepEquals(sent, kept));
        var names = schema.Body["attributes"]?.AsArray().Select(a => a?["name"]?.GetValue<string>());
        Assert.Superset(sent.Select(p => p.Key).ToHashSet<string?>(), names?.ToHashSet() ?? []);
    }

    private static Office Place(long id, string name, string country, long free) =>
        new()
        {
            Id = id,
            Name = name,
            Country = country,
            Area = "+1415",
            IsPrimary = false,
            Free = free,
        };

    private static OfficeChoice Choose(
        OfficeWish wish,
        Office[]? offices = null,
        string? field = null,
        string mismatch = OfficeMatching.BestMatch,
        bool takesLicence = true
    ) => OfficeMatching.Choose(wish, offices ?? Offices, field, mismatch, takesLicence);

    private static string Found(OfficeChoice choice) => Assert.IsType<OfficeChoice.Found>(choice).Office.Name;
}
