using Provost.Engine.Applications;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Applications;

/// <summary>Applications of different shapes, each provisioned as it comes out of the gallery.</summary>
public sealed class GalleryCycleTests
{
    private static readonly (string Attribute, string Value)[] Details =
    [
        ("surname", "Lovelace"),
        ("jobTitle", "Analyst"),
        ("department", "Research"),
        ("companyName", "Contoso"),
        ("employeeId", "1815"),
        ("city", "London"),
        ("state", "England"),
        ("country", "GB"),
        ("postalCode", "SW1Y"),
        ("streetAddress", "12 St James's Square"),
        ("physicalDeliveryOfficeName", "London"),
        ("telephoneNumber", "+44 20 7946 0000"),
        ("mobile", "+44 7700 900000"),
        ("facsimileTelephoneNumber", "+44 20 7946 0001"),
        ("preferredLanguage", "en-GB"),
        ("userType", "Member"),
    ];

    [Theory]
    [InlineData("zscaler")] // five required attributes, groups
    [InlineData("twingate")] // users and groups are found by externalId
    [InlineData("github-enterprise-managed-user")] // roles, found by externalId
    [InlineData("atlassian-cloud")] // found by mail
    [InlineData("vault-platform")] // eleven required attributes, an immutable one, no groups
    [InlineData("8x8")] // an extension of its own
    [InlineData("knowbe4-security-awareness-training")] // six attributes of an extension
    [InlineData("smartsheet")] // disabling deletes
    [InlineData("airtable")] // 49 attributes
    [InlineData("notion")] // three attributes
    [InlineData("oracle-cloud-infrastructure-console")] // types that RFC 7643 does not know
    [InlineData("ringcentral")] // five requests a second
    public async Task People_come_change_and_go(string id)
    {
        var template = Gallery.Find(id)!;
        await using var contoso = await Contoso.StartAsync(template);
        await contoso.HireAsync("Ada", "Grace");
        foreach (var (attribute, value) in Details)
        {
            await contoso.SetAsync("Ada", attribute, value);
            await contoso.SetAsync("Grace", attribute, value);
        }

        await contoso.SetAsync("Grace", "employeeId", "1906");
        await contoso.FoundAsync("Engineers", "Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");

        var first = await contoso.CycleAsync();
        Assert.True(!first.AnythingFailed, await ReasonsAsync(contoso));
        Assert.Equal(2, first.Users.Created);
        Assert.Equal(template.SupportsGroups ? 1 : 0, first.Groups.Created);
        Assert.Equal(2, (await contoso.UsersAsync()).Count);
        Assert.Equal(0, (await contoso.CycleAsync()).Requests);

        await contoso.SetAsync("Ada", "displayName", "Ada Byron");
        await contoso.SetAsync("Ada", "givenName", "Augusta");
        await contoso.SetAsync("Ada", "mail", "augusta@contoso.example");
        await contoso.UnassignAsync("Engineers");
        await contoso.UnassignAsync("Grace");

        var second = await contoso.CycleAsync();
        Assert.True(!second.AnythingFailed, await ReasonsAsync(contoso));
        Assert.Equal(1, second.Users.Updated);
        var grace = (await contoso.UsersAsync()).SingleOrDefault(u =>
            $"{u["userName"]}" == "grace@contoso.example" && $"{u["active"]}" != "false"
        );
        Assert.Null(grace);
        Assert.Equal(0, (await contoso.CycleAsync()).Requests);
    }

    private static async Task<string> ReasonsAsync(Contoso contoso) =>
        string.Join(
            '\n',
            (await contoso.NewEntriesAsync())
                .Where(e => e.Status == Logs.ProvisioningStatus.Failure)
                .Select(e => $"{e.Name}: {e.Code} {Logs.EntryBody.Read(e.Body).Reason}")
        );
}
