using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>A job in quarantine: why, what a person sees, and how it comes out again.</summary>
public sealed class QuarantineTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 30).Select(n => $"Person {n}")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-QUA-2")]
    public async Task Refused_credentials_are_enough_and_the_request_that_failed_is_shown_without_the_key()
    {
        await using var contoso = await WithAdaAsync();
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401","detail":"No such key: secret"}""");

        await contoso.EndAsync();

        var job = await JobAsync(contoso);
        Assert.Equal(JobState.Quarantine, job.State);
        Assert.Equal(QuarantineReason.EncounteredQuarantineException, job.Quarantine?.Reason);
        Assert.Equal("Unauthorized", job.Quarantine?.Code);
        Assert.Equal(("GET", 401), (job.Quarantine?.Exchange?.Method, job.Quarantine?.Exchange?.Status));
        Assert.Contains("No such key: (not shown)", job.Quarantine?.Exchange?.ResponseBody, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("ENT-QUA-1", Verdict.Improved, "With the failing request and its answer, and the time of the next try.")]
    public async Task Whoever_cares_is_told_when_it_begins_changes_its_reason_and_ends_and_sees_it_at_the_job()
    {
        var changes = new List<QuarantineChange>();
        await using var contoso = await WithAdaAsync();
        contoso.QuarantineChanged = (_, _, change, _) =>
        {
            changes.Add(change);
            return Task.CompletedTask;
        };
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");
        await contoso.EndAsync();
        await contoso.EndAsync();
        contoso.Wire.Instead = null;

        await contoso.CycleAsync();

        Assert.Equal([QuarantineChange.Began, QuarantineChange.Ended], changes);
        Assert.Equal((JobState.Active, null), ((await JobAsync(contoso)).State, (await JobAsync(contoso)).Quarantine));
    }

    [Fact]
    public async Task A_company_in_which_everybody_fails_is_in_quarantine_after_the_cycle_not_in_the_middle_of_it()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireTogetherAsync(People);
        await contoso.AssignAsync(People);
        contoso.Wire.Refuse("person", 400, """{"schemas":[],"status":"400","detail":"No persons."}""");

        var report = await contoso.CycleAsync();

        var quarantine = (await JobAsync(contoso)).Quarantine;
        Assert.Equal(People.Length, report.Users.Failed);
        Assert.Equal(QuarantineReason.EncounteredEscrowProportionThreshold, quarantine?.Reason);
        Assert.StartsWith("30 of 30 users and groups fail", quarantine?.Message, StringComparison.Ordinal);
        Assert.Contains("No persons.", quarantine?.Message, StringComparison.Ordinal);
        Assert.Equal(contoso.Time.GetUtcNow() + TimeSpan.FromHours(6), quarantine?.NextAttempt);
    }

    [Fact]
    [Rule(
        "ENT-CYC-34",
        Verdict.DeliberatelyNot,
        "An initial cycle is judged at its end as any other: failures are kept with their retries, and the job goes on "
            + "less often instead of waiting for a person."
    )]
    [Rule("ENT-QUA-14", Verdict.DeliberatelyNot, "As ENT-CYC-34.")]
    public async Task An_initial_cycle_that_fails_keeps_its_failures_and_the_job_runs_on_in_quarantine()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireTogetherAsync(People);
        await contoso.AssignAsync(People);
        contoso.Wire.Refuse("person", 400, """{"schemas":[],"status":"400"}""");

        var report = await contoso.CycleAsync();

        Assert.True(report.Initial);
        Assert.Equal(People.Length, (await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct)).Count);
        Assert.Equal(JobState.Quarantine, (await JobAsync(contoso)).State);
    }

    [Fact]
    [Rule("ENT-CYC-30")]
    [Rule("ENT-QUA-11")]
    public async Task A_retry_that_succeeds_is_no_failure_any_more_and_ends_the_quarantine()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireTogetherAsync(People);
        await contoso.AssignAsync(People);
        contoso.Wire.Refuse("person", 400, """{"schemas":[],"status":"400"}""");
        await contoso.CycleAsync();
        contoso.Wire.Refuse("person.2", 400, """{"schemas":[],"status":"400"}""");
        contoso.Time.Advance(TimeSpan.FromHours(6));

        var report = await contoso.CycleAsync();

        Assert.Equal(19, report.Recovered);
        Assert.Equal(11, (await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct)).Count);
        Assert.Null((await JobAsync(contoso)).Quarantine);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("restart")]
    [InlineData("restart QuarantineState")]
    [InlineData("credentials")]
    public async Task A_person_ends_it_by_starting_restarting_or_new_credentials(string by)
    {
        await using var contoso = await WithAdaAsync();
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");
        await contoso.EndAsync();

        await (
            by switch
            {
                "start" => contoso.Jobs.StartAsync(contoso.Caller, contoso.Job.Number, Ct),
                "restart" => contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, null, Ct),
                "credentials" => contoso.Jobs.SetConnectionAsync(
                    contoso.Caller,
                    contoso.Job.Number,
                    new TargetConnection(contoso.Wire.Address.ToString(), "other") { AllowPrivateAddresses = true },
                    Ct
                ),
                _ => contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, ResetScope.QuarantineState, Ct),
            }
        );

        var job = await JobAsync(contoso);
        Assert.Equal((JobState.Active, null), (job.State, job.Quarantine));
    }

    [Fact]
    public async Task Who_was_switched_off_says_why_and_whoever_is_paused_meanwhile_stays_paused()
    {
        await using var contoso = await WithAdaAsync();
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");
        await contoso.EndAsync();
        contoso.Time.Advance(TimeSpan.FromDays(28));

        await contoso.EndAsync();
        var off = await JobAsync(contoso);
        await contoso.EndAsync();
        var still = await JobAsync(contoso);

        Assert.Equal(JobState.Paused, off.State);
        Assert.StartsWith(
            "Switched off, in quarantine since 2026-11-23. Unauth",
            off.StateReason,
            StringComparison.Ordinal
        );
        Assert.Equal(JobState.Paused, still.State);
    }

    [Fact]
    public async Task Without_credentials_a_job_waits_in_quarantine_for_them()
    {
        await using var contoso = await Contoso.StartAsync();
        var application = await contoso.Directory.CreateApplicationAsync(
            contoso.Caller,
            contoso.Application with
            {
                Id = Guid.CreateVersion7(contoso.Time.GetUtcNow()),
                DisplayName = "Other",
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

        var end = await contoso.Runner().RunAsync(job, _ => { }, CancellationToken.None, Ct);

        Assert.Equal("CredentialsMissing", Assert.IsType<CycleEnd.Stopped>(end).Code);
        Assert.Equal("CredentialsMissing", (await contoso.Jobs.FindAsync(application.Id, Ct))?.Quarantine?.Code);
    }

    private static async Task<Contoso> WithAdaAsync()
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        return contoso;
    }

    private static async Task<SynchronizationJob> JobAsync(Contoso contoso) =>
        await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? throw new InvalidOperationException("No job.");
}
