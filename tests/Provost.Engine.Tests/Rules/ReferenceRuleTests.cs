using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>Members and managers who are out of scope, or come into it late (ENT-SCO-7 to 9).</summary>
public sealed class ReferenceRuleTests
{
    [Fact]
    [Rule("ENT-SCO-7", Verdict.Improved, "Entra needs a restart; here the membership follows the account at once.")]
    public async Task A_group_is_provisioned_without_members_out_of_scope_and_they_join_it_when_they_come_in()
    {
        await using var contoso = await EnginesAsync();
        Assert.Equal(["Grace"], await contoso.MembersAsync("Sales"));

        await contoso.SetAsync("Ada", "department", "Engines");
        await contoso.CycleAsync();

        Assert.Equal(["Ada", "Grace"], (await contoso.MembersAsync("Sales")).Order());
    }

    [Fact]
    [Rule("ENT-SCO-8", Verdict.Improved, "Entra needs a restart; here the reference follows the account at once.")]
    public async Task A_manager_who_comes_into_scope_late_is_linked_without_a_restart()
    {
        await using var contoso = await EnginesAsync();
        Assert.Null(Manager(await contoso.AccountAsync("Grace")));

        await contoso.SetAsync("Ada", "department", "Engines");
        await contoso.CycleAsync();

        Assert.Equal(
            (await contoso.AccountAsync("Ada"))["id"]?.GetValue<string>(),
            Manager(await contoso.AccountAsync("Grace"))
        );
    }

    [Fact]
    [Rule("ENT-SCO-9")]
    public async Task A_reference_to_somebody_without_an_account_is_skipped_with_a_code_of_its_own()
    {
        await using var contoso = await EnginesAsync();

        var skipped = (await contoso.NewEntriesAsync())
            .Where(e => e is { Status: ProvisioningStatus.Skipped, Code: "UnableToResolveReferenceAttributeValue" })
            .ToDictionary(e => e.Name, e => EntryBody.Read(e.Body));

        Assert.Equal(["Grace", "Support"], skipped.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("manager has no account", skipped["Grace"].Reason, StringComparison.Ordinal);
        Assert.Contains("Ada has no account and is not a member yet.", skipped["Support"].Notes);
    }

    /// <summary>
    /// Only the department Engines is in scope: Grace is of it; Ada, her manager, not yet. Both are in Sales, and Ada
    /// alone is in Support.
    /// </summary>
    private static async Task<Contoso> EnginesAsync()
    {
        var contoso = await Contoso.StartAsync(Gallery.Dialpad.OnlyDepartment("Engines"));
        await contoso.HireAsync("Ada", "Grace");
        await contoso.SetAsync("Grace", "department", "Engines");
        await contoso.FoundAsync("Sales", "Ada", "Grace");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Grace"), contoso.Id("Ada")));
        await contoso.FoundAsync("Support", "Ada");
        await contoso.AssignAsync("Sales", "Support");
        await contoso.CycleAsync();
        return contoso;
    }

    private static string? Manager(System.Text.Json.Nodes.JsonObject account) =>
        account["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?["manager"]?["value"]?.GetValue<string>();
}
