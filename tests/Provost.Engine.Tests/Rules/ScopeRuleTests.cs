using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>Who is in scope, by assignment, group, role and state (ENT-SCO).</summary>
public sealed class ScopeRuleTests
{
    [Theory]
    [InlineData(ScopeSetting.Assigned, new[] { "ada@contoso.example" })]
    [InlineData(ScopeSetting.All, new[] { "ada@contoso.example", "alan@contoso.example" })]
    [Rule("ENT-SCO-1")]
    [Rule("ENT-CYC-2")]
    public async Task Assigned_people_or_all_are_in_scope_and_a_filter_chooses_among_them(
        ScopeSetting scope,
        string[] accounts
    )
    {
        await using var contoso = await Contoso.StartAsync(
            Gallery.Dialpad.OnlyDepartment("Engines"),
            s => s with { Scope = scope }
        );
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.SetAsync("Ada", "department", "Engines");
        await contoso.SetAsync("Alan", "department", "Engines");
        await contoso.AssignAsync("Ada", "Grace");

        await contoso.CycleAsync();

        Assert.Equal(accounts, (await contoso.UserNamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Rule(
        "ENT-SCO-4",
        Verdict.DeliberatelyNot,
        "Nobody signs in through these groups, and no licence is needed; Microsoft 365 groups are an old wish."
    )]
    public async Task A_group_need_not_be_security_enabled_to_be_assigned()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.FoundAsync("Sales", "Ada");
        await contoso.SetAsync("Sales", "securityEnabled", "False");
        await contoso.AssignAsync("Sales");

        Assert.Equal(1, (await contoso.CycleAsync()).Users.Created);
    }

    [Fact]
    [Rule(
        "ENT-SCO-5",
        Verdict.Kept,
        "Memberships come from the directory, whoever decides on them; its rules are not evaluated here."
    )]
    public async Task Whoever_falls_out_of_a_dynamic_group_leaves()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Sales", "Ada", "Grace");
        await contoso.SetAsync("Sales", "groupTypes", "DynamicMembership");
        await contoso.AssignAsync("Sales");
        await contoso.CycleAsync();

        await contoso.ApplyAsync(new DirectoryChange.RemoveMember(contoso.Id("Sales"), contoso.Id("Ada")));
        await contoso.CycleAsync();

        Assert.Equal((false, true), (await contoso.IsActiveAsync("Ada"), await contoso.IsActiveAsync("Grace")));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    [Rule("ENT-SCO-6")]
    public async Task An_assigned_group_brings_its_members_and_itself_only_where_groups_are_mapped(
        bool mapped,
        long groups
    )
    {
        await using var contoso = await Contoso.StartAsync(
            Gallery.Dialpad.With(ObjectKind.Group, m => m with { Enabled = mapped })
        );
        await contoso.HireAsync("Ada");
        await contoso.FoundAsync("Sales", "Ada");
        await contoso.AssignAsync("Sales");

        var report = await contoso.CycleAsync();

        Assert.Equal((1, groups), (report.Users.Created, report.Groups.Created));
    }

    [Theory]
    [InlineData("disabled", "The account is disabled")]
    [InlineData("unassigned", "Not assigned to the application")]
    [InlineData("without a role", "Assigned with Default Access only")]
    [Rule("ENT-SCO-11", Verdict.Improved, "The entry says in a sentence which of the reasons it is.")]
    public async Task Not_effectively_entitled_means_unassigned_disabled_or_without_a_role(string how, string reason)
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.CycleAsync();

        await contoso.AssignAsync(
            how == "without a role" ? AppRole.DefaultAccess : contoso.Application.Roles[0].Id,
            "Ada"
        );
        if (how == "disabled")
            await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), false));
        if (how == "unassigned")
            await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();

        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Equal("NotEffectivelyEntitled", entry.Code);
        Assert.StartsWith(reason, EntryBody.Read(entry.Body).Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("ENT-SCO-12")]
    public async Task Whoever_is_disabled_in_the_directory_gets_no_account_before_she_is_enabled()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), false));
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        Assert.Empty(await contoso.UsersAsync());

        await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), true));

        Assert.Equal(1, (await contoso.CycleAsync()).Users.Created);
    }

    [Fact]
    [Rule(
        "ENT-SCO-13",
        Verdict.Improved,
        "The people of a group that has no matching value get their accounts, which lack nothing (decision 19)."
    )]
    public async Task Without_a_value_to_match_on_neither_a_user_nor_a_group_is_provisioned()
    {
        await using var contoso = await Contoso.StartAsync(Gallery.Scim);
        await contoso.HireAsync("Ada", "Grace");
        await contoso.SetAsync("Ada", "userPrincipalName", null);
        await contoso.FoundAsync("Sales", "Grace");
        await contoso.SetAsync("Sales", "displayName", null);
        await contoso.AssignAsync("Ada", "Sales");

        await contoso.CycleAsync();

        Assert.Equal(["grace@contoso.example"], await contoso.UserNamesAsync());
        Assert.Empty(await contoso.GroupsAsync());
        Assert.Equal(
            2,
            (await contoso.NewEntriesAsync()).Count(e =>
                e is { Status: ProvisioningStatus.Skipped, Code: "ImportSkipped" }
            )
        );
    }

    [Fact]
    [Rule("ENT-SCO-14", Verdict.Improved, "They go together: whoever was assigned a role has it, everybody else none.")]
    public async Task With_everybody_in_scope_a_role_goes_to_whoever_was_assigned_it()
    {
        await using var contoso = await Contoso.StartAsync(
            Gallery.Dialpad.Mapping(
                "roles[primary eq \"True\"].value",
                "SingleAppRoleAssignment([appRoleAssignments])"
            ),
            s => s with { Scope = ScopeSetting.All }
        );
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync(contoso.Application.Roles[1].Id, "Ada");

        await contoso.CycleAsync();

        Assert.Equal("Admin", (await contoso.AccountAsync("Ada"))["roles"]?[0]?["value"]?.GetValue<string>());
        Assert.Null((await contoso.AccountAsync("Grace"))["roles"]);
    }

    [Theory]
    [InlineData("[userPrincipalName]", "ada@fabrikam.example")]
    [InlineData("[originalUserPrincipalName]", "ada_fabrikam.example#EXT#@contoso.example")]
    [Rule("ENT-SCO-15")]
    public async Task A_guest_is_matched_and_sent_by_her_own_address_unless_the_original_is_mapped(
        string source,
        string userName
    )
    {
        await using var contoso = await Contoso.StartAsync(Gallery.Dialpad.Mapping("userName", source));
        await contoso.HireAsync("Ada");
        await contoso.SetAsync("Ada", "userPrincipalName", "ada_fabrikam.example#EXT#@contoso.example");
        await contoso.MakeAccountAsync(userName);
        await contoso.AssignAsync("Ada");

        await contoso.CycleAsync();

        Assert.Equal([userName], await contoso.UserNamesAsync());
    }
}
