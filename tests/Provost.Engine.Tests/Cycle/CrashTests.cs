using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// A run that ends in the middle, however it ends, loses no change and duplicates no account (design §4). The target
/// accepts duplicates, so every second creation would show.
/// </summary>
public sealed class CrashTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 60).Select(n => $"Person {n}")];

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(44)]
    public async Task A_creation_whose_answer_never_came_is_found_again_and_not_repeated(int before)
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        await contoso.HireAsync(People);
        await contoso.AssignAsync(People);
        await DieAfterAsync(contoso, before);

        await contoso.CycleAsync();

        Assert.Equal(People.Length, await AccountsAsync(contoso));
        var twice = contoso
            .Wire.Take()
            .Where(p => p.Method == "POST")
            .Select(p => p.Body)
            .GroupBy(b => b)
            .Where(g => g.Count() > 1);
        Assert.Empty(twice);
    }

    [Fact]
    public async Task What_was_found_again_is_ours_because_it_was_absent_before()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        await contoso.HireAsync(People);
        await contoso.AssignAsync(People);
        await DieAfterAsync(contoso, 20);
        await contoso.CycleAsync();

        var ct = TestContext.Current.CancellationToken;
        for (var number = 1; number <= People.Length; number++)
            Assert.Equal(Ownership.Created, (await contoso.Jobs.LinkAsync(contoso.Job.Number, number, ct))?.Ownership);
    }

    [Fact]
    public async Task A_rename_between_crash_and_restart_renames_the_account_that_was_made()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        await contoso.HireAsync(People);
        await contoso.AssignAsync(People);
        await DieAfterAsync(contoso, 10);
        foreach (var person in People)
            await contoso.SetAsync(person, "userPrincipalName", $"new.{person.Replace(' ', '.')}@contoso.example");

        await contoso.CycleAsync();

        Assert.Equal(People.Length, await AccountsAsync(contoso));
        Assert.Equal(
            People.Length,
            (await contoso.UserNamesAsync()).Count(n => n.StartsWith("new.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Whoever_was_unassigned_between_crash_and_restart_is_disabled_and_nobody_is_left_over()
    {
        await using var contoso = await Contoso.StartAsync(
            settings: s => s with { Guard = new GuardSettings { Enabled = false } },
            quirks: "no-uniqueness"
        );
        await contoso.HireAsync(People);
        await contoso.AssignAsync(People);
        await DieAfterAsync(contoso, 30);
        await contoso.UnassignAsync(People);

        await contoso.CycleAsync();

        Assert.All(await contoso.UsersAsync(), user => Assert.False(user["active"]?.GetValue<bool>()));
    }

    [Fact]
    public async Task A_value_that_went_back_while_we_were_dead_is_put_back_in_the_target()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.SetAsync("Ada", "jobTitle", "A");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "jobTitle", "B");
        await DieAfterAsync(contoso, 0, "PATCH");
        await contoso.SetAsync("Ada", "jobTitle", "A");

        await contoso.CycleAsync();

        Assert.Equal("A", (await contoso.UsersAsync()).Single()["title"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_member_who_was_removed_while_we_were_dead_does_not_stay_in_the_group()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Grace");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.CycleAsync();
        await contoso.ApplyAsync(new DirectoryChange.AddMember(contoso.Id("Engineers"), contoso.Id("Ada")));
        await DieAfterAsync(contoso, 0, "PATCH");
        await contoso.ApplyAsync(new DirectoryChange.RemoveMember(contoso.Id("Engineers"), contoso.Id("Ada")));

        await contoso.CycleAsync();

        var group = (await contoso.GroupsAsync()).Single();
        Assert.Single(group["members"]?.AsArray() ?? []);
    }

    /// <summary>
    /// The request after this many is carried out by the target, its answer never arrives, and the engine dies in that
    /// moment.
    /// </summary>
    private static async Task DieAfterAsync(Contoso contoso, int requests, string method = "POST")
    {
        using var death = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var count = 0;
        contoso.Wire.Instead = async (context, forward) =>
        {
            if (context.Request.Method != method || Interlocked.Increment(ref count) <= requests)
                return false;
            await forward();
            await death.CancelAsync();
            context.Abort();
            return true;
        };
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, CancellationToken.None) ?? contoso.Job;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            contoso.Runner().RunAsync(job, _ => { }, CancellationToken.None, death.Token)
        );
        await contoso.Wire.QuietAsync();
        contoso.Wire.Instead = null;
        contoso.PassDeadlines();
    }

    private static async Task<int> AccountsAsync(Contoso contoso) => (await contoso.UsersAsync()).Count;
}
