using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>A failed object: kept, listed, tried again, given up, and brought back.</summary>
public sealed class EscrowTests
{
    private const string Refused = """{"schemas":[],"status":"400","detail":"No graces."}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-TRM-9")]
    public async Task A_failure_is_kept_with_the_name_the_reason_a_remedy_and_the_next_try()
    {
        await using var contoso = await WithGraceAsync();

        var escrowed = Assert.Single(await contoso.Jobs.EscrowedObjectsAsync(contoso.Job.Number, Ct));

        Assert.Equal(("Grace", ObjectKind.User), (escrowed.Name, escrowed.Kind));
        Assert.Equal(contoso.Id("Grace").ToString(), escrowed.SourceId);
        Assert.Equal(("UnprocessableEntity", 1), (escrowed.Escrow.Code, escrowed.Escrow.Tries));
        Assert.Contains("No graces.", escrowed.Escrow.Detail, StringComparison.Ordinal);
        Assert.Contains("Correct the value", Remedies.For(escrowed.Escrow.Code), StringComparison.Ordinal);
        Assert.Equal(contoso.Time.GetUtcNow() + TimeSpan.FromMinutes(40), escrowed.Escrow.NextAttempt);
    }

    [Fact]
    public async Task Who_fails_for_28_days_is_given_up_visibly_and_the_job_goes_on()
    {
        await using var contoso = await WithGraceAsync();
        await FailToTheEndAsync(contoso);

        var escrow = Assert.Single(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));
        var last = (await contoso.NewEntriesAsync())[^1];
        contoso.Time.Advance(TimeSpan.FromDays(100));
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;

        Assert.True(escrow.Dropped);
        Assert.Contains(EscrowSchedule.GivenUp, EntryBody.Read(last.Body).Notes);
        Assert.False(await contoso.Jobs.HasWorkAsync(job, contoso.Time.GetUtcNow(), Ct));
        Assert.Equal(JobState.Active, job.State);
        Assert.Equal(new OpenFailures(0, 0, 0, 1), await contoso.Jobs.OpenFailuresAsync(job.Number, Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_or_a_person_brings_back_who_was_given_up_with_a_clock_that_begins_anew(bool person)
    {
        await using var contoso = await WithGraceAsync();
        await FailToTheEndAsync(contoso);
        if (person)
            await contoso.Jobs.RetryAsync(contoso.Caller, contoso.Job.Number, [1], Ct);
        else
            await contoso.SetAsync("Grace", "jobTitle", "Admiral");

        await contoso.CycleAsync();
        var failed = Assert.Single(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));
        contoso.Wire.Instead = null;
        contoso.Time.Advance(TimeSpan.FromMinutes(40));
        var report = await contoso.CycleAsync();

        Assert.Equal(1, failed.Tries);
        Assert.Equal((1, 1), (report.Users.Created, report.Recovered));
        Assert.Empty(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));
    }

    [Fact]
    public async Task Who_is_forgotten_is_not_tried_again_until_something_changes()
    {
        await using var contoso = await WithGraceAsync();

        var forgotten = await contoso.Jobs.ForgetAsync(contoso.Caller, contoso.Job.Number, null, Ct);
        contoso.Time.Advance(TimeSpan.FromDays(2));
        var report = await contoso.CycleAsync();

        Assert.Equal((1, 0), (forgotten, report.Users.All));
    }

    [Theory]
    [InlineData("userName is required", 400, "MandatoryFieldsMissing")]
    [InlineData("taken", 409, "EntryConflict")]
    [Rule("ENT-CYC-32")]
    public async Task A_missing_value_and_a_conflict_wait_for_a_person_and_a_corrected_source_is_tried_at_once(
        string words,
        int status,
        string code
    )
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Grace");
        await contoso.AssignAsync("Grace");
        contoso.Wire.Refuse("grace@", status, $$"""{"schemas":[],"status":"{{status}}","detail":"{{words}}"}""");
        await contoso.CycleAsync();
        var escrow = Assert.Single(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));

        await contoso.SetAsync("Grace", "userPrincipalName", "hopper@contoso.example");
        await contoso.SetAsync("Grace", "mail", "hopper@contoso.example");
        var report = await contoso.CycleAsync();

        Assert.Equal((code, contoso.Time.GetUtcNow().AddMinutes(40)), (escrow.Code, escrow.NextAttempt));
        Assert.Equal(1, report.Users.Created);
    }

    [Fact]
    [Rule("ENT-CYC-33")]
    public async Task Failed_managers_and_members_are_counted_apart_and_their_retries_follow_the_schedule()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Grace")));
        contoso.Wire.Refuse("Operations", 400, """{"schemas":[],"status":"400"}""");

        var report = await contoso.CycleAsync();
        var failures = await contoso.Jobs.OpenFailuresAsync(contoso.Job.Number, Ct);
        contoso.Time.Advance(TimeSpan.FromMinutes(40));
        await contoso.CycleAsync();

        Assert.Equal((0, 2), (report.Users.Failed + report.Groups.Failed, report.FailedReferences));
        Assert.Equal((0, 2), (failures.Objects, failures.References));
        Assert.All(
            await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct),
            e => Assert.Equal((2, e.FirstFailed.AddHours(6)), (e.Tries, e.NextAttempt))
        );
    }

    [Fact]
    public async Task A_failed_reference_of_somebody_who_left_is_no_failure_any_more()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Grace")));
        contoso.Wire.Refuse("Operations", 400, """{"schemas":[],"status":"400"}""");
        await contoso.CycleAsync();
        contoso.Wire.Instead = null;

        await contoso.UnassignAsync("Ada", "Engineers");
        contoso.Time.Advance(TimeSpan.FromMinutes(40));
        await contoso.CycleAsync();

        Assert.Empty(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));
    }

    [Fact]
    public async Task A_kind_of_write_that_the_application_has_not_is_asked_for_once_and_the_others_go_on()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-patch");
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        contoso.Wire.Take();
        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.SetAsync("Grace", "jobTitle", "Admiral");
        await contoso.HireAsync("Alan");
        await contoso.AssignAsync("Alan");

        var report = await contoso.CycleAsync();

        Assert.Equal((1, 2), (report.Users.Created, report.Users.Failed));
        Assert.InRange(contoso.Wire.Take().Count(p => p.Method == "PATCH"), 1, 2);
    }

    /// <summary>Grace was refused once.</summary>
    private static async Task<Contoso> WithGraceAsync()
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Grace");
        await contoso.AssignAsync("Grace");
        contoso.Wire.Refuse("grace", 400, Refused);
        await contoso.CycleAsync();
        return contoso;
    }

    private static async Task FailToTheEndAsync(Contoso contoso)
    {
        while (await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct) is [{ NextAttempt: { } next }])
        {
            contoso.Time.SetUtcNow(next);
            await contoso.CycleAsync();
        }
    }
}
