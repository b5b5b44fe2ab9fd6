namespace Provost.Server.Tests.Cli;

/// <summary>
/// The process is killed in the middle of an initial cycle, as the operating system kills, into an application that
/// takes duplicates; then a run to the end. Nobody is missing and nobody is there twice (design §4).
/// </summary>
public sealed class KillTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("PROVOST_LONG") == "1";

    /// <summary>People of a company, and after how many accounts the process is killed.</summary>
    public static TheoryData<int, int> Runs =>
        Long
            ? new()
            {
                { 5000, 300 },
                { 5000, 1500 },
                { 5000, 3500 },
            }
            : new() { { 800, 200 } };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task After_a_kill_everybody_has_one_account_and_whoever_is_unassigned_none_that_is_active(
        int people,
        int killAt
    )
    {
        await using var application = await Application.StartAsync("no-uniqueness");
        using var provost = new ProvostProcess();
        await KillAtAsync(provost, application, provost.Write("people.ldif", Company(people)), killAt);

        var rest = await provost.RunAsync(Demo(provost, application, "people.ldif"));

        Assert.True(rest.Code == 0, rest.Error);
        Assert.Equal((people, people), (await application.CountAsync(), (await application.UserNamesAsync()).Count));

        await UnassignEveryoneAsync(provost);
        Assert.Equal((0, people), (await application.CountAsync("active eq true"), await application.CountAsync()));
    }

    [Fact]
    public async Task A_rename_between_kill_and_restart_renames_the_accounts_that_were_made()
    {
        const int people = 400;
        await using var application = await Application.StartAsync("no-uniqueness");
        using var provost = new ProvostProcess();
        await KillAtAsync(provost, application, provost.Write("people.ldif", Company(people)), 100);
        provost.Write("people.ldif", Company(people, "renamed"));

        var rest = await provost.RunAsync(Demo(provost, application, "people.ldif"));

        Assert.True(rest.Code == 0, rest.Error);
        Assert.Equal(people, await application.CountAsync());
        Assert.Equal(people, await application.CountAsync("userName sw \"renamed\""));
    }

    [Fact]
    public async Task An_unassignment_between_kill_and_restart_leaves_nobody_active()
    {
        await using var application = await Application.StartAsync("no-uniqueness");
        using var provost = new ProvostProcess();
        await KillAtAsync(provost, application, provost.Write("people.ldif", Company(400)), 100);
        var made = await application.CountAsync();

        await UnassignEveryoneAsync(provost);

        Assert.Equal((0, made), (await application.CountAsync("active eq true"), await application.CountAsync()));
    }

    /// <summary>So many at once are held by the guard, until somebody approves.</summary>
    private static async Task UnassignEveryoneAsync(ProvostProcess provost)
    {
        await provost.RunAsync("unassign", Application.Name, "--everyone");
        var held = await provost.RunAsync("apps", "run", Application.Name);
        Assert.True(held.Code == 0, held.Error);
        Assert.Contains("They wait: provost staged list.", held.Out, StringComparison.Ordinal);

        await provost.RunAsync("staged", "approve", Application.Name, "--all");
        var leavers = await provost.RunAsync("apps", "run", Application.Name);
        Assert.True(leavers.Code == 0, leavers.Error);
    }

    private static async Task KillAtAsync(ProvostProcess provost, Application application, string file, int accounts)
    {
        using var first = provost.Start(Demo(provost, application, Path.GetFileName(file)));
        while (await application.CountAsync() < accounts)
            Assert.False(first.HasExited, "The run ended before it could be killed.");
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static string[] Demo(ProvostProcess provost, Application application, string people) =>
        [
            "demo",
            "--exit",
            "--people",
            provost.PathOf(people),
            "--tenant-url",
            application.TenantUrl,
            "--secret-token",
            Application.Token,
        ];

    private static string Company(int people, string name = "person") =>
        string.Concat(
            Enumerable
                .Range(0, people)
                .Select(n =>
                    $"dn: uid=p{n},ou=People,dc=contoso,dc=example\nobjectClass: inetOrgPerson\n"
                    + $"uid: p{n}\ncn: {name} {n}\n"
                    + $"sn: {n}\ngivenName: {name}\nmail: {name}{n}@contoso.example\n\n"
                )
        );
}
