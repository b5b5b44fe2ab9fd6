using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>What takes an account away, and how (ENT-DEP).</summary>
public sealed class DeprovisioningRuleTests
{
    private static readonly FlowTypes NoUpdate = FlowTypes.All & ~FlowTypes.Update;
    private static readonly FlowTypes NoDelete = FlowTypes.All & ~FlowTypes.Delete;

    /// <summary>What can happen to somebody who has an account.</summary>
    public enum Departure
    {
        Unassigned,
        FilteredOut,
        AccountDisabled,
        SoftDeleted,
        Purged,
    }

    [Theory]
    [InlineData(Departure.Unassigned, "PATCH")]
    [InlineData(Departure.FilteredOut, "PATCH")]
    [InlineData(Departure.AccountDisabled, "PATCH")]
    [InlineData(Departure.SoftDeleted, "PATCH")]
    [InlineData(Departure.Purged, "DELETE")]
    [Rule("ENT-DEP-1")]
    [Rule("ENT-CYC-9")]
    public async Task Whoever_leaves_is_disabled_and_whoever_is_deleted_for_good_is_deleted(
        Departure departure,
        string request
    )
    {
        await using var contoso = await WithAdaAsync(Gallery.Dialpad);

        await LeaveAsync(contoso, departure);

        Assert.Equal([request], Writes(contoso));
        Assert.Equal(request == "DELETE" ? 0 : 1, (await contoso.UsersAsync()).Count);
    }

    [Fact]
    [Rule("ENT-DEP-2")]
    public async Task Disabling_is_an_update_of_active_by_the_mapping_of_IsSoftDeleted()
    {
        await using var contoso = await WithAdaAsync(Gallery.Dialpad);
        await LeaveAsync(contoso, Departure.Unassigned);
        var patch = JsonNode.Parse(contoso.Wire.Take().Single(p => p.Method == "PATCH").Body);
        var operation = Assert.Single(patch?["Operations"]?.AsArray() ?? []);
        Assert.Equal("""{"op":"replace","path":"active","value":false}""", operation?.ToJsonString());

        await using var noUpdate = await WithAdaAsync(Gallery.Dialpad.Allowing(NoUpdate));
        await LeaveAsync(noUpdate, Departure.Unassigned);
        Assert.Empty(Writes(noUpdate));
    }

    [Theory]
    [InlineData(Departure.Unassigned)]
    [InlineData(Departure.SoftDeleted)]
    [InlineData(Departure.AccountDisabled)]
    [Rule("ENT-DEP-4", Verdict.Improved, "Instead of the mapping, the policy of the application can say so.")]
    public async Task Nothing_happens_to_leavers_without_the_mapping_of_IsSoftDeleted_or_by_policy(Departure departure)
    {
        await using var unmapped = await WithAdaAsync(Gallery.Dialpad.Mapping("active", null));
        await LeaveAsync(unmapped, departure);
        Assert.Empty(Writes(unmapped));

        var nothing = new LeaverPolicy
        {
            Unassigned = LeaverAction.Nothing,
            SoftDeleted = LeaverAction.Nothing,
            AccountDisabled = LeaverAction.Nothing,
        };
        await using var left = await WithAdaAsync(Gallery.Dialpad, nothing);
        await LeaveAsync(left, departure);
        Assert.Empty(Writes(left));
    }

    [Theory]
    [InlineData(Departure.Unassigned)]
    [InlineData(Departure.SoftDeleted)]
    [InlineData(Departure.AccountDisabled)]
    [Rule("ENT-DEP-4")]
    public async Task An_attribute_that_depends_on_IsSoftDeleted_is_set_when_somebody_leaves(Departure departure)
    {
        await using var contoso = await WithAdaAsync(
            Gallery
                .Dialpad.Mapping("active", null)
                .Mapping("title", """Switch([IsSoftDeleted], [jobTitle], "True", "Has left")""")
        );

        await LeaveAsync(contoso, departure);

        var account = await contoso.AccountAsync("Ada");
        Assert.Equal("Has left", account["title"]?.GetValue<string>());
        Assert.NotEqual("False", account["active"]?.ToString());
    }

    [Theory]
    [InlineData(Departure.Unassigned)]
    [InlineData(Departure.AccountDisabled)]
    [Rule("ENT-DEP-4", Verdict.Improved, "For every application, by its policy; at once or after some days.")]
    public async Task Leavers_are_deleted_at_once_where_the_policy_says_so(Departure departure)
    {
        var delete = new LeaverPolicy { Unassigned = LeaverAction.Delete, AccountDisabled = LeaverAction.Delete };
        await using var contoso = await WithAdaAsync(Gallery.Dialpad, delete);

        await LeaveAsync(contoso, departure);

        Assert.Equal(["DELETE"], Writes(contoso));
    }

