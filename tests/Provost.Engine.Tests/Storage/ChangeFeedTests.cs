using Provost.Engine.Directory;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Storage;

/// <summary>The change feed: every change wakes the job that it concerns, and none is ever passed by.</summary>
public sealed class ChangeFeedTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_that_was_given_is_never_given_again()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        // The row of an object's change is replaced by its next one: a number taken from the rows would repeat here.
        await contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "jobTitle", "Countess");

        Assert.True(await HasWorkAsync(contoso));
        Assert.Equal(1, (await contoso.CycleAsync()).Users.Updated);
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        await using var contoso = await Contoso.StartAsync();
        string[] people = [.. Enumerable.Range(0, 40).Select(n => $"Person {n}")];
        await contoso.HireTogetherAsync(people);
        await contoso.AssignAsync(people);
        await contoso.CycleAsync();

        var writers = people.Select(p => Task.Run(() => contoso.SetAsync(p, "jobTitle", "Engineer"), Ct)).ToList();
        var updated = 0L;
        while (!writers.TrueForAll(w => w.IsCompleted))
            updated += (await contoso.CycleAsync()).Users.Updated;
        await Task.WhenAll(writers);
        updated += (await contoso.CycleAsync()).Users.Updated;

        Assert.Equal(people.Length, updated);
    }

    [Fact]
    public async Task What_changes_nothing_is_no_change()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        await contoso.SetAsync("Ada", "displayName", "Ada");
        await contoso.AssignAsync("Ada");
        await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), true));

        Assert.False(await HasWorkAsync(contoso));
    }

    [Fact]
    public async Task Another_tenants_changes_are_not_ours()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.CycleAsync();
        var other = Caller.Local(await contoso.Directory.EnsureTenantAsync("Fabrikam", Ct), "test");
        await contoso.Directory.ApplyAsync(
            other,
            [
                new DirectoryChange.Create(
                    Guid.CreateVersion7(contoso.Time.GetUtcNow()),
                    ObjectKind.User,
                    Contoso.Attributes(("userPrincipalName", "eve@fabrikam.example"))
                ),
            ],
            Ct
        );

        Assert.False(await HasWorkAsync(contoso));
        Assert.Null(await contoso.Directory.FindAsync(contoso.Caller, ObjectKind.User, "eve@fabrikam.example", Ct));
    }

    private static async Task<bool> HasWorkAsync(Contoso contoso)
    {
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        return await contoso.Jobs.HasWorkAsync(job, contoso.Time.GetUtcNow(), Ct);
    }
}
