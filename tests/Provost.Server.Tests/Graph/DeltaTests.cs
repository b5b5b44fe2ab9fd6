using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using static Provost.Server.Tests.Graph.Cast;

namespace Provost.Server.Tests.Graph;

/// <summary>Whoever follows a delta to its end knows the directory (graph-api 3.4).</summary>
public sealed class DeltaTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_pass_tells_what_there_is_and_the_next_what_changed()
    {
        await using var server = await GraphServer.StartAsync();
        var (ada, grace, alan) = (
            await server.UserAsync("Ada"),
            await server.UserAsync("Grace"),
            await server.UserAsync("Alan")
        );
        var follower = new Follower(server, "/users/delta?$select=displayName&$top=2");
        Assert.Equal(2, await follower.CatchUpAsync());
        Assert.Equal(["Ada", "Alan", "Grace"], follower.Names.Values.Order());
        Assert.Equal(1, await follower.CatchUpAsync());
        Assert.Empty(follower.Told);

        await server.PatchAsync($"/users/{ada}", new JsonObject { ["displayName"] = "Ada L." });
        await server.DeleteAsync($"/users/{grace}");
        await server.DeleteAsync($"/users/{alan}");
        await server.DeleteAsync($"/directory/deletedItems/{alan}");
        await follower.CatchUpAsync();
        Assert.Equal([ada, $"{grace}:changed", $"{alan}:deleted"], follower.Told);

        await server.RestartAsync();
        await server.PostAsync($"/directory/deletedItems/{grace}/restore");
        var restarted = new Follower(server, $"/users/delta{new Uri(follower.DeltaLink).Query}");
        await restarted.CatchUpAsync();
        Assert.Equal([grace], restarted.Told);
    }

    [Fact]
    public async Task Never_set_properties_are_left_out_at_first_and_cleared_ones_told()
    {
        await using var server = await GraphServer.StartAsync();
        var ada = await server.UserAsync("Ada");
        var first = await server.GetAsync("/users/delta?$select=displayName,jobTitle");
        Assert.Equal("id displayName", string.Join(' ', first.Values.Single().Select(p => p.Key)));
        await server.PatchAsync($"/users/{ada}", new JsonObject { ["jobTitle"] = null, ["city"] = "London" });
        var next = await server.GetAsync(first.Value("@odata.deltaLink"));
        Assert.Equal("id displayName jobTitle", string.Join(' ', next.Values.Single().Select(p => p.Key)));
    }

    [Fact]
    public async Task Members_are_told_as_they_come_go_are_deleted_and_return()
    {
        await using var server = await GraphServer.StartAsync();
        var (ada, grace, alan) = (
            await server.UserAsync("Ada"),
            await server.UserAsync("Grace"),
            await server.UserAsync("Alan")
        );
        var sales = await server.GroupAsync("Sales", ada, grace);
        var follower = new Follower(server, "/groups/delta");
        async Task SeesAsync(params string[] members)
        {
            await follower.CatchUpAsync();
            Assert.Equal(members.Order(), follower.References.GetValueOrDefault(sales, []).Order());
        }

        await SeesAsync(ada, grace);
        await server.PostAsync($"/groups/{sales}/members/$ref", Reference(alan));
        await server.DeleteAsync($"/groups/{sales}/members/{ada}/$ref");
        await SeesAsync(grace, alan);
        await server.DeleteAsync($"/users/{grace}");
        await SeesAsync(alan);
        await server.PostAsync($"/directory/deletedItems/{grace}/restore");
        await SeesAsync(grace, alan);
        await server.DeleteAsync($"/users/{alan}");
        await server.DeleteAsync($"/directory/deletedItems/{alan}");
        await SeesAsync(grace);
        await server.DeleteAsync($"/groups/{sales}");
        await SeesAsync();
        Assert.Empty(follower.Names);
        await server.PostAsync($"/directory/deletedItems/{sales}/restore");
        await SeesAsync(grace);
    }

    [Fact]
    public async Task Managers_are_told_where_they_are_selected()
    {
        await using var server = await GraphServer.StartAsync();
        var (ada, grace, alan) = (
            await server.UserAsync("Ada"),
            await server.UserAsync("Grace"),
            await server.UserAsync("Alan")
        );
        await server.PutAsync($"/users/{ada}/manager/$ref", Reference(grace));
        var follower = new Follower(server, "/users/delta?$select=displayName,manager");
        async Task SeesAsync(params string[] manager)
        {
            await follower.CatchUpAsync();
            Assert.Equal(manager, follower.References.GetValueOrDefault(ada, []));
        }

        await SeesAsync(grace);
        await server.PutAsync($"/users/{ada}/manager/$ref", Reference(alan));
        await SeesAsync(alan);
        await server.DeleteAsync($"/users/{alan}");
        await SeesAsync();
        await server.PostAsync($"/directory/deletedItems/{alan}/restore");
        await SeesAsync(alan);
        await server.DeleteAsync($"/users/{ada}/manager/$ref");
        await SeesAsync();
    }

    [Fact]
    public async Task A_large_group_goes_over_several_pages()
    {
        await using var server = await GraphServer.StartAsync();
        var directory = server.Installation.Directory;
        var people = People(25).ToList();
        await directory.ApplyAsync(server.Installation.Caller, [.. people], Ct);
        var sales = Guid.Parse(await server.GroupAsync("Sales"));
        await directory.ApplyAsync(
            server.Installation.Caller,
            [.. people.Select(p => new DirectoryChange.AddMember(sales, p.Id))],
            Ct
        );
        await server.GroupAsync("Research");

        var follower = new Follower(server, "/groups/delta?$top=10");
        Assert.Equal(3, await follower.CatchUpAsync());
        Assert.Equal(people.Select(p => p.Id.ToString()).Order(), follower.References[sales.ToString()].Order());
        Assert.Equal(["Research", "Sales"], follower.Names.Values.Order());

        // Back from the deleted ones it is told whole, again in pages.
        await server.DeleteAsync($"/groups/{sales}");
        await follower.CatchUpAsync();
        Assert.False(follower.References.ContainsKey(sales.ToString()));
        await server.PostAsync($"/directory/deletedItems/{sales}/restore");
        Assert.Equal(3, await follower.CatchUpAsync());
        Assert.Equal(25, follower.References[sales.ToString()].Count);
    }

    [Fact]
    public async Task Latest_tells_nothing_of_before_and_a_filter_only_of_its_objects()
    {
        await using var server = await GraphServer.StartAsync();
        var (ada, grace) = (await server.UserAsync("Ada"), await server.UserAsync("Grace"));
        var latest = new Follower(server, "/users/delta()?$deltatoken=latest");
        await latest.CatchUpAsync();
        Assert.Empty(latest.Told);
        var one = new Follower(server, $"/users/delta?$filter=id eq '{ada}'");
        await one.CatchUpAsync();
        Assert.Equal([ada], one.Told);

        foreach (var id in (string[])[ada, grace])
            await server.PatchAsync($"/users/{id}", new JsonObject { ["city"] = "London" });
        await latest.CatchUpAsync();
        await one.CatchUpAsync();
        Assert.Equal([ada, grace], latest.Told);
        Assert.Equal([ada], one.Told);
    }

    [Theory]
    [InlineData("$deltatoken=garbage", 410)]
    [InlineData("$skiptoken=e30", 410)]
    [InlineData("$deltatoken=bnVsbA", 410)]
    [InlineData("$select=displayNam", 400)]
    [InlineData("$filter=displayName eq 'Ada'", 400)]
    [InlineData("$filter=id eq 'ada'", 400)]
    [InlineData("$orderby=displayName", 400)]
    [InlineData("$expand=manager", 400)]
    public async Task What_cannot_be_followed_is_refused(string query, int status)
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.GetAsync($"/users/delta?{query}");
        Assert.Equal(status, reply.Status);
        Assert.NotEqual("", reply.ErrorMessage);
        if (status == 410)
            Assert.Equal("syncStateNotFound", reply.ErrorCode);
    }

    [Fact]
    public async Task A_token_holds_for_seven_days_and_in_its_own_collection()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero));
        await using var server = await GraphServer.StartAsync(time);
        var link = (await server.GetAsync("/users/delta")).Value("@odata.deltaLink");
        Assert.Equal(
            410,
            (await server.GetAsync(link.Replace("/users/", "/groups/", StringComparison.Ordinal))).Status
        );
        time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        var token = await server.TokenAsync(server.Contoso, GraphServer.AppId, GraphServer.Secret);
        var reply = await server.SendAsync(HttpMethod.Get, link, token: token);
        Assert.Equal((410, "syncStateNotFound"), (reply.Status, reply.ErrorCode));
    }

    [Fact]
    public async Task A_follower_misses_nothing_while_four_write()
    {
        await using var server = await GraphServer.StartAsync();
        var caller = server.Installation.Caller;
        var directory = server.Installation.Directory;
        var team = Guid.Parse(await server.GroupAsync("Sales"));
        await directory.ApplyAsync(caller, [.. People(500)], Ct);

        var follower = new Follower(server, "/users/delta?$select=displayName&$top=50");
        var members = new Follower(server, "/groups/delta?$select=displayName,members&$top=50");
        var begun = Stopwatch.GetTimestamp();
        var writers = Enumerable
            .Range(0, 4)
            .Select(n => Task.Run(() => WriteAsync(n, directory, caller, team), Ct))
            .ToArray();
        while (!Array.TrueForAll(writers, w => w.IsCompleted))
        {
            await follower.CatchUpAsync();
            await members.CatchUpAsync();
        }

        var changes = (await Task.WhenAll(writers)).Sum();
        var rate = changes / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{changes} changes, {rate:0} a second");
        await follower.CatchUpAsync();
        await members.CatchUpAsync();

        var users = await AllAsync(directory, new ObjectQuery { Kind = ObjectKind.User });
        Assert.Equal(users.ToDictionary(u => u.Id.ToString(), u => u.DisplayName), follower.Names);
        var inside = await AllAsync(directory, new ObjectQuery { Relation = new(RelationKind.Members, team) });
        Assert.Equal(inside.Select(m => m.Id.ToString()).Order(), members.References[team.ToString()].Order());

        async Task<List<DirectoryObject>> AllAsync(IDirectoryStore store, ObjectQuery query) =>
            [.. (await store.QueryAsync(caller, query with { Take = 100_000 }, Ct)).Objects];
    }

    /// <summary>Creates, renames, deletes, restores and purges, each writer in its own order. Gives how many.</summary>
    private static async Task<int> WriteAsync(int writer, IDirectoryStore directory, Engine.Caller caller, Guid team)
    {
        var random = new Random(writer);
        var mine = new List<Guid>();
        var changes = 0;
        for (var round = 0; round < 150; round++)
        {
            var batch = new List<DirectoryChange>();
            foreach (var person in People(5))
            {
                batch.Add(person);
                mine.Add(person.Id);
            }

            for (var n = 0; n < 15; n++)
            {
                var id = mine[random.Next(mine.Count)];
                var name = new Dictionary<string, Value>(StringComparer.Ordinal)
                {
                    ["displayName"] = Value.Text($"{writer} {round} {n}"),
                };
                batch.Add(
                    random.Next(6) switch
                    {
                        0 => new DirectoryChange.Delete(id),
                        1 => new DirectoryChange.Restore(id),
                        2 => new DirectoryChange.AddMember(team, id),
                        3 => new DirectoryChange.RemoveMember(team, id),
                        _ => new DirectoryChange.Set(id, name),
                    }
                );
            }

            if (round % 10 == 9)
            {
                batch.Add(new DirectoryChange.Purge(mine[0]));
                mine.RemoveAt(0);
            }

            changes += await directory.ApplyAsync(caller, batch, Ct);
        }

        return changes;
    }

    private static IEnumerable<DirectoryChange.Create> People(int count) =>
        Enumerable
            .Range(0, count)
            .Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()))
            .Select(id => new DirectoryChange.Create(
                id,
                ObjectKind.User,
                new Dictionary<string, Value>(StringComparer.Ordinal)
                {
                    ["displayName"] = Value.Text("Ada"),
                    ["userPrincipalName"] = Value.Text($"{id}@contoso.example"),
                }
            ));
}
