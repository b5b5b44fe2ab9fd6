using Provost.Engine.Cycle;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Too many removals at once wait for a person.</summary>
public sealed class GuardTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly string[] People = [.. Enumerable.Range(1, 30).Select(i => $"Person {i:00}")];

    [Theory]
    [InlineData(150, 0, 15, false)]
    [InlineData(150, 0, 16, true)]
    [InlineData(135, 15, 1, true)]
    [InlineData(20, 0, 10, false)]
    [InlineData(20, 0, 11, true)]
    [Rule("ENT-DEP-11")]
    public void The_limit_passes_and_one_more_is_held(long people, long removed, long pending, bool holds) =>
        Assert.Equal(holds, Guard.Judge(new(), new(people, removed, removed), pending).Holds);

    [Fact]
    [Rule("ENT-DEP-14")]
    public void The_number_is_a_setting_and_the_larger_of_number_and_share_counts()
    {
        var settings = new GuardSettings { Count = 500, Percent = 0 };

        Assert.False(Guard.Judge(settings, new(600, 0, 0), 500).Holds);
        Assert.True(Guard.Judge(settings, new(600, 0, 0), 501).Holds);
    }

    [Fact]
    [Rule("ENT-DEP-12", Verdict.Improved, "The job is not quarantined: everybody else goes on (decision 19).")]
    public async Task Too_many_removals_are_staged_and_nothing_is_sent()
    {
        await using var contoso = await CompanyAsync();
        await contoso.UnassignAsync(People[..20]);

        var report = await contoso.CycleAsync();

        Assert.Equal(20, report.Users.Staged);
        Assert.Empty(contoso.Wire.Take());
        Assert.All(
            await contoso.NewEntriesAsync(),
            e =>
                Assert.Equal(
                    (ProvisioningAction.StagedDelete, ProvisioningStatus.Skipped, "TooManyDeletes"),
                    (e.Action, e.Status, e.Code)
                )
        );
        Assert.Equal(20, (await contoso.Jobs.StagedAsync(contoso.Job.Number, Ct)).Count);
    }

    [Fact]
    [Rule("ENT-DEP-13", Verdict.Improved, "Each removal can be approved or rejected by itself.")]
    public async Task Approved_ones_are_carried_out_rejected_ones_stay_and_who_is_back_leaves_the_list()
    {
        await using var contoso = await CompanyAsync();
        await contoso.UnassignAsync(People[..20]);
        await contoso.CycleAsync();
        var staged = await contoso.Jobs.StagedAsync(contoso.Job.Number, Ct);

        await contoso.Jobs.DecideStagedAsync(contoso.Caller, contoso.Job.Number, Numbers(staged.Take(5)), true, Ct);
        await contoso.Jobs.DecideStagedAsync(
            contoso.Caller,
            contoso.Job.Number,
            Numbers(staged.Skip(5).Take(5)),
            false,
            Ct
        );
        await contoso.AssignAsync(People[10..13]);
        var report = await contoso.CycleAsync();
        var again = await contoso.CycleAsync();

        Assert.Equal(5, report.Users.Disabled);
        Assert.Equal(25, await ActiveAsync(contoso));
        Assert.False(again.AnythingChanged);
        var left = await contoso.Jobs.StagedAsync(contoso.Job.Number, Ct);
        Assert.Equal(7, left.Count(s => s.State == StagedState.Waiting));
        Assert.Equal(5, left.Count(s => s.State == StagedState.Rejected));
    }

    [Fact]
    [Rule(
        "ENT-DEP-10",
        Verdict.Improved,
        "On by default, and counted over a rolling window of 24 hours instead of per cycle: cycles last a second here."
    )]
    public async Task One_after_the_other_they_trip_the_guard_at_its_number()
    {
        await using var contoso = await CompanyAsync();
        var disabled = 0L;
        foreach (var person in People[..14])
        {
            await contoso.UnassignAsync(person);
            contoso.Time.Advance(TimeSpan.FromMinutes(1));
            disabled += (await contoso.CycleAsync()).Users.Disabled;
        }

        Assert.Equal(10, disabled);
        Assert.Equal(4, (await contoso.Jobs.StagedAsync(contoso.Job.Number, Ct)).Count);

        contoso.Time.Advance(TimeSpan.FromHours(24));
        await contoso.UnassignAsync(People[20]);
        Assert.Equal(1, (await contoso.CycleAsync()).Users.Disabled);
    }

    [Fact]
    public async Task What_a_person_approved_does_not_count_for_the_guard()
    {
        await using var contoso = await CompanyAsync();
        await contoso.UnassignAsync(People[..20]);
        await contoso.CycleAsync();
        await contoso.Jobs.DecideStagedAsync(contoso.Caller, contoso.Job.Number, null, true, Ct);
        await contoso.CycleAsync();

        await contoso.UnassignAsync(People[20]);

        Assert.Equal(1, (await contoso.CycleAsync()).Users.Disabled);
    }

    [Fact]
    public async Task Others_go_on_while_removals_wait()
    {
        await using var contoso = await CompanyAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.UnassignAsync(People[..20]);

        var report = await contoso.CycleAsync();

        Assert.Equal((1, 20), (report.Users.Created, report.Users.Staged));
    }

    private static async Task<Contoso> CompanyAsync()
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireTogetherAsync(People);
        await contoso.AssignAsync(People);
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();
        contoso.Wire.Take();
        return contoso;
    }

    private static List<long> Numbers(IEnumerable<StagedRemoval> staged) => [.. staged.Select(s => s.ObjectNumber)];

    private static async Task<int> ActiveAsync(Contoso contoso) =>
        (await contoso.UsersAsync()).Count(u => u["active"]?.GetValue<bool>() == true);
}
