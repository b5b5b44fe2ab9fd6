using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>One job, one writer: whoever lost the lease writes nothing any more (design §4).</summary>
public sealed class FenceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_one_holds_a_lease_until_it_ends()
    {
        await using var contoso = await Contoso.StartAsync();
        var first = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "first", Minute, exclusive: false, Ct);

        var early = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "second", Minute, exclusive: false, Ct);
        contoso.Time.Advance(2 * Minute);
        var late = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "second", Minute, exclusive: false, Ct);

        Assert.Null(early);
        Assert.Equal(first?.Epoch + 1, late?.Epoch);
    }

    [Fact]
    public async Task A_commit_of_an_earlier_epoch_is_refused_whole()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        var old = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "frozen", Minute, exclusive: true, Ct);
        await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "successor", Minute, exclusive: true, Ct);
        Assert.NotNull(old);
        var intent = new Intent(1, Operation.Create, 1, ObjectKind.User);

        await Assert.ThrowsAsync<LeaseLostException>(() =>
            contoso.Jobs.CommitAsync(old, contoso.Job, new CommitBatch([intent], []), Ct)
        );

        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, Ct));
    }

    [Fact]
    public async Task Renewing_never_raises_the_epoch_and_fails_once_another_has_it()
    {
        await using var contoso = await Contoso.StartAsync();
        var mine = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "mine", Minute, exclusive: true, Ct);
        Assert.NotNull(mine);

        var renewed = await contoso.Jobs.RenewLeaseAsync(mine, Minute, Ct);
        await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "other", Minute, exclusive: true, Ct);

        Assert.Equal(mine.Epoch, renewed.Epoch);
        await Assert.ThrowsAsync<LeaseLostException>(() => contoso.Jobs.RenewLeaseAsync(renewed, Minute, Ct));
    }

    [Fact]
    public async Task A_successor_repeats_a_creation_only_after_the_end_of_the_old_lease_and_holds_nobody_else_up()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        var dead = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "dead", Minute, exclusive: true, Ct);
        Assert.NotNull(dead);
        var open = new Intent(1, Operation.Create, 1, ObjectKind.User, "userName", "ada@contoso.example");
        await contoso.Jobs.CommitAsync(dead, contoso.Job, new CommitBatch([open], []), Ct);

        await contoso.CycleAsync();
        var early = await contoso.UserNamesAsync();
        contoso.PassDeadlines();
        var late = await contoso.CycleAsync();

        Assert.Equal(["grace@contoso.example"], early);
        Assert.Equal(1, late.Users.Created);
        Assert.Equal(2, (await contoso.UserNamesAsync()).Count);
    }
}
