using Provost.Engine.Cycle;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>What one refused object, and what a refusing target does to a cycle (ENT-CYC-27, ENT-QUA-2).</summary>
public sealed class FailureTests
{
    [Fact]
    [Rule("ENT-CYC-27")]
    public async Task One_refused_object_is_logged_and_retried_later_and_the_cycle_goes_on_ENT_CYC_27()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace", "Alan");
        contoso.Wire.Refuse("grace", 400, """{"schemas":[],"status":"400","detail":"No graces."}""");

        var first = await contoso.CycleAsync();
        var failure = (await contoso.NewEntriesAsync()).Single(e => e.Status == ProvisioningStatus.Failure);
        contoso.Wire.Instead = null;
        contoso.Time.Advance(TimeSpan.FromMinutes(41));
        var second = await contoso.CycleAsync();

        Assert.Equal((2, 1), (first.Users.Created, first.Users.Failed));
        Assert.Equal("Grace", failure.Name);
        Assert.Contains("No graces.", EntryBody.Read(failure.Body).Reason, StringComparison.Ordinal);
        Assert.Equal(1, second.Users.Created);
        Assert.Empty(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Rule("ENT-CYC-31")]
    public async Task A_change_in_the_directory_tries_a_failed_object_again_at_once_ENT_CYC_31()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Grace");
        await contoso.AssignAsync("Grace");
        contoso.Wire.Refuse("grace", 400, """{"schemas":[],"status":"400"}""");
        await contoso.CycleAsync();
        contoso.Wire.Instead = null;
        await contoso.SetAsync("Grace", "jobTitle", "Admiral");

        var report = await contoso.CycleAsync();

        Assert.Equal(1, report.Users.Created);
    }

    [Fact]
    public async Task Refused_credentials_stop_the_cycle_and_keep_the_backlog_ENT_QUA_2()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");

        var stopped = Assert.IsType<CycleEnd.Stopped>(await contoso.EndAsync());
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, TestContext.Current.CancellationToken);
        contoso.Wire.Instead = null;
        var report = await contoso.CycleAsync();

        Assert.Contains("administrator", stopped.Detail, StringComparison.Ordinal);
        Assert.Equal(JobState.Quarantine, job?.State);
        Assert.Equal(2, report.Users.Created);
    }

    [Fact]
    public async Task A_key_that_may_not_even_look_stops_the_cycle_as_refused_credentials_do()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        contoso.Wire.Refuse("", 403, """{"schemas":[],"status":"403","detail":"Your owner is no administrator."}""");

        var stopped = Assert.IsType<CycleEnd.Stopped>(await contoso.EndAsync());
        contoso.Wire.Instead = null;
        var report = await contoso.CycleAsync();

        Assert.Contains("no administrator", stopped.Detail, StringComparison.Ordinal);
        Assert.Equal(1, report.Users.Created);
    }

    [Fact]
    public async Task A_conflict_with_an_account_that_appeared_meanwhile_links_it()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        var first = true;
        contoso.Wire.Instead = async (context, forward) =>
        {
            // Somebody else makes the same account just before our request arrives: the target refuses ours.
            if (context.Request.Method != "POST" || !first)
                return false;
            first = false;
            await contoso.MakeAccountAsync("ada@contoso.example");
            return false;
        };

        var report = await contoso.CycleAsync();
        var again = await contoso.CycleAsync();

        Assert.Equal(0, report.Users.Failed + again.Users.Failed);
        Assert.Single(await contoso.UsersAsync());
        var link = await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, TestContext.Current.CancellationToken);
        Assert.Equal(Ownership.Adopted, link?.Ownership);
    }

    [Fact]
    [Rule("ENT-MAP-19")]
    public async Task Two_people_with_one_matching_value_never_share_an_account_ENT_MAP_19()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "userPrincipalName", "countess@contoso.example");
        await contoso.SetAsync("Grace", "userPrincipalName", "ada@contoso.example");
        await contoso.AssignAsync("Grace");
        contoso.Wire.Refuse("countess", 400, """{"schemas":[],"status":"400"}""");

        await contoso.CycleAsync();

        var failure = (await contoso.NewEntriesAsync()).Last(e => e.Name == "Grace");
        Assert.Equal("DuplicateSourceEntries", failure.Code);
    }
}
