using System.Text.Json.Nodes;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Cycle;

/// <summary>What is done about an object, by scope, link and account: a rule a test.</summary>
public sealed class ProcessingTests
{
    private const long Print = 42;

    private static readonly ScopeDecision In = new(ScopeReason.InScope, "direct", true, true, true);
    private static readonly ScopeDecision Unassigned = new(ScopeReason.NotAssigned, null, true, false, false);
    private static readonly ScopeDecision Purged = new(ScopeReason.Purged, null, false, false, false);
    private static readonly Means User = new(ObjectKind.User, FlowTypes.All, SoftDelete: true, DisablesBy: true);
    private static readonly Means Group = new(ObjectKind.Group, FlowTypes.All, SoftDelete: true, DisablesBy: false);
    private static readonly TargetObject Account = new("7", new JsonObject());

    private static readonly AttributeChange Title = new(TargetPath.Parse("title"), Value.Null, Value.Text("Analyst"));

    private static readonly Link Linked = new(
        true,
        "direct",
        null,
        "7",
        Ownership.Created,
        LinkState.Active,
        Print,
        null
    );

    [Fact]
    public void Somebody_new_is_matched_before_anything_is_made_ENT_CYC_3() =>
        Assert.IsType<PlannedChange.Match>(Processing.Begin(In, User, null, Print, targetIsEmpty: false));

    [Fact]
    public void In_an_empty_application_there_is_nobody_to_match() =>
        Assert.IsType<PlannedChange.Create>(Processing.Begin(In, User, null, Print, targetIsEmpty: true));

    [Fact]
    public void What_was_written_and_did_not_change_needs_no_request_ENT_CYC_11()
    {
        var planned = Processing.Begin(In, User, Linked, Print, false);

        Assert.Equal("RedundantExport", Assert.IsType<PlannedChange.Skip>(planned).Code);
    }

    [Fact]
    public void What_changed_is_compared_with_the_account_first() =>
        Assert.Equal(new PlannedChange.Read("7"), Processing.Begin(In, User, Linked, 43, false));

    [Fact]
    public void What_a_crash_left_unknown_is_read_first() =>
        Assert.Equal(
            new PlannedChange.Read("7"),
            Processing.Begin(In, User, Linked with { Fingerprint = null }, Print, false)
        );

    [Fact]
    public void A_disabled_account_that_comes_back_is_read_first_ENT_DEP_7() =>
        Assert.IsType<PlannedChange.Read>(
            Processing.Begin(In, User, Linked with { State = LinkState.Disabled }, Print, false)
        );

    [Fact]
    public void Whoever_leaves_is_read_and_then_disabled_ENT_CYC_9()
    {
        Assert.IsType<PlannedChange.Read>(Processing.Begin(Unassigned, User, Linked, Print, false));
        Assert.IsType<PlannedChange.Disable>(Processing.Plan(Unassigned, User, Account, [Title]));
    }

    [Fact]
    public void Whoever_is_disabled_already_is_not_disabled_again_ENT_DEP_16() =>
        Assert.IsType<PlannedChange.Skip>(
            Processing.Begin(Unassigned, User, Linked with { State = LinkState.Disabled }, Print, false)
        );

    [Fact]
    public void A_disabled_account_of_which_nothing_is_known_is_looked_at_again() =>
        Assert.IsType<PlannedChange.Read>(
            Processing.Begin(
                Unassigned,
                User,
                Linked with
                {
                    State = LinkState.Disabled,
                    Fingerprint = null,
                },
                Print,
                false
            )
        );

    [Fact]
    public void Deleted_for_good_means_deleted_in_the_application_ENT_DEP_3() =>
        Assert.IsType<PlannedChange.Delete>(Processing.Begin(Purged, User, Linked, Print, false));

    [Fact]
    public void Whoever_left_before_she_was_deleted_is_not_managed_any_more_ENT_DEP_6()
    {
        var left = Linked with
        {
            InScope = false,
            State = LinkState.Disabled,
            Reason = nameof(ScopeReason.NotAssigned),
        };

        Assert.IsType<PlannedChange.Skip>(Processing.Begin(Purged, User, left, Print, false));
    }

    [Fact]
    public void Soft_deleted_and_then_purged_is_deleted_ENT_DEP_3()
    {
        var softDeleted = Linked with { State = LinkState.Disabled, Reason = nameof(ScopeReason.SoftDeleted) };

        Assert.IsType<PlannedChange.Delete>(Processing.Begin(Purged, User, softDeleted, Print, false));
    }

    [Fact]
    public void An_account_that_was_there_before_us_is_never_deleted()
    {
        var adopted = Linked with { Ownership = Ownership.Adopted };

        Assert.IsType<PlannedChange.Read>(Processing.Begin(Purged, User, adopted, Print, false));
        Assert.IsType<PlannedChange.Skip>(Processing.Begin(Unassigned, Group, adopted, Print, false));
    }

    [Fact]
    public void A_group_that_leaves_is_deleted_because_it_cannot_be_disabled_ENT_DEP_8() =>
        Assert.IsType<PlannedChange.Delete>(Processing.Begin(Unassigned, Group, Linked, Print, false));

    [Fact]
    public void Where_nobody_can_be_disabled_leaving_means_deletion_ENT_DEP_5() =>
        Assert.IsType<PlannedChange.Delete>(
            Processing.Begin(Unassigned, User with { SoftDelete = false }, Linked, Print, false)
        );

    [Fact]
    public void Without_a_mapping_of_IsSoftDeleted_nothing_is_disabled_ENT_DEP_4() =>
        Assert.IsType<PlannedChange.Skip>(
            Processing.Begin(Unassigned, User with { DisablesBy = false }, Linked, Print, false)
        );

    [Fact]
    public void Without_the_Delete_action_nothing_is_deleted_ENT_DEP_4() =>
        Assert.IsType<PlannedChange.Skip>(
            Processing.Begin(Purged, User with { Flow = FlowTypes.Add | FlowTypes.Update }, Linked, Print, false)
        );

    [Fact]
    public void Without_the_Create_action_nobody_is_made_ENT_MAP_8() =>
        Assert.IsType<PlannedChange.Skip>(Processing.Plan(In, User with { Flow = FlowTypes.Update }, null, []));

    [Fact]
    public void Without_the_Update_action_nobody_is_changed_ENT_MAP_8() =>
        Assert.IsType<PlannedChange.Skip>(Processing.Plan(In, User with { Flow = FlowTypes.Add }, Account, [Title]));

    [Fact]
    public void Differences_are_written_and_equal_accounts_left_alone()
    {
        Assert.IsType<PlannedChange.Update>(Processing.Plan(In, User, Account, [Title]));
        Assert.IsType<PlannedChange.Skip>(Processing.Plan(In, User, Account, []));
    }

    [Fact]
    public void Whoever_never_had_an_account_and_is_out_of_scope_gets_none_ENT_LOG_9()
    {
        var planned = Processing.Begin(Unassigned, User, null, Print, true);

        Assert.Equal("NotEffectivelyEntitled", Assert.IsType<PlannedChange.Skip>(planned).Code);
    }
}
