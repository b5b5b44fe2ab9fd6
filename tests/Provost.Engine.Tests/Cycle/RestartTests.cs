using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>What a restart forgets, and what a deleted job leaves behind (ENT-CYC-19 to 25).</summary>
public sealed class RestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-CYC-21")]
    [Rule("ENT-CYC-22")]
    public async Task A_restart_looks_at_everybody_again_with_the_links_and_forgets_failures_and_quarantine()
    {
        await using var contoso = await WithAFailureAsync();
        var before = await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct);

        await contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, null, Ct);
        var failures = await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct);
        contoso.Wire.Take();
        var report = await contoso.CycleAsync();

        Assert.Empty(failures);
        Assert.True(report.Initial);
        Assert.Equal(2, report.Users.All);
        Assert.Equal(before, await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct));
    }

    [Theory]
    [InlineData(ResetScope.None, true, false, false)]
    [InlineData(ResetScope.Watermark, true, true, false)]
    [InlineData(ResetScope.Escrows, false, false, false)]
    [InlineData(ResetScope.QuarantineState, true, false, false)]
    [InlineData(ResetScope.ConnectorDataStore, true, false, true)]
    [InlineData(ResetScope.Watermark | ResetScope.Escrows, false, true, false)]
    [InlineData(ResetScope.ForceDeletes, true, false, false)]
    [InlineData(ResetScope.Full, false, true, true)]
    [Rule("ENT-CYC-23")]
    public async Task Every_scope_forgets_its_part_and_no_other(
        ResetScope scope,
        bool failureKept,
        bool initial,
        bool linksDropped
    )
    {
        await using var contoso = await WithAFailureAsync();
        await contoso.Jobs.PauseAsync(contoso.Caller, contoso.Job.Number, Ct);

        await contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, scope, Ct);

        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct);
        Assert.Equal(failureKept, (await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct)).Count == 1);
        Assert.Equal(initial, job?.Watermark is null);
        Assert.Equal(linksDropped, await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct) is null);
        Assert.Equal((JobState.Active, null), (job?.State, job?.Quarantine));
    }

    [Fact]
    public async Task Without_links_everybody_is_matched_afresh_and_nobody_is_made_twice()
    {
        await using var contoso = await WithAFailureAsync();
        contoso.Wire.Instead = null;

        await contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, ResetScope.Full, Ct);
        await contoso.CycleAsync();

        var link = await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct);
        Assert.Equal((true, Ownership.Adopted), (link?.HasAccount, link?.Ownership));
        Assert.Equal(2, (await contoso.UsersAsync()).Count);
    }

    [Fact]
    [Rule("ENT-CYC-25")]
    public async Task Who_leaves_while_the_links_are_gone_keeps_her_account()
    {
        await using var contoso = await WithAFailureAsync();

        await contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, ResetScope.Full, Ct);
        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();

        Assert.True((await contoso.UsersAsync()).Single()["active"]?.GetValue<bool>());
    }

    [Fact]
    public async Task Links_are_not_dropped_under_a_cycle_that_runs_and_an_older_cycle_is_fenced_out()
    {
        await using var contoso = await WithAFailureAsync();
        var minute = TimeSpan.FromMinutes(1);
        var running = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "other", minute, exclusive: false, Ct);
        Assert.NotNull(running);

        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, ResetScope.Full, Ct)
        );
        contoso.Time.Advance(2 * minute);
        await contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, ResetScope.Full, Ct);

        Assert.Contains("pause the job first", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LeaseLostException>(() => contoso.Jobs.RenewLeaseAsync(running, minute, Ct));
    }

    [Fact]
    [Rule("ENT-CYC-19")]
    public async Task A_pause_keeps_everything_and_of_a_deleted_job_nothing_is_left()
    {
        await using var contoso = await WithAFailureAsync();
        await contoso.Jobs.PauseAsync(contoso.Caller, contoso.Job.Number, Ct);
        var paused = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct);
        var kept = await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct);

        await contoso.Jobs.DeleteAsync(contoso.Caller, contoso.Job.Number, Ct);

        Assert.NotNull(paused?.Watermark);
        Assert.Single(kept);
        Assert.Null(await contoso.Jobs.FindAsync(contoso.Application.Id, Ct));
        Assert.Empty(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));
        Assert.Null(await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct));
        Assert.Equal(new SynchronizationStatus(), await contoso.Jobs.StatusAsync(contoso.Job.Number, Ct));
    }

    /// <summary>Ada has an account, Grace was refused.</summary>
    private static async Task<Contoso> WithAFailureAsync()
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        contoso.Wire.Refuse("grace", 400, """{"schemas":[],"status":"400"}""");
        await contoso.CycleAsync();
        return contoso;
    }
}
