using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Cycle;

/// <summary>A step that breaks where it should not concerns its own object and nobody else (ENT-CYC-27).</summary>
public sealed class BoundaryTests
{
    [Fact]
    public async Task Whoever_breaks_a_look_up_fails_alone()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace", "Alan");

        await contoso.EndAsync(around: target => new Breaking(target) { Finding = "grace@contoso.example" });

        var failure = (await contoso.NewEntriesAsync()).Single(e => e.Status == ProvisioningStatus.Failure);
        Assert.Equal(("Grace", "InternalError"), (failure.Name, failure.Code));
        Assert.Equal(2, (await contoso.UsersAsync()).Count);
    }

    [Fact]
    public async Task A_request_that_breaks_is_looked_up_and_not_repeated_blindly()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.EndAsync(around: target => new Breaking(target) { AfterCreating = true });

        contoso.Time.Advance(TimeSpan.FromHours(1));
        await contoso.CycleAsync();

        Assert.Single(await contoso.UsersAsync());
        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task References_that_break_are_tried_again()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Grace")));
        await contoso.EndAsync(around: target => new Breaking(target) { References = true });

        contoso.Time.Advance(TimeSpan.FromHours(1));
        var report = await contoso.CycleAsync();

        Assert.Equal((2, 0), (report.References, report.FailedReferences));
        Assert.Single((await contoso.GroupsAsync()).Single()["members"]?.AsArray() ?? []);
    }

    [Fact]
    public async Task A_member_whose_request_broke_does_not_stay_when_she_leaves_the_group_meanwhile()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.EndAsync(around: target => new Breaking(target) { AfterMembers = true });
        await contoso.ApplyAsync(new DirectoryChange.RemoveMember(contoso.Id("Engineers"), contoso.Id("Ada")));

        contoso.Time.Advance(TimeSpan.FromHours(1));
        await contoso.CycleAsync();

        Assert.Single((await contoso.GroupsAsync()).Single()["members"]?.AsArray() ?? []);
    }

    /// <summary>A target in which something throws that should not.</summary>
    private sealed class Breaking(ITarget inner) : ITarget
    {
        public string? Finding { get; init; }

        public bool AfterCreating { get; init; }

        public bool References { get; init; }

        public bool AfterMembers { get; init; }

        public long Requests => inner.Requests;

        public Task<TargetAnswer> TestAsync(TargetPath userMatch, bool withGroups, CancellationToken ct) =>
            inner.TestAsync(userMatch, withGroups, ct);

        public Task<TargetAnswer> FindAsync(
            ObjectKind kind,
            TargetPath attribute,
            string value,
            CancellationToken ct
        ) =>
            value == Finding
                ? throw new InvalidOperationException("broken")
                : inner.FindAsync(kind, attribute, value, ct);

        public Task<TargetAnswer> CountAsync(ObjectKind kind, CancellationToken ct) => inner.CountAsync(kind, ct);

        public Task<TargetAnswer> GetAsync(ObjectKind kind, string id, CancellationToken ct) =>
            inner.GetAsync(kind, id, ct);

        public async Task<TargetAnswer> CreateAsync(ObjectKind kind, ReadOnlyMemory<byte> body, CancellationToken ct)
        {
            var answer = await inner.CreateAsync(kind, body, ct);
            return AfterCreating ? throw new InvalidOperationException("broken") : answer;
        }

        public Task<TargetAnswer> UpdateAsync(
            ObjectKind kind,
            TargetObject current,
            IReadOnlyList<AttributeChange> changes,
            CancellationToken ct
        ) => inner.UpdateAsync(kind, current, changes, ct);

        public async Task<TargetAnswer> ChangeMembersAsync(
            string groupId,
            IReadOnlyList<string> add,
            IReadOnlyList<string> remove,
            CancellationToken ct
        )
        {
            var answer = References ? null : await inner.ChangeMembersAsync(groupId, add, remove, ct);
            return answer is null || AfterMembers ? throw new InvalidOperationException("broken") : answer;
        }

        public Task<TargetAnswer> SetManagerAsync(string userId, string? managerId, CancellationToken ct) =>
            References ? throw new InvalidOperationException("broken") : inner.SetManagerAsync(userId, managerId, ct);

        public Task<TargetAnswer> DeleteAsync(ObjectKind kind, string id, CancellationToken ct) =>
            inner.DeleteAsync(kind, id, ct);

        public IAsyncEnumerable<TargetObject> ListAsync(ObjectKind kind, CancellationToken ct) =>
            inner.ListAsync(kind, ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
