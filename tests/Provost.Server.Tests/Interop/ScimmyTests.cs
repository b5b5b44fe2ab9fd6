using System.Text.Json.Nodes;
using Provost.Server.Tests.Cli;

namespace Provost.Server.Tests.Interop;

/// <summary>A company provisioned with <c>provost demo</c> into a SCIM server that nobody here wrote.</summary>
public sealed class ScimmyTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_application_ends_up_equal_to_the_directory_after_every_cycle()
    {
        await using var server = await ScimmyServer.StartAsync(Ct);
        using var provost = new ProvostProcess();

        var created = await DemoAsync(server, provost, Company.Contoso);
        Assert.Equal(Company.Contoso.Accounts(), await Account.ReadAllAsync(server.Tenant, ScimmyServer.Token, Ct));
        Assert.Equal((60, 9, 0), Counted(created, "created", "failed"));
        Assert.Equal(
            """{"users":60,"active":60,"groups":9,"memberships":126,"managers":59}""",
            created["target"]?.ToJsonString()
        );

        var again = await DemoAsync(server, provost, Company.Contoso);
        Assert.Equal((0, 0, 0), Counted(again, "created", "failed"));
        Assert.Equal(0, again["requests"]?.GetValue<int>());

        var later = Later(Company.Contoso);
        var changed = await DemoAsync(server, provost, later);
        Assert.Equal(later.Accounts(), await Account.ReadAllAsync(server.Tenant, ScimmyServer.Token, Ct));
        Assert.Equal((2, 1, 0), Counted(changed, "created", "failed"));
        Assert.Equal((5, 1, 0), Counted(changed, "updated", "failed"));
        Assert.Equal((1, 0, 0), Counted(changed, "disabled", "failed"));
    }

    /// <summary>
    /// A rename, a new address, a first telephone, new bosses, a leaver, two new people, and groups that change.
    /// </summary>
    private static Company Later(Company before)
    {
        var after = before
            .With("p010", p => p with { Surname = "King-Noël", Title = "Architect" })
            .With("p011", p => p with { Mail = "grace.hopper@contoso.example" })
            .With("p013", p => p with { Mobile = "+48 42 000 00 13" })
            .With("p014", p => p with { City = "Zürich", Department = "Team 9" })
            .With("p016", p => p with { Title = "Lead \"of leads\"" })
            .With("p017", p => p with { Boss = "p061" })
            .With("p018", p => p with { Boss = null })
            .With("p019", p => p with { Enabled = false })
            .With("leads", g => g with { Name = "Leaders", Members = [.. g.Members.Skip(2), "p016", "p060"] })
            .With("nobody", g => g with { Members = ["p061"] });
        return after with
        {
            People =
            [
                .. after.People,
                new("p060", "Katherine", "Johnson", "Engineer", "Team 0", "p061"),
                new("p061", "Dorothy", "Vaughan", "Lead", "Team 0", "p000"),
            ],
            Groups = [.. after.Groups, new("newcomers", "Newcomers \"2026\" \\ más", ["p060", "p061", "p010"])],
        };
    }

    private static async Task<JsonNode> DemoAsync(ScimmyServer server, ProvostProcess provost, Company company)
    {
        var people = provost.Write("company.ldif", company.Ldif());
        var result = provost.PathOf("result.json");
        string[] target = ["--tenant-url", $"{server.Tenant}", "--secret-token", ScimmyServer.Token];
        var said = await provost.RunAsync(["demo", "--exit", "--people", people, "--json", result, .. target]);
        Assert.True(said.Code == 0, said.Out + said.Error);
        return JsonNode.Parse(await File.ReadAllTextAsync(result, Ct)) ?? throw new InvalidDataException(result);
    }

    /// <summary>Users and groups that met one fate, and all that met another.</summary>
    private static (int Users, int Groups, int Others) Counted(JsonNode result, string fate, string other)
    {
        int Count(string kind, string name) => result[kind]?[name]?.GetValue<int>() ?? -1;
        return (Count("users", fate), Count("groups", fate), Count("users", other) + Count("groups", other));
    }
}
