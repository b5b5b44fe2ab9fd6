using Provost.Engine.Cycle;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>What a job is, and its links (ENT-TRM-1, ENT-TRM-8, ENT-SCO-17).</summary>
public sealed class JobRuleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-TRM-1")]
    public async Task An_application_has_one_job_with_state_settings_and_schema()
    {
        await using var contoso = await Contoso.StartAsync();

        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct);

        Assert.StartsWith($"{contoso.Application.TemplateId}.", job?.Id, StringComparison.Ordinal);
        Assert.Equal((JobState.Active, contoso.Job.Settings.Scope), (job?.State, job?.Settings.Scope));
        Assert.Equal(contoso.Job.Schema.ObjectMappings.Count, job?.Schema.ObjectMappings.Count);
        await Assert.ThrowsAsync<EngineException>(() =>
            contoso.Jobs.CreateAsync(contoso.Caller, contoso.Job with { Id = "dialpad.2" }, Ct)
        );
    }

    [Fact]
    [Rule("ENT-TRM-8", Verdict.Improved, "Links are listed, too, and found by a part of the name.")]
    public async Task A_link_is_found_from_both_sides_and_taken_away_only_while_the_job_is_paused()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        var job = contoso.Job.Number;
        var link = Assert.Single(await contoso.Jobs.LinksAsync(job, contoso.Id("Ada").ToString(), 0, 10, Ct));
        Assert.Equal(link, Assert.Single(await contoso.Jobs.LinksAsync(job, link.Link.TargetId, 0, 10, Ct)));

        await Assert.ThrowsAsync<EngineException>(() => Unlink());
        await contoso.Jobs.PauseAsync(contoso.Caller, job, Ct);
        Assert.True(await Unlink());
        Assert.False(await Unlink());

        Assert.Equal(2, (await contoso.UsersAsync()).Count);
        await contoso.Jobs.StartAsync(contoso.Caller, job, Ct);
        await contoso.CycleAsync();
        Assert.Equal(link.Link.TargetId, (await contoso.Jobs.LinkAsync(job, link.ObjectNumber, Ct))?.TargetId);

        Task<bool> Unlink() => contoso.Jobs.UnlinkAsync(contoso.Caller, job, link.ObjectNumber, Ct);
    }

    [Fact]
    [Rule("ENT-LOG-15")]
    public async Task Every_change_of_the_configuration_is_audited_with_who_did_it()
    {
        await using var contoso = await Contoso.StartAsync();
        var (jobs, job) = (contoso.Jobs, contoso.Job);
        await jobs.SetSettingsAsync(contoso.Caller, job.Number, now => now with { NestedGroups = true }, Ct);
        await jobs.PauseAsync(contoso.Caller, job.Number, Ct);
        await jobs.StartAsync(contoso.Caller, job.Number, Ct);
        await jobs.RestartAsync(contoso.Caller, job.Number, null, Ct);
        var groups = job.Schema.ObjectMappings[1] with { Enabled = false };
        var schema = job.Schema with { ObjectMappings = [job.Schema.ObjectMappings[0], groups] };
        await jobs.SetSchemaAsync(contoso.Caller, job.Number, schema, Ct);

        var audit = await contoso.Log.AuditAsync(contoso.Caller, new LogPage { Take = 5 }, null, Ct);

        Assert.All(audit, entry => Assert.Equal(contoso.Caller.Name, entry.By.Name));
        Assert.Equal(
            [
                "Update settings",
                "Disable/pause provisioning",
                "Enable/start provisioning",
                "Enable/restart provisioning",
                "Update attribute mappings or scope",
            ],
            audit.Reverse().Select(entry => entry.Change.Activity)
        );
        Assert.Contains(
            await contoso.Log.AuditAsync(contoso.Caller, new LogPage { Take = 5 }, "credentials", Ct),
            entry => entry.Change.Activity == "Update credentials"
        );
    }

    [Fact]
    [Rule("ENT-SCO-17")]
    public async Task Two_jobs_share_an_application_and_each_minds_its_own_people()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada");
        var second = await SecondJobAsync(contoso, "Grace");
        await contoso.CycleAsync();
        await contoso.UnassignAsync("Ada");

        await contoso.CycleAsync();
        var end = await contoso.Runner().RunAsync(second, _ => { }, CancellationToken.None, Ct);

        Assert.Equal(1, Assert.IsType<CycleEnd.Finished>(end).Report.Users.All);
        Assert.Equal((false, true), (await contoso.IsActiveAsync("Ada"), await contoso.IsActiveAsync("Grace")));
    }

    /// <summary>A job of another entry of the portal that leads to the same application.</summary>
    private static async Task<SynchronizationJob> SecondJobAsync(Contoso contoso, params string[] names)
    {
        var application = await contoso.Directory.CreateApplicationAsync(
            contoso.Caller,
            contoso.Application with
            {
                Id = Guid.CreateVersion7(contoso.Time.GetUtcNow()),
                DisplayName = "Dialpad 2",
            },
            Ct
        );
        var job = await contoso.Jobs.CreateAsync(
            contoso.Caller,
            contoso.Job with
            {
                Id = "dialpad.2",
                ApplicationId = application.Id,
                ApplicationNumber = application.Number,
            },
            Ct
        );
        await contoso.Jobs.SetConnectionAsync(
            contoso.Caller,
            job.Number,
            new TargetConnection(contoso.Wire.Address.ToString(), "secret") { AllowPrivateAddresses = true },
            Ct
        );
        var principals = names.Select(contoso.Id).ToList();
        await contoso.Directory.AssignAsync(contoso.Caller, application, principals, application.Roles[0].Id, Ct);
        return job;
    }
}
