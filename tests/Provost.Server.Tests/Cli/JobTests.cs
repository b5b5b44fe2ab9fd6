using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Cli;

/// <summary>What a person sees of a job and can do about it, with and without a running server.</summary>
public sealed class JobTests
{
    private const string App = "Contoso SCIM";

    [Fact]
    public async Task A_failed_object_is_listed_retried_and_forgotten_from_the_terminal()
    {
        await using var application = await Application.StartAsync("no-patch");
        using var provost = new ProvostProcess();
        await ConnectAsync(provost, application, 2);
        await provost.RunAsync("apps", "run", App);
        await provost.RunAsync("users", "set", "person0@contoso.example", "jobTitle=Chef");
        await provost.RunAsync("apps", "run", App);

        var list = await provost.RunAsync("escrow", "list", App, "--json");
        var retried = await provost.RunAsync("escrow", "retry", App, "person0@contoso.example");
        var nobody = await provost.RunAsync("escrow", "retry", App, "person1@contoso.example");
        var jobs = await provost.RunAsync("jobs");
        var show = await provost.RunAsync("jobs", "show", App);
        var forgotten = await provost.RunAsync("escrow", "forget", App, "--all");
        var empty = await provost.RunAsync("escrow", "list", App);

        var failed = JsonNode.Parse(list.Out);
        Assert.Equal(("person 0", "NotImplemented"), ((string?)failed?["displayName"], (string?)failed?["code"]));
        Assert.Contains("target's profile", (string?)failed?["remedy"], StringComparison.Ordinal);
        Assert.Contains("1 failure is tried again.", retried.Out, StringComparison.Ordinal);
        Assert.Contains("'person1@contoso.example' has no failure", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("EntryLevelErrors", jobs.Out, StringComparison.Ordinal);
        Assert.Contains("1 users and groups", show.Out, StringComparison.Ordinal);
        Assert.Contains("Users                 2 in scope, 2 with an account", show.Out, StringComparison.Ordinal);
        Assert.Contains("1 failure is forgotten.", forgotten.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing failed.", empty.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quarantine_outlives_the_server_and_shows_the_request_that_failed_without_the_key()
    {
        await using var application = await Application.StartAsync("401:3");
        using var provost = new ProvostProcess();
        await ConnectAsync(provost, application, 10);
        await StartedAndQuarantinedAsync(provost);

        var jobs = await provost.RunAsync("jobs");
        var show = await provost.RunAsync("jobs", "show", App);
        var restarted = await provost.RunAsync("jobs", "restart", App, "--reset", "quarantineState");
        var after = await provost.RunAsync("jobs");

        Assert.Contains("Quarantine: EncounteredQuarantineException", jobs.Out, StringComparison.Ordinal);
        Assert.Contains("Unauthorized: ", show.Out, StringComparison.Ordinal);
        Assert.Contains("The token has expired.", show.Out, StringComparison.Ordinal);
        Assert.Contains("Next try", show.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Application.Token, show.Out, StringComparison.Ordinal);
        Assert.Equal(0, restarted.Code);
        Assert.DoesNotContain("Quarantine:", after.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_ends_the_cycle_of_the_running_server_within_seconds()
    {
        const int people = 400;
        await using var application = await Application.StartAsync("slow:1000");
        using var provost = new ProvostProcess();
        await ConnectAsync(provost, application, people);
        using var server = await provost.ServeAsync();
        try
        {
            await provost.RunAsync("jobs", "start", App);
            Assert.True(await application.HasAsync("userName co \"person\""));

            var clock = Stopwatch.StartNew();
            var paused = await provost.RunAsync("jobs", "pause", App);
            var took = clock.Elapsed;
            var made = await application.CountAsync();
            var show = await provost.RunAsync("jobs", "show", App);

            Assert.True(paused.Code == 0, paused.Error);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(12));
            Assert.InRange(made, 1, people / 2);
            Assert.Equal(made, await application.CountAsync());
            Assert.Contains("Paused", show.Out, StringComparison.Ordinal);
            Assert.Contains($"{people - made} users", show.Out, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task Status_is_watched_as_it_goes_on_and_all_are_paused_at_once()
    {
        await using var application = await Application.StartAsync();
        using var provost = new ProvostProcess();
        await ConnectAsync(provost, application, 3);
        using var server = await provost.ServeAsync();
        using var watch = provost.Start("apps", "status", App, "--watch");
        try
        {
            await provost.RunAsync("apps", "start", App);
            string? line;
            do line = await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line?.Contains("Active, 3 of 3 users, nothing to do", StringComparison.Ordinal) == false);
            Assert.NotNull(line);

            var neither = await provost.RunAsync("apps", "pause");
            var paused = await provost.RunAsync("apps", "pause", "--all");
            var status = await provost.RunAsync("apps", "status", App);
            var restarted = await provost.RunAsync("apps", "restart", App);

            Assert.Contains("Name one application, or give --all", neither.Error, StringComparison.Ordinal);
            Assert.StartsWith($"{App}: Paused", paused.Out, StringComparison.Ordinal);
            Assert.Contains("Paused", status.Out, StringComparison.Ordinal);
            Assert.Contains("is restarted", restarted.Out, StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill();
            server.Kill();
        }
    }

    [Theory]
    [InlineData("jobs restart nosuch", "There is no application 'nosuch'")]
    [InlineData("escrow retry App", "Name people or groups, or say --all.")]
    [InlineData("jobs start App", "has no credentials yet: provost apps connect")]
    public async Task A_mistake_is_named_with_its_remedy(string command, string message)
    {
        using var provost = new ProvostProcess();
        await provost.RunAsync("apps", "add", "scim", "--name", "App");

        var said = await provost.RunAsync(command.Split(' '));

        Assert.Equal(1, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_reset_is_refused_with_the_ones_that_there_are()
    {
        await using var application = await Application.StartAsync();
        using var provost = new ProvostProcess();
        await ConnectAsync(provost, application, 1);

        var said = await provost.RunAsync("jobs", "restart", App, "--reset", "everything");

        Assert.Equal(1, said.Code);
        Assert.Contains("'everything' is not known", said.Error, StringComparison.Ordinal);
        Assert.Contains("ConnectorDataStore", said.Error, StringComparison.Ordinal);
    }

    /// <summary>A company, everybody assigned to an application that is connected and not switched on.</summary>
    private static async Task ConnectAsync(ProvostProcess provost, Application application, int people)
    {
        var rows = Enumerable.Range(0, people).Select(n => $"person{n}@contoso.example,person {n}\n");
        var file = provost.Write("people.csv", $"userPrincipalName,displayName\n{string.Concat(rows)}");
        foreach (
            var command in (string[][])
                [
                    ["import", file],
                    ["apps", "add", "scim", "--name", App, "--allow-private-addresses"],
                    [
                        "apps",
                        "connect",
                        App,
                        "--tenant-url",
                        application.TenantUrl,
                        "--secret-token",
                        Application.Token,
                    ],
                    ["assign", App, "--everyone"],
                ]
        )
        {
            var said = await provost.RunAsync(command);
            Assert.True(said.Code == 0, said.Error);
        }
    }

    /// <summary>The server runs until it says that the job is in quarantine, and is killed.</summary>
    private static async Task StartedAndQuarantinedAsync(ProvostProcess provost)
    {
        using var server = await provost.ServeAsync();
        try
        {
            await provost.RunAsync("jobs", "start", App);
            var line = await server.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Contains("is in quarantine: Unauthorized", line, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }
}