    [Fact]
    [Rule("ENT-DEP-4")]
    public async Task Without_the_Delete_action_nothing_happens_when_somebody_is_deleted_for_good()
    {
        await using var contoso = await WithAdaAsync(Gallery.Dialpad.Allowing(NoDelete));

        await LeaveAsync(contoso, Departure.Purged);

        Assert.Empty(Writes(contoso));
    }

    [Fact]
    [Rule("ENT-DEP-4", Verdict.Improved, "Entra cannot change an attribute then; here the policy can disable.")]
    public async Task Somebody_deleted_for_good_is_disabled_where_the_policy_says_so()
    {
        await using var contoso = await WithAdaAsync(Gallery.Dialpad, new() { Purged = LeaverAction.Disable });

        await LeaveAsync(contoso, Departure.Purged);

        Assert.False(await contoso.IsActiveAsync("Ada"));
    }

    [Fact]
    [Rule("ENT-DEP-4")]
    public async Task With_the_Delete_action_somebody_deleted_for_good_is_deleted()
    {
        await using var contoso = await WithAdaAsync(Gallery.Dialpad.Allowing(FlowTypes.All));

        await LeaveAsync(contoso, Departure.Purged);

        Assert.Equal(["DELETE"], Writes(contoso));
    }

    [Theory]
    [InlineData(Departure.Unassigned)]
    [InlineData(Departure.FilteredOut)]
    [InlineData(Departure.AccountDisabled)]
    [InlineData(Departure.SoftDeleted)]
    [InlineData(Departure.Purged)]
    [Rule("ENT-DEP-5")]
    public async Task Where_nobody_can_be_disabled_every_departure_is_a_deletion(Departure departure)
    {
        await using var contoso = await WithAdaAsync(
            Gallery.Dialpad with
            {
                Profile = Gallery.Dialpad.Profile with { SoftDelete = false },
            }
        );

        await LeaveAsync(contoso, departure);

        Assert.Equal(["DELETE"], Writes(contoso));
    }

    [Fact]
    [Rule("ENT-DEP-8")]
    public async Task A_group_that_leaves_or_is_deleted_is_deleted_in_the_application_and_counts_for_the_guard()
    {
        await using var contoso = await Contoso.StartAsync(settings: s =>
            s with
            {
                Guard = new() { Count = 2, Percent = 0 },
            }
        );
        await contoso.FoundAsync("Sales");
        await contoso.FoundAsync("Support");
        await contoso.FoundAsync("Research");
        await contoso.AssignAsync("Sales", "Support", "Research");
        await contoso.CycleAsync();

        await contoso.UnassignAsync("Sales");
        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Support")));
        Assert.Equal(2, (await contoso.CycleAsync()).Groups.Deleted);
        await contoso.UnassignAsync("Research");

        Assert.Equal(1, (await contoso.CycleAsync()).Groups.Staged);
        Assert.Single(await contoso.GroupsAsync());
    }

    [Fact]
    [Rule("ENT-DEP-16")]
    public async Task Whoever_is_inactive_on_both_sides_is_not_disabled_again()
    {
        await using var contoso = await WithAdaAsync(Gallery.Dialpad);
        await contoso.EditAccountAsync("Ada", "active", false);

        await LeaveAsync(contoso, Departure.AccountDisabled);

        Assert.Empty(Writes(contoso));
        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Equal((ProvisioningStatus.Skipped, "RedundantExport"), (entry.Status, entry.Code));
    }

    /// <summary>Ada has an account; her department is what a filter asks for.</summary>
    private static async Task<Contoso> WithAdaAsync(GalleryTemplate template, LeaverPolicy? policy = null)
    {
        var contoso = await Contoso.StartAsync(
            template.OnlyDepartment("Engines"),
            s => s with { Leavers = policy ?? new() }
        );
        await contoso.HireAsync("Ada");
        await contoso.SetAsync("Ada", "department", "Engines");
        await contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();
        contoso.Wire.Take();
        return contoso;
    }

    private static async Task LeaveAsync(Contoso contoso, Departure departure)
    {
        var ada = contoso.Id("Ada");
        await (
            departure switch
            {
                Departure.Unassigned => contoso.UnassignAsync("Ada"),
                Departure.FilteredOut => contoso.SetAsync("Ada", "department", "Sales"),
                Departure.AccountDisabled => contoso.ApplyAsync(new DirectoryChange.SetEnabled(ada, false)),
                Departure.SoftDeleted => contoso.ApplyAsync(new DirectoryChange.Delete(ada)),
                _ => contoso.ApplyAsync(new DirectoryChange.Purge(ada)),
            }
        );
        await contoso.CycleAsync();
    }

    private static List<string> Writes(Contoso contoso) =>
        [.. contoso.Wire.Take().Select(p => p.Method).Where(m => m != "GET")];
}
