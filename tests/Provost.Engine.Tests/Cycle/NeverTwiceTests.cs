using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using ScimServer;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// Never twice, never lost: the six ways in which that was broken, each with its relatives (docs/architecture.md).
/// </summary>
public sealed class NeverTwiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string[] People(int count) => [.. Enumerable.Range(0, count).Select(n => $"Person {n}")];

    [Fact]
    public async Task Two_applications_that_run_at_the_same_time_share_no_numbers()
    {
        await using var other = await ScimServerHost.StartAsync(new ScimServerOptions(), Ct);
        await using var contoso = await Contoso.StartAsync();
        var people = People(200);
        await contoso.HireTogetherAsync(people);
        await contoso.AssignAsync(people);
        var (application, second) = await contoso.AddAsync("Second", other.BaseAddress);
        await contoso.Directory.AssignAsync(
            contoso.Caller,
            application,
            [.. people.Select(contoso.Id)],
            application.Roles[0].Id,
            Ct
        );

        var both = await Task.WhenAll(
            Task.Run(() => contoso.CycleAsync(), Ct),
            Task.Run(async () => await contoso.Runner().RunAsync(second, _ => { }, Ct, Ct), Ct)
                .ContinueWith(t => Assert.IsType<CycleEnd.Finished>(t.Result).Report, Ct)
        );

        Assert.All(both, report => Assert.Equal((200, 0), (report.Users.Created, report.Users.Failed)));
    }

    [Fact]
    public async Task An_open_request_of_one_application_is_not_ended_by_another_with_the_same_number()
    {
        await using var other = await ScimServerHost.StartAsync(new ScimServerOptions(), Ct);
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        var (_, second) = await contoso.AddAsync("Second", other.BaseAddress);
        var open = new Intent(7, Operation.Create, 1, ObjectKind.User, "userName", "ada@contoso.example");
        foreach (var job in (SynchronizationJob[])[contoso.Job, second])
        {
            var lease = await contoso.Jobs.TakeLeaseAsync(job.Number, "test", TimeSpan.FromMinutes(1), true, Ct);
            Assert.NotNull(lease);
            await contoso.Jobs.CommitAsync(lease, job, new CommitBatch([open], []), Ct);
            if (job == second)
                await contoso.Jobs.CommitAsync(
                    lease,
                    job,
                    new CommitBatch(
                        [],
                        [
                            new Outcome
                            {
                                ObjectNumber = 1,
                                Kind = ObjectKind.User,
                                IntentNumber = 7,
                            },
                        ]
                    ),
                    Ct
                );
        }

        Assert.Single(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, Ct));
        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(second.Number, Ct));
    }

    [Fact]
    public async Task Who_is_purged_while_the_application_refuses_us_is_skipped_and_the_others_are_made()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");
        await contoso.EndAsync();
        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Ada")));
        await contoso.ApplyAsync(new DirectoryChange.Purge(contoso.Id("Ada")));
        contoso.Wire.Instead = null;

        var report = await contoso.CycleAsync();

        Assert.Equal((1, 1, 0), (report.Users.Created, report.Users.Skipped, report.Users.Failed));
        Assert.Equal(["grace@contoso.example"], await contoso.UserNamesAsync());
        Assert.False(await contoso.HasWorkAsync());
    }

    [Fact]
    public async Task What_is_stored_of_one_person_and_cannot_be_read_fails_that_person_alone()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.SetAsync("Grace", "jobTitle", "Admiral");
        await contoso.SpoilAsync("Ada");

        var report = await contoso.CycleAsync();

        Assert.Equal((1, 1), (report.Users.Updated, report.Users.Failed));
        Assert.True((await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct))?.HasAccount);
    }

    [Fact]
    public async Task An_answer_that_names_an_account_of_somebody_else_never_takes_their_link()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        var ada = (await contoso.UsersAsync()).Single()["id"]?.GetValue<string>();
        contoso.Wire.Instead = async (context, _) =>
        {
            if (context.Request.Method != "POST")
                return false;
            context.Response.StatusCode = 201;
            context.Response.ContentType = "application/scim+json";
            await context.Response.WriteAsync($$"""{"id":"{{ada}}"}""", Ct);
            return true;
        };
        await contoso.HireAsync("Grace", "Alan");
        await contoso.AssignAsync("Grace", "Alan");

        var report = await contoso.CycleAsync();

        Assert.Equal((0, 2), (report.Users.Created, report.Users.Failed));
        Assert.Equal(ada, (await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct))?.TargetId);
        Assert.All(
            await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct),
            e => Assert.Equal("DuplicateSourceEntries", e.Code)
        );
    }

    /// <summary>What happens to somebody between the lost answer and the retry.</summary>
    public enum Meanwhile
    {
        Nothing,
        Disabled,
        Unassigned,
        Purged,
        Renamed,
    }

    [Theory]
    [InlineData(Meanwhile.Nothing, false)]
    [InlineData(Meanwhile.Disabled, false)]
    [InlineData(Meanwhile.Unassigned, false)]
    [InlineData(Meanwhile.Purged, false)]
    [InlineData(Meanwhile.Renamed, false)]
    [InlineData(Meanwhile.Nothing, true)]
    [InlineData(Meanwhile.Disabled, true)]
    [InlineData(Meanwhile.Unassigned, true)]
    [InlineData(Meanwhile.Purged, true)]
    [InlineData(Meanwhile.Renamed, true)]
    public async Task A_creation_without_an_answer_is_settled_before_anything_else_is_decided(
        Meanwhile meanwhile,
        bool late
    )
    {
        await using var contoso = await Contoso.StartAsync(settings: WithoutGuard, quirks: "no-uniqueness");
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        var lost = new LostCreations(contoso.Wire, late);
        await contoso.CycleAsync();
        await HappenAsync(contoso, meanwhile);
        contoso.Time.Advance(TimeSpan.FromMilliseconds(100));
        await contoso.CycleAsync();
        await lost.ArriveAsync();
        contoso.Time.Advance(TimeSpan.FromSeconds(2));
        await contoso.CycleAsync();
        contoso.PassDeadlines();
        await contoso.CycleAsync();

        var accounts = await contoso.UsersAsync();
        var link = await contoso.Jobs.LinkAsync(contoso.Job.Number, 1, Ct);
        switch (meanwhile)
        {
            case Meanwhile.Purged:
                Assert.Empty(accounts);
                break;
            case Meanwhile.Disabled or Meanwhile.Unassigned:
                Assert.False(Assert.Single(accounts)["active"]?.GetValue<bool>());
                break;
            default:
                var name = meanwhile == Meanwhile.Renamed ? "countess" : "ada";
                Assert.Equal($"{name}@contoso.example", Assert.Single(accounts)["userName"]?.GetValue<string>());
                Assert.Equal(Ownership.Created, link?.Ownership);
                break;
        }

        var entries = await contoso.NewEntriesAsync();
        Assert.Single(entries, e => e is { Action: ProvisioningAction.Create, Status: ProvisioningStatus.Success });
        Assert.Empty(await contoso.Jobs.OpenIntentsAsync(contoso.Job.Number, Ct));
        Assert.Empty(await contoso.Jobs.EscrowsAsync(contoso.Job.Number, Ct));
    }

    [Fact]
    public async Task A_group_that_is_unassigned_while_its_creation_is_in_doubt_does_not_stay()
    {
        await using var contoso = await Contoso.StartAsync(settings: WithoutGuard);
        await contoso.FoundAsync("Engineers");
        await contoso.AssignAsync("Engineers");
        var lost = new LostCreations(contoso.Wire, late: false);
        await contoso.CycleAsync();
        await contoso.UnassignAsync("Engineers");
        await contoso.CycleAsync();
        await lost.ArriveAsync();
        contoso.PassDeadlines();
        await contoso.CycleAsync();

        Assert.Empty(await contoso.GroupsAsync());
    }

    [Fact]
    public async Task An_account_that_may_be_deleted_already_is_added_to_no_group()
    {
        await using var contoso = await Contoso.StartAsync(settings: s =>
            WithoutGuard(s) with
            {
                Leavers = s.Leavers with { AccountDisabled = LeaverAction.Delete },
            }
        );
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        var ada = (await contoso.UsersAsync()).Single(u =>
            $"{u["userName"]}".StartsWith("ada", StringComparison.Ordinal)
        );
        contoso.Wire.Instead = async (context, forward) =>
        {
            if (context.Request.Method != "DELETE")
                return false;
            await forward();
            context.Abort();
            return true;
        };
        await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), false));
        await contoso.AssignAsync("Engineers");
        contoso.Wire.Take();
        var cycle = contoso.CycleAsync();
        await AdvancingAsync(contoso, cycle);
        var report = await cycle;
        var written = contoso.Wire.Take().Where(p => p.Method == "PATCH").ToList();

        Assert.Equal(1, report.Users.Failed);
        Assert.NotEmpty(written);
        Assert.All(written, p => Assert.DoesNotContain($"{ada["id"]}", p.Body, StringComparison.Ordinal));
        contoso.Wire.Instead = null;
        await contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), true));
        contoso.PassDeadlines();
        await contoso.CycleAsync();
        var ids = (await contoso.UsersAsync()).Select(u => $"{u["id"]}").Order();
        var members = (await contoso.GroupsAsync()).Single()["members"]!
            .AsArray()
            .Select(m => $"{m!["value"]}")
            .Order();
        Assert.Equal(ids, members);
    }

    [Fact]
    public async Task A_creation_that_never_arrived_is_repeated_once_that_is_certain()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        contoso.Wire.Instead = (context, _) =>
        {
            if (context.Request.Method == "POST")
                context.Abort();
            return Task.FromResult(context.Request.Method == "POST");
        };
        await contoso.CycleAsync();
        contoso.Wire.Instead = null;
        contoso.Time.Advance(TimeSpan.FromSeconds(5));
        var early = await contoso.CycleAsync();
        contoso.PassDeadlines();

        var report = await contoso.CycleAsync();

        Assert.Equal((0, 1), (early.Users.Created, report.Users.Created));
        Assert.Single(await contoso.UsersAsync());
    }

    [Fact]
    public async Task Somebody_else_does_not_get_an_account_that_may_be_the_lost_one()
    {
        await using var contoso = await Contoso.StartAsync(settings: WithoutGuard, quirks: "no-uniqueness");
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        var lost = new LostCreations(contoso.Wire, late: false);
        await contoso.CycleAsync();
        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Ada")));
        await contoso.ApplyAsync(new DirectoryChange.Purge(contoso.Id("Ada")));
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        await lost.ArriveAsync();
        contoso.PassDeadlines();
        await contoso.CycleAsync();
        contoso.PassDeadlines();
        await contoso.CycleAsync();

        var account = Assert.Single(await contoso.UsersAsync(), u => u["active"]?.GetValue<bool>() == true);
        Assert.Equal(
            (Ownership.Created, account["id"]?.GetValue<string>()),
            (await contoso.Jobs.LinkAsync(contoso.Job.Number, 2, Ct)) is { } link
                ? (link.Ownership, link.TargetId)
                : default
        );
    }

    [Fact]
    public async Task An_update_that_arrives_late_does_not_stay_when_the_value_went_back_meanwhile()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.SetAsync("Ada", "jobTitle", "A");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = true;
        contoso.Wire.Instead = async (context, forward) =>
        {
            if (context.Request.Method != "PATCH" || !first)
                return false;
            first = false;
            context.Abort();
            await gate.Task;
            await forward();
            return true;
        };
        await contoso.SetAsync("Ada", "jobTitle", "B");
        await AdvancingAsync(contoso, contoso.CycleAsync());
        await contoso.SetAsync("Ada", "jobTitle", "A");
        await contoso.CycleAsync();
        gate.SetResult();
        await contoso.Wire.QuietAsync();
        contoso.Wire.Instead = null;
        contoso.PassDeadlines();

        await contoso.CycleAsync();

        Assert.Equal("A", (await contoso.UsersAsync()).Single()["title"]?.GetValue<string>());
    }

    /// <summary>What somebody does in the middle of a cycle that brings a group into scope.</summary>
    public enum InTheMiddle
    {
        Restored,
        Assigned,
        DeletedAndRestored,
    }

    [Theory]
    [InlineData(InTheMiddle.Restored)]
    [InlineData(InTheMiddle.Assigned)]
    [InlineData(InTheMiddle.DeletedAndRestored)]
    public async Task A_group_that_comes_into_scope_in_the_middle_of_a_cycle_gets_all_its_members(InTheMiddle middle)
    {
        await using var contoso = await Contoso.StartAsync(settings: WithoutGuard);
        await contoso.HireAsync("Ada", "Grace", "Alan", "Mary");
        await contoso.FoundAsync("Engineers", "Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace", "Alan", "Mary");
        if (middle != InTheMiddle.Assigned)
            await contoso.AssignAsync("Engineers");
        if (middle == InTheMiddle.Restored)
            await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Engineers")));
        if (middle == InTheMiddle.Assigned)
        {
            // Known to the job and in its backlog, for another reason.
            await contoso.AssignAsync("Engineers");
            await contoso.UnassignAsync("Engineers");
        }

        var done = false;
        contoso.Wire.Instead = async (context, _) =>
        {
            if (context.Request.Method != "POST" || done)
                return false;
            done = true;
            if (middle == InTheMiddle.Assigned)
                await contoso.AssignAsync("Engineers");
            if (middle == InTheMiddle.DeletedAndRestored)
                await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Engineers")));
            if (middle != InTheMiddle.Assigned)
                await contoso.ApplyAsync(new DirectoryChange.Restore(contoso.Id("Engineers")));
            return false;
        };
        await contoso.CycleAsync();
        contoso.Wire.Instead = null;

        await contoso.CycleAsync();

        var members = Assert.Single(await contoso.GroupsAsync())["members"]?.AsArray();
        Assert.Equal(3, members?.Count);
    }

    [Fact]
    public async Task Who_was_seen_as_a_leaver_because_their_group_was_gone_for_a_moment_comes_back()
    {
        await using var contoso = await Contoso.StartAsync(settings: WithoutGuard);
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada");
        await contoso.AssignAsync("Grace", "Engineers");
        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        var lease = await contoso.Jobs.TakeLeaseAsync(contoso.Job.Number, "test", TimeSpan.FromMinutes(1), true, Ct);
        Assert.NotNull(lease);
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        await contoso.Jobs.ImportChangesAsync(lease, job, contoso.Time.GetUtcNow(), Ct);
        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Engineers")));
        await contoso.Jobs.MarkRemovalsAsync(lease, [1], Ct);
        var restored = false;
        contoso.Wire.Instead = async (context, _) =>
        {
            if (context.Request.Method == "PATCH" && !restored)
            {
                restored = true;
                await contoso.ApplyAsync(new DirectoryChange.Restore(contoso.Id("Engineers")));
            }

            return false;
        };
        await contoso.CycleAsync();
        contoso.Wire.Instead = null;
        await contoso.CycleAsync();

        Assert.All(await contoso.UsersAsync(), user => Assert.True(user["active"]?.GetValue<bool>()));
    }

    [Fact]
    public async Task A_mapping_that_is_changed_before_the_import_of_a_running_cycle_reaches_everybody()
    {
        await using var contoso = await Contoso.StartAsync();
        var people = People(40);
        await contoso.HireTogetherAsync(people);
        foreach (var person in people)
            await contoso.SetAsync(person, "jobTitle", $"Title of {person}");
        await contoso.AssignAsync(people);
        await contoso.CycleAsync();
        var before = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        await contoso.SetAsync("Person 0", "employeeId", "7");
        await contoso.Jobs.SetSchemaAsync(contoso.Caller, before.Number, TitledBy(before.Schema, "[mailNickname]"), Ct);

        var end = await contoso.Runner().RunAsync(before, _ => { }, CancellationToken.None, Ct);
        await contoso.CycleAsync();

        Assert.IsType<CycleEnd.Finished>(end);
        Assert.All(
            await contoso.UsersAsync(),
            user => Assert.Equal(user["displayName"]?.GetValue<string>(), user["title"]?.GetValue<string>())
        );
    }

    [Fact]
    public async Task A_restart_before_the_import_of_a_running_cycle_looks_at_everybody_and_forgets_no_failure()
    {
        await using var contoso = await Contoso.StartAsync(settings: WithoutGuard);
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        contoso.Wire.Refuse("false", 400, """{"schemas":[],"status":"400"}""");
        await contoso.UnassignAsync("Ada");
        await contoso.CycleAsync();
        contoso.Wire.Instead = null;
        var before = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        await contoso.SetAsync("Grace", "jobTitle", "Admiral");
        await contoso.Jobs.RestartAsync(contoso.Caller, before.Number, null, Ct);

        await contoso.Runner().RunAsync(before, _ => { }, CancellationToken.None, Ct);
        await contoso.CycleAsync();

        var ada = (await contoso.UsersAsync()).Single(u => u["userName"]?.GetValue<string>() == "ada@contoso.example");
        Assert.False(ada["active"]?.GetValue<bool>());
    }

    [Fact]
    public async Task A_job_that_is_paused_before_the_import_of_a_running_cycle_sends_nothing()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        var before = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        await contoso.Jobs.PauseAsync(contoso.Caller, before.Number, Ct);

        await contoso.Runner().RunAsync(before, _ => { }, CancellationToken.None, Ct);

        Assert.Empty(contoso.Wire.Take());
        Assert.True(await contoso.HasWorkAsync());
    }

    [Fact]
    public async Task A_refusal_of_the_old_key_does_not_put_a_job_into_quarantine_that_has_a_new_one()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        contoso.Wire.Instead = async (context, _) =>
        {
            contoso.Wire.Instead = null;
            await contoso.Jobs.SetConnectionAsync(
                contoso.Caller,
                contoso.Job.Number,
                new TargetConnection(contoso.Wire.Address.ToString(), "secret") { AllowPrivateAddresses = true },
                Ct
            );
            context.Response.StatusCode = 401;
            return true;
        };

        Assert.IsType<CycleEnd.Stopped>(await contoso.EndAsync());

        Assert.Equal(JobState.Active, (await contoso.Jobs.FindAsync(contoso.Application.Id, Ct))?.State);
        Assert.Equal(1, (await contoso.CycleAsync()).Users.Created);
    }

    [Fact]
    public async Task Neither_a_stop_nor_a_restart_nor_a_run_on_demand_shortens_the_wait_for_a_dead_predecessor()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        var people = People(40);
        await contoso.HireTogetherAsync(people);
        await contoso.AssignAsync(people);
        var late = new SlowCreations(contoso.Wire);
        using var death = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var dying = contoso.Runner().RunAsync(contoso.Job, _ => { }, CancellationToken.None, death.Token);
        await late.HeldAsync(4);
        await death.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying);
        late.Pass = true;
        contoso.Time.Advance(TimeSpan.FromSeconds(1));

        await contoso.CycleAsync();
        await contoso.Jobs.PauseAsync(contoso.Caller, contoso.Job.Number, Ct);
        await contoso.Jobs.RestartAsync(contoso.Caller, contoso.Job.Number, null, Ct);
        contoso.Time.Advance(TimeSpan.FromSeconds(3));
        await contoso.CycleAsync();
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        await contoso.Runner().RunAsync(job with { Subjects = [1, 2, 3] }, _ => { }, CancellationToken.None, Ct);
        contoso.Time.Advance(TimeSpan.FromSeconds(3));
        await contoso.CycleAsync();
        late.Release();
        await contoso.Wire.QuietAsync();
        contoso.PassDeadlines();
        await contoso.CycleAsync();

        var names = await contoso.UserNamesAsync();
        Assert.Equal((40, 40), (names.Count, names.Distinct(StringComparer.Ordinal).Count()));
    }

    private static JobSettings WithoutGuard(JobSettings settings) =>
        settings with
        {
            Guard = new GuardSettings { Enabled = false },
        };

    private static SynchronizationSchema TitledBy(SynchronizationSchema schema, string source) =>
        schema with
        {
            ObjectMappings =
            [
                .. schema.ObjectMappings.Select(m =>
                    m with
                    {
                        Attributes =
                        [
                            .. m.Attributes.Select(a => a.Target.Text == "title" ? a with { Source = source } : a),
                        ],
                    }
                ),
            ],
        };

    private static Task HappenAsync(Contoso contoso, Meanwhile meanwhile) =>
        meanwhile switch
        {
            Meanwhile.Disabled => contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id("Ada"), false)),
            Meanwhile.Unassigned => contoso.UnassignAsync("Ada"),
            Meanwhile.Purged => contoso.ApplyAsync(
                new DirectoryChange.Delete(contoso.Id("Ada")),
                new DirectoryChange.Purge(contoso.Id("Ada"))
            ),
            Meanwhile.Renamed => contoso.SetAsync("Ada", "userPrincipalName", "countess@contoso.example"),
            _ => Task.CompletedTask,
        };

    /// <summary>Lets the waits between tries pass while something runs.</summary>
    private static async Task AdvancingAsync(Contoso contoso, Task running)
    {
        while (await Task.WhenAny(running, Task.Delay(20, Ct)) != running)
            contoso.Time.Advance(TimeSpan.FromSeconds(1));
        await running;
    }

    /// <summary>
    /// The first creation loses its answer, and no look-up shows the account until it is allowed to: because the target
    /// reads stale, or because the request arrives late.
    /// </summary>
    private sealed class LostCreations
    {
        private readonly RecordingProxy _wire;
        private readonly TaskCompletionSource _arrives = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _creations;

        public LostCreations(RecordingProxy wire, bool late)
        {
            _wire = wire;
            wire.Instead = async (context, forward) =>
            {
                if (context.Request.Method == "POST" && Interlocked.Increment(ref _creations) == 1)
                {
                    if (late)
                    {
                        context.Abort();
                        await _arrives.Task;
                    }

                    await forward();
                    context.Abort();
                    return true;
                }

                if (context.Request.Method != "GET" || _arrives.Task.IsCompleted)
                    return false;
                context.Response.ContentType = "application/scim+json";
                await context.Response.WriteAsync(
                    """
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}
                    """,
                    context.RequestAborted
                );
                return true;
            };
        }

        public async Task ArriveAsync()
        {
            _arrives.SetResult();
            await _wire.QuietAsync();
        }
    }

    /// <summary>Creations that are held up on their way, and arrive although nobody waits for them any more.</summary>
    private sealed class SlowCreations
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> _held = Channel.CreateUnbounded<bool>();

        public SlowCreations(RecordingProxy wire) =>
            wire.Instead = async (context, forward) =>
            {
                if (Pass || context.Request.Method != "POST")
                    return false;
                _held.Writer.TryWrite(true);
                await _released.Task;
                await forward();
                return true;
            };

        /// <summary>Further ones are not held up.</summary>
        public bool Pass { get; set; }

        public async Task HeldAsync(int count)
        {
            for (var held = 0; held < count; held++)
                await _held.Reader.ReadAsync(Ct);
        }

        public void Release() => _released.SetResult();
    }
}
