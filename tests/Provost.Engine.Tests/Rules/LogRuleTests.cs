using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>What the provisioning log says (ENT-LOG-1 to 10).</summary>
public sealed class LogRuleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-LOG-1")]
    public async Task Every_attempt_is_one_entry_with_what_was_read_and_written_and_never_changes()
    {
        await using var contoso = await WithAdaAsync();
        await contoso.CycleAsync();
        var first = Assert.Single(await contoso.NewEntriesAsync());
        var created = EntryBody.Read(first.Body);
        Assert.Contains("no account with userName", created.Match, StringComparison.Ordinal);
        Assert.Contains("ada@contoso.example", created.Values);

        await contoso.SetAsync("Ada", "displayName", "Ada Lovelace");
        await contoso.CycleAsync();

        var second = Assert.Single(await contoso.NewEntriesAsync());
        var updated = EntryBody.Read(second.Body);
        Assert.Contains("linked to account", updated.Match, StringComparison.Ordinal);
        Assert.Equal([new ModifiedProperty("displayName", "Ada", "Ada Lovelace")], updated.Modified);
        var again = (await contoso.Log.ReadAsync(contoso.Caller, new EntryQuery(), Ct)).Single(e =>
            e.Number == first.Number
        );
        Assert.Equal("Ada", again.Name);
        Assert.Equal(first.Body, again.Body);
    }

    [Fact]
    [Rule("ENT-LOG-2")]
    public async Task The_actions_are_create_update_disable_delete_staged_delete_and_other()
    {
        await using var contoso = await Contoso.StartAsync(settings: s =>
            s with
            {
                Guard = new() { Count = 2, Percent = 0 },
            }
        );
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace", "Alan");
        Assert.Equal(ProvisioningAction.Create, await ActionAsync(contoso));

        await contoso.SetAsync("Ada", "jobTitle", "Analyst");
        Assert.Equal(ProvisioningAction.Update, await ActionAsync(contoso));
        await contoso.SetAsync("Ada", "employeeId", "1815");
        Assert.Equal(ProvisioningAction.Other, await ActionAsync(contoso));
        await contoso.UnassignAsync("Ada");
        Assert.Equal(ProvisioningAction.Disable, await ActionAsync(contoso));
        await contoso.ApplyAsync(new DirectoryChange.Purge(contoso.Id("Grace")));
        Assert.Equal(ProvisioningAction.Delete, await ActionAsync(contoso));
        await contoso.UnassignAsync("Alan");
        Assert.Equal(ProvisioningAction.StagedDelete, await ActionAsync(contoso));
    }

    [Fact]
    [Rule(
        "ENT-LOG-3",
        Verdict.Kept,
        "Nothing ends as Warning: what was not sent of an entry that succeeded stands in its notes (decision 19)."
    )]
    public async Task An_attempt_succeeds_fails_or_is_skipped()
    {
        await using var contoso = await WithAdaAsync();
        await contoso.HireAsync("Grace", "Alan");
        await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Alan"), false));
        await contoso.AssignAsync("Grace", "Alan");
        var refusals = 1;
        contoso.Wire.Instead = (context, _) =>
        {
            var refused = context.Request.Method == "POST" && Interlocked.Decrement(ref refusals) == 0;
            if (refused)
                context.Response.StatusCode = 400;
            return Task.FromResult(refused);
        };

        await contoso.CycleAsync();

        var ends = (await contoso.NewEntriesAsync()).ToLookup(e => e.Status, e => e.Name);
        Assert.Single(ends[ProvisioningStatus.Success]);
        Assert.Single(ends[ProvisioningStatus.Failure]);
        Assert.Equal(["Alan"], ends[ProvisioningStatus.Skipped]);
    }

    [Fact]
    [Rule(
        "ENT-LOG-4",
        Verdict.Kept,
        "Tenant, systems and service principal follow from the job; the API writes them out."
    )]
    public async Task An_entry_has_its_own_number_and_names_cycle_job_both_identities_time_and_duration()
    {
        await using var contoso = await WithAdaAsync();
        await contoso.HireAsync("Grace");
        await contoso.AssignAsync("Grace");
        contoso.Wire.Instead = (_, _) =>
        {
            contoso.Time.Advance(TimeSpan.FromMilliseconds(25));
            return Task.FromResult(false);
        };

        var report = await contoso.CycleAsync();

        var entries = await contoso.NewEntriesAsync();
        Assert.Equal(2, entries.Select(e => e.Number).Distinct().Count());
        Assert.All(entries, e => Assert.Equal((report.CycleId, contoso.Job.Number), (e.CycleId, e.JobNumber)));
        var ada = entries.Single(e => e.Name == "Ada");
        Assert.Equal(contoso.Id("Ada").ToString(), ada.SourceId);
        Assert.Equal((await contoso.AccountAsync("Ada"))["id"]?.GetValue<string>(), ada.TargetId);
        Assert.InRange(ada.Time, report.Began, contoso.Time.GetUtcNow());
        Assert.InRange(ada.DurationMilliseconds, 50, 200);
    }

    [Fact]
    [Rule(
        "ENT-LOG-6",
        Verdict.Kept,
        "Scope comes before matching, as it happens and as the page on provisioning on demand shows it (decision 19)."
    )]
    public async Task The_steps_are_import_scoping_matching_processing_and_export_as_far_as_they_were_gone()
    {
        await using var contoso = await WithAdaAsync();
        await contoso.CycleAsync();
        Assert.Equal(
            [
                "EntryImport: import, success",
                "EntrySynchronizationScoping: scoping, success",
                "EntryImport: matching, success",
                "EntrySynchronizationAdd: processing, success",
                "EntryExportAdd: export, success",
            ],
            await StepsAsync(contoso)
        );

        await contoso.SetAsync("Ada", "employeeId", "1815");
        await contoso.CycleAsync();
        Assert.Equal(
            [
                "EntryImport: import, success",
                "EntrySynchronizationScoping: scoping, success",
                "EntrySynchronizationSkip: processing, skipped",
            ],
            await StepsAsync(contoso)
        );
    }

    [Theory]
    [InlineData("equal", "RedundantExport")]
    [InlineData("unassigned", "NotEffectivelyEntitled")]
    [InlineData("no matching value", "ImportSkipped")]
    [Rule("ENT-LOG-9", Verdict.Kept, "EntityTypeNotSupported cannot happen: there are users and groups only.")]
    public async Task A_skip_has_a_code_a_sentence_and_the_facts_it_rests_on(string why, string code)
    {
        await using var contoso = await WithAdaAsync();
        if (why == "equal")
            await contoso.CycleAsync();
        if (why == "unassigned")
        {
            await contoso.UnassignAsync("Ada");
            await contoso.CycleAsync();
            await contoso.AssignAsync("Ada");
            await contoso.UnassignAsync("Ada");
        }

        if (why == "no matching value")
            await contoso.SetAsync("Ada", "userPrincipalName", null);
        await contoso.SetAsync("Ada", "employeeId", "1815");
        await contoso.NewEntriesAsync();
        await contoso.CycleAsync();

        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Equal((ProvisioningStatus.Skipped, code), (entry.Status, entry.Code));
        var body = EntryBody.Read(entry.Body);
        Assert.Equal((true, why != "unassigned"), (body.IsActive, body.IsAssigned));
        Assert.EndsWith(".", body.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScopeSetting.All, 1)]
    [InlineData(ScopeSetting.Assigned, 0)]
    [Rule(
        "ENT-LOG-10",
        Verdict.Improved,
        "Skips of people whom the application does not concern are logged with scope all only."
    )]
    public async Task Whoever_is_left_out_fills_the_log_only_where_everybody_is_looked_at(ScopeSetting scope, int skips)
    {
        await using var contoso = await Contoso.StartAsync(
            Gallery.Dialpad.OnlyDepartment("Engines"),
            s => s with { Scope = scope }
        );
        await contoso.HireAsync("Ada");

        await contoso.CycleAsync();

        Assert.Equal(skips, (await contoso.NewEntriesAsync()).Count(e => e.Status == ProvisioningStatus.Skipped));
    }

    private static async Task<Contoso> WithAdaAsync()
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        return contoso;
    }

    private static async Task<ProvisioningAction> ActionAsync(Contoso contoso)
    {
        await contoso.CycleAsync();
        return Assert.Single((await contoso.NewEntriesAsync()).Select(e => e.Action).Distinct());
    }

    private static async Task<IEnumerable<string>> StepsAsync(Contoso contoso)
    {
        var entry = Assert.Single(await contoso.NewEntriesAsync());
        return ProvisioningSteps.Of(entry, EntryBody.Read(entry.Body)).Select(s => $"{s.Name}: {s.Type}, {s.Status}");
    }
}
