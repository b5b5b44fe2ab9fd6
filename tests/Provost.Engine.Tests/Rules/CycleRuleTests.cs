using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>What the initial cycle does, and what the later ones do (ENT-CYC-1 to 13, 24, 36).</summary>
public sealed class CycleRuleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-CYC-1")]
    public async Task The_initial_cycle_reads_every_user_and_group_and_of_each_what_the_mappings_name()
    {
        await using var contoso = await Contoso.StartAsync(settings: s => s with { Scope = ScopeSetting.All });
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Sales");
        await contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await contoso.SetAsync("Ada", "employeeId", "not mapped to Dialpad");

        await contoso.CycleAsync();

        Assert.Equal(["Ada", "Grace", "Sales"], (await contoso.NewEntriesAsync()).Select(e => e.Name).Order());
        var sent = string.Concat(contoso.Wire.Take().Select(p => p.Body));
        Assert.Contains("Analyst", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("not mapped", sent, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("ENT-CYC-3")]
    public async Task Everybody_in_scope_is_looked_for_by_the_matching_attribute()
    {
        await using var contoso = await WithAsync("Ada", "Grace");
        await contoso.HireAsync("Alan");

        await contoso.CycleAsync();

        Assert.Equal(
            [
                "/Users?filter=userName eq \"ada@contoso.example\"",
                "/Users?filter=userName eq \"grace@contoso.example\"",
            ],
            contoso
                .Wire.Take()
                .Where(p => p.Method == "GET")
                .Select(p => System.Net.WebUtility.UrlDecode(p.PathAndQuery))
                .Order()
        );
    }

    [Fact]
    [Rule("ENT-CYC-4")]
    public async Task Whoever_has_no_account_gets_one_whoever_has_is_updated_and_from_then_on_known_by_its_id()
    {
        await using var contoso = await WithAsync("Ada", "Grace");
        await contoso.MakeAccountAsync("ada@contoso.example");
        await contoso.CycleAsync();
        Assert.Equal(["PATCH", "POST"], Writes(contoso));

        await contoso.SetAsync("Ada", "userPrincipalName", "countess@contoso.example");
        await contoso.SetAsync("Grace", "userPrincipalName", "admiral@contoso.example");
        await contoso.CycleAsync();

        Assert.All(contoso.Wire.Take(), p => Assert.StartsWith("/Users/", p.PathAndQuery, StringComparison.Ordinal));
        Assert.Equal(
            ["admiral@contoso.example", "countess@contoso.example"],
            (await contoso.UserNamesAsync()).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Rule("ENT-CYC-5")]
    public async Task A_manager_is_written_after_both_have_their_accounts()
    {
        await using var contoso = await WithAsync("Ada", "Grace");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Grace")));

        await contoso.CycleAsync();

        var writes = contoso.Wire.Take().Where(p => p.Method != "GET").ToList();
        Assert.Equal(["POST", "POST", "PATCH"], writes.Select(p => p.Method));
        Assert.DoesNotContain(writes[..2], p => p.Body.Contains("manager", StringComparison.Ordinal));
        Assert.Contains("manager", writes[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("ENT-CYC-6")]
    public async Task Users_come_first_then_groups_without_members_then_the_memberships()
    {
        await using var contoso = await WithAsync("Ada");
        await contoso.FoundAsync("Sales", "Ada");
        await contoso.AssignAsync("Sales");

        await contoso.CycleAsync();

        var writes = contoso.Wire.Take().Where(p => p.Method != "GET").ToList();
        Assert.Equal(["POST /Users", "POST /Groups"], writes[..2].Select(p => $"{p.Method} {p.PathAndQuery}"));
        Assert.DoesNotContain("members", writes[1].Body, StringComparison.Ordinal);
        Assert.StartsWith("PATCH /Groups/", $"{writes[2].Method} {writes[2].PathAndQuery}", StringComparison.Ordinal);
        Assert.Equal(["Ada"], await contoso.MembersAsync("Sales"));
    }

    [Fact]
    [Rule("ENT-CYC-7")]
    [Rule("ENT-CYC-8")]
    public async Task After_the_watermark_of_a_cycle_the_next_one_asks_for_what_changed_since()
    {
        await using var contoso = await WithAsync("Ada", "Grace");
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();
        contoso.Wire.Take();
        Assert.NotNull((await contoso.Jobs.FindAsync(contoso.Application.Id, Ct))?.Watermark);
        Assert.False(await contoso.HasWorkAsync());

        await contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await contoso.CycleAsync();

        Assert.Equal("Ada", Assert.Single(await contoso.NewEntriesAsync()).Name);
        var id = (await contoso.AccountAsync("Ada"))["id"]?.GetValue<string>();
        Assert.All(contoso.Wire.Take(), p => Assert.Equal($"/Users/{id}", p.PathAndQuery));
    }

    [Fact]
    [Rule(
        "ENT-CYC-10",
        Verdict.Improved,
        "The watermark moves with the changes into the backlog, which is as durable: nothing is repeated (decision 3)."
    )]
    public async Task A_cycle_that_ends_early_is_gone_on_with_where_it_was()
    {
        await using var contoso = await WithAsync("Ada", "Grace");
        contoso.Wire.Instead = (context, _) =>
        {
            var refused = context.Request.QueryString.Value?.Contains("grace", StringComparison.Ordinal) == true;
            if (refused)
                context.Response.StatusCode = 401;
            return Task.FromResult(refused);
        };
        Assert.IsType<CycleEnd.Stopped>(await contoso.EndAsync());
        Assert.NotNull((await contoso.Jobs.FindAsync(contoso.Application.Id, Ct))?.Watermark);
        contoso.Wire.Instead = null;
        contoso.Time.Advance(LeaseKeeper.Length(contoso.Job.Settings.Profile.RequestTimeout));

        await contoso.CycleAsync();

        Assert.Equal(["ada@contoso.example", "grace@contoso.example"], (await contoso.UserNamesAsync()).Order());
        Assert.Equal(["POST", "POST"], Writes(contoso));
    }

    [Fact]
    [Rule("ENT-CYC-11")]
    public async Task What_is_equal_on_both_sides_is_skipped_as_redundant_and_who_did_not_change_is_left_alone()
    {
        await using var contoso = await WithAsync("Ada", "Grace");
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();
        contoso.Wire.Take();
        await contoso.SetAsync("Ada", "employeeId", "1815");

        await contoso.CycleAsync();

        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Equal(("Ada", ProvisioningStatus.Skipped, "RedundantExport"), (entry.Name, entry.Status, entry.Code));
        Assert.Empty(contoso.Wire.Take());
    }

    [Fact]
    [Rule(
        "ENT-CYC-12",
        Verdict.Improved,
        "With assigned people only, whoever never was one costs nothing and fills no log (decision 19)."
    )]
    public async Task A_change_to_somebody_who_never_was_in_scope_is_not_even_logged()
    {
        await using var contoso = await WithAsync("Ada");
        await contoso.HireAsync("Alan");
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();

        await contoso.SetAsync("Alan", "jobTitle", "Analyst");
        await contoso.CycleAsync();

        Assert.Empty(await contoso.NewEntriesAsync());
    }

    [Fact]
    [Rule("ENT-CYC-13")]
    public async Task What_somebody_edits_in_the_application_stays_until_the_source_changes()
    {
        await using var contoso = await WithAsync("Ada");
        await contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await contoso.CycleAsync();
        await contoso.EditAccountAsync("Ada", "title", "Countess");

        await contoso.CycleAsync();
        Assert.Equal("Countess", (await contoso.AccountAsync("Ada"))["title"]?.GetValue<string>());

        await contoso.SetAsync("Ada", "department", "Engines");
        await contoso.CycleAsync();
        Assert.Equal("Analyst", (await contoso.AccountAsync("Ada"))["title"]?.GetValue<string>());
    }

    [Fact]
    [Rule("ENT-CYC-24", Verdict.Improved, "It takes effect with the next cycle, without a restart; links are kept.")]
    public async Task From_all_to_assigned_only_takes_effect_at_once()
    {
        await using var contoso = await Contoso.StartAsync(settings: s => s with { Scope = ScopeSetting.All });
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        var narrower = contoso.Job.Settings with { Scope = ScopeSetting.Assigned };
        await contoso.Jobs.SetSettingsAsync(contoso.Caller, contoso.Job.Number, _ => narrower, Ct);
        var report = await contoso.CycleAsync();

        Assert.Equal((0, 1), (report.Users.Created, report.Users.Disabled));
        Assert.Equal((true, false), (await contoso.IsActiveAsync("Ada"), await contoso.IsActiveAsync("Grace")));
    }

    [Fact]
    [Rule("ENT-CYC-36")]
    public async Task An_account_that_nobody_was_ever_matched_to_is_neither_reported_nor_touched()
    {
        await using var contoso = await WithAsync("Ada");
        await contoso.MakeAccountAsync("stranger@elsewhere.example");
        var before = (await contoso.UsersAsync()).Single().ToJsonString();

        await contoso.CycleAsync();
        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();

        Assert.Contains(before, (await contoso.UsersAsync()).Select(u => u.ToJsonString()));
        Assert.All(await contoso.NewEntriesAsync(), e => Assert.Equal("Ada", e.Name));
    }

    private static List<string> Writes(Contoso contoso) =>
        [.. contoso.Wire.Take().Select(p => p.Method).Where(m => m != "GET").Order(StringComparer.Ordinal)];

    private static async Task<Contoso> WithAsync(params string[] names)
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireAsync(names);
        await contoso.AssignAsync(names);
        return contoso;
    }
}
