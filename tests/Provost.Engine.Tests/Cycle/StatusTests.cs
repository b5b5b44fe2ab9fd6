using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>What is kept of a job, and what its status says (ENT-CYC-35, ENT-LOG-13, ENT-LOG-14, ENT-QUA-15).</summary>
public sealed class StatusTests
{
    private static readonly CycleReport Report = new(
        Guid.Empty,
        false,
        default,
        "done",
        0,
        0,
        new(),
        new(),
        0,
        0,
        0,
        default
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-CYC-35")]
    public async Task All_that_a_job_remembers_is_there_after_the_process_has_ended()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        contoso.Wire.Refuse("grace", 400, """{"schemas":[],"status":"400"}""");
        var first = contoso.Time.GetUtcNow();
        await contoso.CycleAsync();
        contoso.Time.Advance(TimeSpan.FromMinutes(40));
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");
        await contoso.EndAsync();
        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        await contoso.EndAsync();

        await contoso.ReopenAsync();

        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct);
        var number = contoso.Job.Number;
        var escrow = Assert.Single(await contoso.Jobs.EscrowsAsync(number, Ct));
        Assert.NotNull(job?.Watermark);
        Assert.True((await contoso.Jobs.LinkAsync(number, 1, Ct))?.HasAccount);
        Assert.Equal((first, 1), (escrow.FirstFailed, escrow.Tries));
        Assert.Equal((first.AddMinutes(40), 1), (job.Quarantine?.SeriesBegan, job.Quarantine?.SeriesCount));
        Assert.Equal(2, (await contoso.Jobs.StatusAsync(number, Ct)).CountSuccessiveCompleteFailures);
        Assert.Equal("secret", (await contoso.Jobs.ConnectionAsync(number, Ct))?.SecretToken);
        Assert.Equal(contoso.Job.Schema.ObjectMappings.Count, job.Schema.ObjectMappings.Count);
        Assert.True(job.Settings.AllowPrivateAddresses);
    }

    [Fact]
    [Rule("ENT-LOG-13", Verdict.Improved, "Progress counts objects, not pages.")]
    public async Task The_status_knows_the_last_cycle_and_how_many_objects_ever_came_into_scope()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.FoundAsync("Engineers", "Ada");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.CycleAsync();
        await contoso.UnassignAsync("Grace");
        await contoso.ApplyAsync(new DirectoryChange.Purge(contoso.Id("Ada")));

        var report = await contoso.CycleAsync();

        var status = await contoso.Jobs.StatusAsync(contoso.Job.Number, Ct);
        var entries = await contoso.Jobs.EntriesAsync(contoso.Job.Number, Ct);
        Assert.Equal((report.CycleId, report.Total), (status.LastExecution?.ActivityIdentifier, report.Done));
        Assert.Equal(new EntryCount(ObjectKind.User, 0, 0, 2), entries.Single(e => e.Kind == ObjectKind.User));
        Assert.Equal(new EntryCount(ObjectKind.Group, 1, 1, 1), entries.Single(e => e.Kind == ObjectKind.Group));
    }

    [Fact]
    [Rule("ENT-LOG-14")]
    public async Task Every_cycle_leaves_its_statistics()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.SetAsync("Grace", "jobTitle", "Admiral");
        contoso.Wire.Refuse("Admiral", 400, """{"schemas":[],"status":"400"}""");
        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        await contoso.CycleAsync();

        var status = await contoso.Jobs.StatusAsync(contoso.Job.Number, Ct);

        Assert.Equal(TaskExecutionResult.EntryLevelErrors, status.LastExecution?.State);
        Assert.Equal(
            (2, 2, 1, 1, 1),
            (
                status.LastExecution?.CountImported,
                status.LastExecution?.CountExports,
                status.LastExecution?.CountExported,
                status.LastExecution?.CountEscrowed,
                status.LastExecution?.CountEscrowedRaw
            )
        );
        Assert.Equal(2, status.LastSuccessfulExecutionWithExports?.CountExported);
        Assert.Equal(contoso.Time.GetUtcNow().AddMinutes(-1), status.SteadyStateFirstAchievedTime);
        Assert.Equal(contoso.Time.GetUtcNow(), status.SteadyStateLastAchievedTime);
    }

    [Fact]
    public void Cycles_that_could_not_be_carried_through_are_counted_until_one_is()
    {
        var failed = new TaskExecution(Report, TaskExecutionResult.Failed, default, 0, 0, "Timeout: nobody answers.");
        var stopped = failed with { Report = Report with { Interrupted = true }, Error = null };
        var fine = failed with { State = TaskExecutionResult.Succeeded, Error = null };

        var twice = new SynchronizationStatus().After(failed).After(failed);

        Assert.Equal(2, twice.CountSuccessiveCompleteFailures);
        Assert.Equal(2, twice.After(stopped).CountSuccessiveCompleteFailures);
        Assert.Equal(0, twice.After(fine).CountSuccessiveCompleteFailures);
    }

    [Theory]
    [InlineData(false, JobState.Active, false, StatusCode.NotConfigured)]
    [InlineData(true, JobState.Paused, false, StatusCode.Paused)]
    [InlineData(true, JobState.Active, false, StatusCode.NotRun)]
    [InlineData(true, JobState.Active, true, StatusCode.Active)]
    [InlineData(true, JobState.Quarantine, true, StatusCode.Quarantine)]
    [Rule("ENT-QUA-15")]
    public async Task A_job_is_not_configured_not_run_active_paused_or_in_quarantine(
        bool configured,
        JobState state,
        bool ran,
        StatusCode code
    )
    {
        await using var contoso = await Contoso.StartAsync();
        if (ran)
            await contoso.CycleAsync();

        var status = await contoso.Jobs.StatusAsync(contoso.Job.Number, Ct);

        Assert.Equal(code, status.Code(contoso.Job with { State = state }, configured));
    }
}
