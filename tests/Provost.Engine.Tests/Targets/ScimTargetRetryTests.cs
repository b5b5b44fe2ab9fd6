using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire A.11: what is sent again, when, and what never is.</summary>
public sealed class ScimTargetRetryTests
{
    private static readonly Scripted Created = new(201, """{"id":"7"}""");
    private static readonly Scripted Done = new(204);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_repeatable_request_is_sent_five_times_with_growing_waits(int status)
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(status));
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        var answer = await target.SetManagerAsync("7", "9", Ct);

        Assert.Equal(TargetOutcome.Transient, answer.Outcome);
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal([1, 2, 4, 8], clock.Waits.Select(w => w.TotalSeconds));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_create_that_may_have_happened_is_not_sent_again(int status)
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(status), Created);
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal(TargetOutcome.Unknown, answer.Outcome);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, null, 1)]
    [InlineData(429, "2", 2)]
    [InlineData(429, "0", 1)]
    [InlineData(429, "soon", 1)]
    [InlineData(503, "3", 3)]
    [InlineData(503, "Mon, 02 Mar 2026 08:00:30 GMT", 30)]
    [InlineData(503, "Mon, 02 Mar 2026 07:00:00 GMT", 1)]
    public async Task A_create_that_surely_did_not_happen_is_sent_again(int status, string? retryAfter, int seconds)
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(status) { Headers = retryAfter is null ? [] : [("Retry-After", retryAfter)] },
            Created
        );
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal("7", answer.Object?.Id);
        Assert.Equal([TimeSpan.FromSeconds(seconds)], clock.Waits);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_body_leaves_a_create_in_doubt()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(201) { Breaks = true });
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal((TargetOutcome.Unknown, "WebExceptionProtocolError"), (answer.Outcome, answer.Code));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_leaves_a_create_in_doubt_and_a_read_is_done_again()
    {
        await using var server = await ScriptedTarget.StartAsync(r => new Scripted(200, """{"id":"7",""")
        {
            BreaksInBody = true,
        });
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        var create = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);
        var read = await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.Equal(TargetOutcome.Unknown, create.Outcome);
        Assert.Equal(TargetOutcome.Transient, read.Outcome);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_target_that_is_down_did_not_create_anything()
    {
        var server = await ScriptedTarget.StartAsync(Created);
        await server.DisposeAsync();
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal((TargetOutcome.Transient, "WebExceptionProtocolError"), (answer.Outcome, answer.Code));
        Assert.Equal(4, clock.Waits.Count);
    }

    [Fact]
    public async Task A_deadline_ends_a_request_and_only_a_create_is_in_doubt()
    {
        var clock = Given.Clock();
        await using var server = await ScriptedTarget.StartAsync(r =>
        {
            _ = Task.Run(() => clock.Advance(Given.Profile.RequestTimeout), CancellationToken.None);
            return new Scripted(201) { NeverAnswers = true };
        });
        await using var target = server.Client(time: clock);

        var create = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);
        var delete = await target.DeleteAsync(ObjectKind.User, "7", Ct);

        Assert.Equal((TargetOutcome.Unknown, "Timeout"), (create.Outcome, create.Code));
        Assert.Equal((TargetOutcome.Transient, "Timeout"), (delete.Outcome, delete.Code));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Cancellation_is_thrown_and_not_answered()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await ScriptedTarget.StartAsync(r =>
        {
            stop.Cancel();
            return new Scripted(200) { NeverAnswers = true };
        });
        await using var target = server.Client();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            target.GetAsync(ObjectKind.User, "7", stop.Token)
        );
    }

    [Fact]
    public async Task A_longer_pause_than_a_minute_is_left_to_a_later_cycle_and_holds_everybody_back()
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(429) { Headers = [("Retry-After", "600")] }
        );
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        var first = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);
        clock.Advance(TimeSpan.FromSeconds(10));
        var second = await target.GetAsync(ObjectKind.User, "7", Ct);

        Assert.Equal((TargetOutcome.Transient, "TooManyRequests"), (first.Outcome, first.Code));
        Assert.Equal(TimeSpan.FromSeconds(600), first.RetryAfter);
        Assert.Equal((TargetOutcome.NotSent, "TooManyRequests"), (second.Outcome, second.Code));
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromSeconds(590), target.PausedUntil);
        Assert.Equal(TimeSpan.FromSeconds(590), second.RetryAfter);
        Assert.Single(server.Requests);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task A_429_to_one_worker_makes_the_others_wait_too()
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(429) { Headers = [("Retry-After", "7")] },
            Done
        );
        var clock = new PausedClock();
        await using var target = server.Client(time: clock);

        var throttled = target.SetManagerAsync("7", "9", Ct);
        await clock.WaitingAsync(1, Ct);
        var other = target.DeleteAsync(ObjectKind.User, "8", Ct);
        await clock.WaitingAsync(2, Ct);
        Assert.Single(server.Requests);

        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.True((await throttled).Succeeded);
        Assert.True((await other).Succeeded);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_stop_ends_every_wait_and_says_what_the_tries_before_were_answered_with()
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            r.Method == "POST" ? new Scripted(429) { Headers = [("Retry-After", "7")] } : new Scripted(500)
        );
        var clock = new PausedClock();
        await using var target = server.Client(time: clock);
        using var stop = new CancellationTokenSource();
        target.Stop = stop.Token;

        var update = target.SetManagerAsync("7", "9", Ct);
        await clock.WaitingAsync(1, Ct);
        var create = target.CreateAsync(ObjectKind.User, Given.Ada, Ct);
        await clock.WaitingAsync(2, Ct);
        await stop.CancelAsync();
        var later = await target.DeleteAsync(ObjectKind.User, "8", Ct);

        Assert.Equal((TargetOutcome.Transient, "InternalServerError"), ((await update).Outcome, (await update).Code));
        Assert.Equal((TargetOutcome.NotSent, "Stopped"), ((await create).Outcome, (await create).Code));
        Assert.Equal(TargetOutcome.NotSent, later.Outcome);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_kind_of_write_that_is_missing_is_asked_for_once()
    {
        await using var server = await ScriptedTarget.StartAsync(r => new Scripted(r.Method == "DELETE" ? 405 : 204));
        await using var target = server.Client();

        var user = await target.DeleteAsync(ObjectKind.User, "7", Ct);
        var another = await target.DeleteAsync(ObjectKind.User, "8", Ct);
        await target.DeleteAsync(ObjectKind.Group, "9", Ct);
        var patched = await target.SetManagerAsync("7", "9", Ct);

        Assert.Equal((TargetOutcome.Refused, "MethodNotAllowed"), (user.Outcome, user.Code));
        Assert.Equal(user.Code, another.Code);
        Assert.Contains("Users/8 was not sent, because DELETE", another.Detail, StringComparison.Ordinal);
        Assert.True(patched.Succeeded);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Nothing_is_sent_without_the_lease()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(500), Done);
        var leased = true;
        await using var target = server.Client();
        target.MaySend = () => leased && server.Requests.IsEmpty;

        var lostWhileWaiting = await target.SetManagerAsync("7", "9", Ct);
        leased = false;
        var lost = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal((TargetOutcome.Transient, "LeaseLost"), (lostWhileWaiting.Outcome, lostWhileWaiting.Code));
        Assert.Equal((TargetOutcome.Transient, "LeaseLost"), (lost.Outcome, lost.Code));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Requests_are_spaced_evenly_where_the_profile_limits_them()
    {
        await using var server = await ScriptedTarget.StartAsync(Done);
        var clock = Given.Clock();
        await using var target = server.Client(Given.Profile with { RequestsPerSecond = 20 }, time: clock);

        for (var i = 0; i < 5; i++)
            await target.DeleteAsync(ObjectKind.User, "7", Ct);

        Assert.Equal([50, 50, 50, 50], clock.Waits.Select(w => w.TotalMilliseconds));
    }

    [Fact]
    public void Waits_grow_to_a_minute_and_are_spread_by_the_jitter()
    {
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(i => Seconds(i, 0)));
        Assert.Equal([1.5, 3, 6], Enumerable.Range(1, 3).Select(i => Seconds(i, 1)));

        static double Seconds(int tries, double jitter) => RetryRules.BackOff(tries, jitter).TotalSeconds;
    }

    [Theory]
    [InlineData("5", 5.0)]
    [InlineData("2.5", 2.5)]
    [InlineData("0", 1.0)]
    [InlineData("99999999999999999999", 3600.0)]
    [InlineData("Mon, 02 Mar 2026 08:00:09 GMT", 9.0)]
    [InlineData("Tue, 03 Mar 2026 08:00:00 GMT", 3600.0)]
    [InlineData("-5", null)]
    [InlineData("later", null)]
    [InlineData(null, null)]
    public void Retry_after_is_seconds_or_a_date_between_a_second_and_an_hour(string? text, double? seconds) =>
        Assert.Equal(seconds, RetryAfters.Parse(text, TestClock.Morning)?.TotalSeconds);

    [Fact]
    public async Task Without_retry_after_the_reset_of_the_rate_limit_counts()
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(429) { Headers = [("RateLimit-Reset", "12")] },
            Done
        );
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        await target.DeleteAsync(ObjectKind.User, "7", Ct);

        Assert.Equal([TimeSpan.FromSeconds(12)], clock.Waits);
    }
}
