using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Portal.Applications;

namespace Provost.Server.Tests.Pages;

/// <summary>Two people edited one mapping from the same state.</summary>
public sealed class MappingMergeTests
{
    private static readonly ObjectMapping Start = new(
        ObjectKind.User,
        "Synchronize directory users to Dialpad",
        [Of("userName", "[mail]"), Of("title", "[jobTitle]"), Of("displayName", "[displayName]")]
    );

    [Fact]
    public void What_only_one_of_them_changed_is_kept_of_both()
    {
        var mine = With(Of("title", "\"mine\""));
        var theirs = With(Of("displayName", "\"theirs\"")) with { Enabled = false };

        var merge = MappingMerge.Of(Start, mine, theirs);

        Assert.Empty(merge.Clashes);
        Assert.Equal(["[mail]", "\"mine\"", "\"theirs\""], merge.Mine.Attributes.Select(a => a.Source));
        Assert.Equal(merge.Mine.Attributes, merge.Theirs.Attributes);
        Assert.False(merge.Mine.Enabled);
    }

    [Fact]
    public void What_both_changed_is_shown_with_both_values_and_either_can_win()
    {
        var mine = With(Of("title", "\"mine\"")) with { FlowTypes = FlowTypes.Add };
        var theirs = With(Of("title", "\"theirs\"")) with { FlowTypes = FlowTypes.Update };

        var merge = MappingMerge.Of(Start, mine, theirs);

        Assert.Equal(
            [new MappingClash("title", "\"mine\"", "\"theirs\""), new("Target object actions", "Add", "Update")],
            merge.Clashes
        );
        Assert.Equal(("\"mine\"", FlowTypes.Add), (merge.Mine.Attributes[1].Source, merge.Mine.FlowTypes));
        Assert.Equal(("\"theirs\"", FlowTypes.Update), (merge.Theirs.Attributes[1].Source, merge.Theirs.FlowTypes));
    }

    [Fact]
    public void The_same_change_twice_is_one()
    {
        var both = With(Of("title", "\"same\""));

        var merge = MappingMerge.Of(Start, both, both);

        Assert.Empty(merge.Clashes);
        Assert.Equal(both.Attributes, merge.Mine.Attributes);
    }

    [Fact]
    public void Added_and_deleted_attributes_come_together_and_clash_with_edits()
    {
        var mine = Start with
        {
            Attributes = [Start.Attributes[0], Start.Attributes[2], Of("nickName", "[mailNickname]")],
        };
        var theirs = With(Of("title", "\"edited\""));

        var merge = MappingMerge.Of(Start, mine, theirs);

        Assert.Equal([new MappingClash("title", "(not mapped)", "\"edited\"")], merge.Clashes);
        Assert.Equal(["userName", "displayName", "nickName"], merge.Mine.Attributes.Select(a => a.Target.Text));
        Assert.Equal(
            ["userName", "title", "displayName", "nickName"],
            merge.Theirs.Attributes.Select(a => a.Target.Text)
        );
    }

    [Fact]
    public void Scoping_filters_are_compared_by_what_they_say()
    {
        var sales = new ScopingFilter([
            new FilterGroup("Sales", [new FilterClause("department", FilterOperator.EqualTo, "Sales")]),
        ]);
        var again = new ScopingFilter([
            new FilterGroup("Sales", [new FilterClause("department", FilterOperator.EqualTo, "Sales")]),
        ]);

        var merge = MappingMerge.Of(Start, Start with { Scope = sales }, Start with { Scope = again });

        Assert.Empty(merge.Clashes);
        Assert.NotNull(merge.Mine.Scope);
    }

    private static AttributeMapping Of(string target, string source) => new(TargetPath.Parse(target), source);

    private static ObjectMapping With(AttributeMapping changed) =>
        Start with
        {
            Attributes = [.. Start.Attributes.Select(a => a.Target == changed.Target ? changed : a)],
        };
}
