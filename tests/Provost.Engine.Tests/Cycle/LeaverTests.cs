using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>What becomes of accounts, by reason and policy.</summary>
public sealed class LeaverTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deleted_after_thirty_days_disabled_until_then()
    {
        await using var contoso = await WithAdaAsync(new() { Unassigned = LeaverAction.DeleteLater });
        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();
        Assert.Equal("False", await ActiveAsync(contoso));

        contoso.Time.Advance(TimeSpan.FromDays(29));
        Assert.False(await contoso.HasWorkAsync());

        contoso.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await contoso.HasWorkAsync());
        var report = await contoso.CycleAsync();

        Assert.Equal(1, report.Users.Deleted);
        Assert.Empty(await contoso.UsersAsync());
    }

    [Fact]
    public async Task Whoever_is_back_before_the_day_keeps_her_account()
    {
        await using var contoso = await WithAdaAsync(new() { Unassigned = LeaverAction.DeleteLater });
        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        contoso.Time.Advance(TimeSpan.FromDays(40));
        await contoso.CycleAsync();

        Assert.Equal("True", await ActiveAsync(contoso));
    }

    [Fact]
    [Rule("ENT-DEP-9")]
    public async Task Left_as_it_is_where_the_policy_says_so_and_logged_with_the_reason()
    {
        await using var contoso = await WithAdaAsync(new() { Unassigned = LeaverAction.Nothing });
        await contoso.UnassignAsync("Ada");

        await contoso.CycleAsync();

        Assert.Equal("True", await ActiveAsync(contoso));
        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Contains("SkipOutOfScopeDeletions", Logs.EntryBody.Read(entry.Body).Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("ENT-DEP-6")]
    public async Task Let_go_is_let_go_a_later_deletion_sends_nothing()
    {
        await using var contoso = await WithAdaAsync(new());
        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();
        contoso.Wire.Take();

        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Ada")));
        await contoso.CycleAsync();
        await contoso.ApplyAsync(new DirectoryChange.Purge(contoso.Id("Ada")));
        await contoso.CycleAsync();

        Assert.Empty(contoso.Wire.Take());
    }

    [Fact]
    [Rule("ENT-DEP-3")]
    public async Task Thirty_days_after_the_deletion_she_is_gone_for_good_and_her_account_with_her()
    {
        await using var contoso = await WithAdaAsync(new());
        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Ada")));
        await contoso.CycleAsync();
        contoso.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await contoso.Directory.PurgeExpiredAsync(100, Ct));

        contoso.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await contoso.Directory.PurgeExpiredAsync(100, Ct));

        Assert.Equal(1, (await contoso.CycleAsync()).Users.Deleted);
    }

    [Fact]
    public async Task Deleted_at_once_where_the_policy_says_so()
    {
        await using var contoso = await WithAdaAsync(new() { Unassigned = LeaverAction.Delete });
        await contoso.UnassignAsync("Ada");

        Assert.Equal(1, (await contoso.CycleAsync()).Users.Deleted);
    }

    [Fact]
    public async Task An_adopted_account_is_disabled_instead_of_deleted_unless_the_policy_says_so()
    {
        await using var careful = await AdoptedAsync(new() { Unassigned = LeaverAction.Delete });
        Assert.Equal(1, (await careful.CycleAsync()).Users.Disabled);

        await using var bold = await AdoptedAsync(new() { Unassigned = LeaverAction.Delete, DeleteAdopted = true });
        Assert.Equal(1, (await bold.CycleAsync()).Users.Deleted);
    }

    [Fact]
    public async Task A_group_that_leaves_stays_where_the_policy_says_so()
    {
        await using var contoso = await Contoso.StartAsync(settings: s =>
            s with
            {
                Leavers = new() { Groups = LeaverAction.Nothing },
            }
        );
        await contoso.FoundAsync("Sales");
        await contoso.AssignAsync("Sales");
        await contoso.CycleAsync();
        await contoso.UnassignAsync("Sales");
        await contoso.CycleAsync();

        Assert.Single(await contoso.GroupsAsync());
    }

    [Fact]
    public async Task An_account_that_says_it_is_active_after_all_is_a_failure_of_its_own()
    {
        await using var contoso = await WithAdaAsync(new());
        await contoso.UnassignAsync("Ada");
        contoso.Wire.Instead = async (context, _) =>
        {
            if (context.Request.Method != "PATCH")
                return false;
            context.Response.StatusCode = 204;
            await context.Response.CompleteAsync();
            return true;
        };

        var report = await contoso.CycleAsync();
        Assert.Equal(1, report.Users.Failed);
        Assert.Equal("RemovalNotConfirmed", Assert.Single(await contoso.NewEntriesAsync()).Code);

        contoso.Wire.Instead = null;
        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await contoso.CycleAsync()).Users.Disabled);
    }

    [Fact]
    [Rule(
        "ENT-DEP-7",
        Verdict.Improved,
        "Who comes back is put into her groups again; Entra leaves that to the application or a restart."
    )]
    public async Task Whoever_comes_back_is_active_and_in_her_groups_again()
    {
        await using var contoso = await WithAdaAsync(new());
        await contoso.FoundAsync("Sales", "Ada");
        await contoso.AssignAsync("Sales");
        await contoso.CycleAsync();
        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Ada")));
        await contoso.CycleAsync();
        contoso.Wire.Take();

        await contoso.ApplyAsync(new DirectoryChange.Restore(contoso.Id("Ada")));
        await contoso.CycleAsync();

        Assert.Equal("True", await ActiveAsync(contoso));
        Assert.Contains(contoso.Wire.Take(), p => p.PathAndQuery.Contains("/Groups/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_an_expression_leaves_out_keeps_her_account_and_loses_it_when_she_leaves()
    {
        var schema = Gallery.Dialpad.Schema;
        var ignore = new AttributeMapping(
            TargetPath.Parse("nickName"),
            """IIF([jobTitle] = "Ignore", IgnoreObjectFlow, "Ada")"""
        );
        var users = schema.ObjectMappings[0] with { Attributes = [.. schema.ObjectMappings[0].Attributes, ignore] };
        await using var contoso = await Contoso.StartAsync(
            Gallery.Dialpad with
            {
                Schema = schema with { ObjectMappings = [users, schema.ObjectMappings[1]] },
            }
        );
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "jobTitle", "Ignore");
        await contoso.CycleAsync();
        Assert.Equal("True", await ActiveAsync(contoso));

        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();

        Assert.Equal("False", await ActiveAsync(contoso));
    }

    private static async Task<Contoso> WithAdaAsync(LeaverPolicy policy)
    {
        var contoso = await Contoso.StartAsync(settings: s => s with { Leavers = policy });
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();
        return contoso;
    }

    private static async Task<Contoso> AdoptedAsync(LeaverPolicy policy)
    {
        var contoso = await Contoso.StartAsync(settings: s => s with { Leavers = policy });
        await contoso.HireAsync("Ada");
        await contoso.MakeAccountAsync("ada@contoso.example");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.UnassignAsync("Ada");
        return contoso;
    }

    private static async Task<string?> ActiveAsync(Contoso contoso) =>
        (await contoso.UsersAsync())[0]["active"]?.GetValue<bool>().ToString();
}
