using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>A run about named objects: the same cycle, told in five steps.</summary>
public sealed class OnDemandTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    [Rule(
        "ENT-POD-1",
        Verdict.Improved,
        "Any person, set of people or whole group; the rest of the job waits seconds."
    )]
    public async Task Only_the_people_asked_for_are_provisioned_and_the_rest_stays_in_the_backlog()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace", "Alan");

        var report = await RunAsync(contoso, "Grace");

        Assert.Equal(1, report.Users.Created);
        Assert.Equal(["grace@contoso.example"], await contoso.UserNamesAsync());
        Assert.True(await contoso.HasWorkAsync());
        Assert.Equal(2, (await contoso.CycleAsync()).Users.Created);
    }

    [Fact]
    [Rule("ENT-POD-2")]
    public async Task The_steps_are_import_scope_match_and_action()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");

        var value = (await ToldAsync(contoso, "Ada")).Value;

        Assert.Equal("Create", value.Action);
        Assert.Equal(
            ["Import", "Scoping", "Matching", "Processing", "Export"],
            value.ProvisioningSteps.Select(s => s.Type)
        );
        Assert.Equal("ada@contoso.example", value.ProvisioningSteps[0].Details["userPrincipalName"]);
        Assert.Contains(value.ModifiedProperties, p => p is { DisplayName: "userName", OldValue: null });
    }

    [Fact]
    [Rule("ENT-POD-2")]
    public async Task A_connection_that_fails_is_the_only_step()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        var ada = await contoso.Directory.FindAsync(contoso.Caller, ObjectKind.User, "ada@contoso.example", Ct);

        var told = OnDemand.NotConnected(
            contoso.Job,
            ada ?? throw new InvalidOperationException(),
            "Unauthorized",
            "The key was refused.",
            contoso.Time.GetUtcNow()
        );

        Assert.Equal("TestConnection", Assert.Single(told.Value.ProvisioningSteps).Name);
        Assert.Equal("Failure", told.Key.Result);
    }

    [Fact]
    [Rule("ENT-POD-3")]
    [Rule("ENT-POD-4")]
    public async Task Scope_is_evaluated_and_nobody_is_forced()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");

        var told = await ToldAsync(contoso, "Ada");

        Assert.Equal("Skipped", told.Key.Result);
        var scope = told.Value.ProvisioningSteps.Single(s => s.Type == "Scoping").Details;
        Assert.Equal(
            ("True", "False", "False"),
            (scope["IsActive"], scope["Assigned"], scope["IsInProvisioningScopeDisplayName"])
        );
        Assert.Equal("NotEffectivelyEntitled", scope["SkipReason"]);
        Assert.Empty(await contoso.UsersAsync());
    }

    [Fact]
    [Rule("ENT-POD-7")]
    [Rule("ENT-POD-8")]
    public async Task A_run_that_changes_nothing_is_skipped_as_redundant()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        var told = await ToldAsync(contoso, "Ada");

        Assert.Equal(("Skipped", "RedundantExport"), (told.Key.Result, told.Key.Details["errorCode"]));
        Assert.Equal("Other", told.Value.Action);
        Assert.Equal(contoso.Id("Ada").ToString(), told.Value.SourceIdentity.Id);
        Assert.NotNull(told.Value.TargetIdentity.Id);
    }

    [Fact]
    [Rule(
        "ENT-POD-5",
        Verdict.Improved,
        "Disabled, deleted and restored people work, too, as do roles and inner groups."
    )]
    [Rule("ENT-DEP-15", Verdict.Improved, "It does what the next cycle would do, whatever the reason.")]
    public async Task Whoever_was_deleted_or_restored_in_the_directory_is_provisioned_on_demand_as_well()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Ada")));
        Assert.Equal(1, (await RunAsync(contoso, "Ada")).Users.Disabled);
        await contoso.ApplyAsync(new DirectoryChange.Restore(contoso.Id("Ada")));
        Assert.Equal(1, (await RunAsync(contoso, "Ada")).Users.Updated);
    }

    [Fact]
    [Rule("ENT-SCO-16", Verdict.Improved, "There is no delay: directory and engine read the same database.")]
    [Rule("ENT-POD-9")]
    public async Task An_assignment_of_this_moment_counts_and_what_is_told_was_done()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        Assert.Equal("Skipped", (await ToldAsync(contoso, "Ada")).Key.Result);

        await contoso.AssignAsync("Ada");
        var told = await ToldAsync(contoso, "Ada");

        Assert.Equal(("Success", "Create"), (told.Key.Result, told.Value.Action));
        Assert.Equal(["ada@contoso.example"], await contoso.UserNamesAsync());
    }

    [Fact]
    public async Task A_person_brings_her_manager_and_her_memberships_with_her()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Grace")));
        await contoso.FoundAsync("Sales", "Ada");
        await contoso.AssignAsync("Grace", "Sales");

        await RunAsync(contoso, "Grace", "Sales", "Ada");
        var report = await contoso.CycleAsync();

        Assert.False(report.AnythingChanged);
        Assert.Single((await contoso.GroupsAsync())[0]["members"]?.AsArray() ?? []);
    }

    private static async Task<CycleReport> RunAsync(Contoso contoso, params string[] names)
    {
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        var subjects = new List<long>();
        foreach (var name in names)
            subjects.Add((await SourceAsync(contoso, name)).Number);
        var end = await contoso.Runner().RunAsync(job with { Subjects = subjects }, _ => { }, Ct, Ct);
        return Assert.IsType<CycleEnd.Finished>(end).Report;
    }

    private static async Task<OnDemandResult> ToldAsync(Contoso contoso, string name)
    {
        var report = await RunAsync(contoso, name);
        var source = await SourceAsync(contoso, name);
        return OnDemand.Of(
            contoso.Job,
            contoso.Job.Schema.For(source.Kind),
            source,
            report.Entries.First(e => e.ObjectNumber == source.Number),
            []
        );
    }

    private static async Task<DirectoryObject> SourceAsync(Contoso contoso, string name) =>
        await contoso.Directory.FindAsync(contoso.Caller, ObjectKind.User, contoso.Id(name).ToString(), Ct)
        ?? await contoso.Directory.FindAsync(contoso.Caller, ObjectKind.Group, contoso.Id(name).ToString(), Ct)
        ?? throw new InvalidOperationException(name);
}
