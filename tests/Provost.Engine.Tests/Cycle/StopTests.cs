using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Stopping a cycle: what is under way ends, nothing else begins, and the next one goes on there.</summary>
public sealed class StopTests
{
    private const int Workers = 4;

    private static readonly string[] Many = [.. Enumerable.Range(0, 1000).Select(n => $"Person {n}")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Rule(
        "ENT-CYC-18",
        Verdict.Improved,
        "The running cycle ends with the requests under way, so that wrong changes stop within seconds."
    )]
    public async Task Only_the_requests_under_way_arrive_and_the_rest_goes_on_with_the_next_start_without_doubt()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        await contoso.HireTogetherAsync(Many);
        await contoso.AssignAsync(Many);
        var gate = new Gate(contoso.Wire, "POST", open: 20);
        using var stop = new CancellationTokenSource();
        var cycle = RunAsync(contoso, stop.Token);
        await gate.Full(Workers);

        await stop.CancelAsync();
        gate.Release();
        var stopped = await cycle;

        Assert.True(stopped.Interrupted);
        Assert.Equal(20 + Workers, (await contoso.UsersAsync()).Count);
        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, Ct));
        Assert.Equal(Many.Length - 20 - Workers, await BacklogAsync(contoso));
        Assert.Equal(0, stopped.Users.Failed);

        await contoso.CycleAsync();

        var names = await contoso.UserNamesAsync();
        Assert.Equal(Many.Length, names.Count);
        Assert.Equal(Many.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Changes_that_were_decided_and_not_begun_leave_no_doubt_either()
    {
        await using var contoso = await Contoso.StartAsync();
        string[] people = [.. Many.Take(100)];
        await contoso.HireTogetherAsync(people);
        await contoso.AssignAsync(people);
        await contoso.CycleAsync();
        foreach (var person in people)
            await contoso.SetAsync(person, "jobTitle", "Chef");
        var gate = new Gate(contoso.Wire, "PATCH", open: 0);
        using var stop = new CancellationTokenSource();
        var cycle = RunAsync(contoso, stop.Token);
        await gate.Full(Workers);

        await stop.CancelAsync();
        gate.Release();
        var stopped = await cycle;

        Assert.Equal(Workers, stopped.Users.Updated);
        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, Ct));
        Assert.Equal(people.Length - Workers, (await contoso.CycleAsync()).Users.Updated);
    }

    [Fact]
    public async Task Nobody_waits_for_the_end_of_a_pause_that_the_target_asked_for()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireTogetherAsync(Many);
        await contoso.AssignAsync(Many);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Throttle(contoso, "30", asked);
        using var stop = new CancellationTokenSource();
        var cycle = RunAsync(contoso, stop.Token);
        await asked.Task.WaitAsync(Ct);

        await stop.CancelAsync();
        var stopped = await cycle;

        Assert.True(stopped.Interrupted);
        Assert.Equal(0, stopped.Users.Failed);
        Assert.Equal(Many.Length, await BacklogAsync(contoso));
        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, Ct));
    }

    [Fact]
    public async Task A_target_that_wants_to_be_left_alone_for_long_ends_the_cycle_and_nobody_else_fails()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireTogetherAsync(Many);
        await contoso.AssignAsync(Many);
        Throttle(contoso, "600");

        var report = await contoso.CycleAsync();

        Assert.True(report.Interrupted);
        Assert.Equal(contoso.Time.GetUtcNow() + TimeSpan.FromSeconds(600), report.ResumesAt);
        Assert.InRange(report.Users.Failed, 1, Workers);
        Assert.Equal(Many.Length - report.Users.Failed, await BacklogAsync(contoso));
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct);
        Assert.Null(job?.Quarantine);
    }

    [Fact]
    public async Task Members_that_were_sent_before_a_stop_do_not_stay_when_they_leave_the_group_meanwhile()
    {
        await using var contoso = await Contoso.StartAsync();
        string[] people = [.. Many.Take(120)];
        await contoso.HireTogetherAsync(people);
        await contoso.FoundAsync("Engineers");
        await contoso.AssignAsync([.. people, "Engineers"]);
        await contoso.CycleAsync();
        await contoso.ApplyAsync([
            .. people.Select(p => new DirectoryChange.AddMember(contoso.Id("Engineers"), contoso.Id(p))),
        ]);
        var gate = new Gate(contoso.Wire, "PATCH", open: 1);
        using var stop = new CancellationTokenSource();
        var cycle = RunAsync(contoso, stop.Token);
        await gate.Full(1);
        await stop.CancelAsync();
        gate.Release();
        await cycle;
        Assert.Equal(100, await MembersAsync(contoso));
        await contoso.ApplyAsync([
            .. people.Take(50).Select(p => new DirectoryChange.RemoveMember(contoso.Id("Engineers"), contoso.Id(p))),
        ]);

        await contoso.CycleAsync();

        Assert.Equal(70, await MembersAsync(contoso));
    }

    [Fact]
    [Rule("ENT-CYC-17")]
    public async Task A_start_after_a_pause_goes_on_at_the_watermark_and_nothing_is_lost()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace", "Alan");
        await contoso.CycleAsync();
        await contoso.Jobs.PauseAsync(contoso.Caller, contoso.Job.Number, Ct);
        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.UnassignAsync("Alan");

        await contoso.Jobs.StartAsync(contoso.Caller, contoso.Job.Number, Ct);
        var report = await contoso.CycleAsync();

        Assert.False(report.Initial);
        Assert.Equal((1, 1, 2), (report.Users.Updated, report.Users.Disabled, report.Users.All));
    }

    private static Task<CycleReport> RunAsync(Contoso contoso, CancellationToken stop) =>
        Task.Run(
            async () =>
            {
                var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
                var end = await contoso.Runner().RunAsync(job, _ => { }, stop, Ct);
                return Assert.IsType<CycleEnd.Finished>(end).Report;
            },
            Ct
        );

    private static async Task<long> BacklogAsync(Contoso contoso)
    {
        var size = await contoso.Jobs.BacklogSizeAsync(contoso.Job.Number, Ct);
        return size.Removals + size.Users + size.Groups;
    }

    private static async Task<int> MembersAsync(Contoso contoso) =>
        (await contoso.GroupsAsync()).Single()["members"]?.AsArray().Count ?? 0;

    private static void Throttle(Contoso contoso, string retryAfter, TaskCompletionSource? asked = null) =>
        contoso.Wire.Instead = (context, _) =>
        {
            if (context.Request.Method != "POST")
                return Task.FromResult(false);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = retryAfter;
            asked?.TrySetResult();
            return Task.FromResult(true);
        };

    /// <summary>Lets so many requests of a kind pass, and holds all further ones until it is released.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> _held = Channel.CreateUnbounded<bool>();

        public Gate(RecordingProxy wire, string method, int open)
        {
            var passed = 0;
            wire.Instead = async (context, _) =>
            {
                if (context.Request.Method != method || Interlocked.Increment(ref passed) <= open)
                    return false;
                _held.Writer.TryWrite(true);
                await _released.Task;
                return false;
            };
        }

        /// <summary>Returns when so many are held.</summary>
        public async Task Full(int requests)
        {
            for (var held = 0; held < requests; held++)
                await _held.Reader.ReadAsync(Ct);
        }

        public void Release() => _released.SetResult();
    }
}
