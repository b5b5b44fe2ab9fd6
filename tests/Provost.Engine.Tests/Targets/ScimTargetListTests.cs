using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire A.10 and D: lists are walked by what really comes.</summary>
public sealed class ScimTargetListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 3, "1")]
    [InlineData(2, 3, "1")]
    [InlineData(3, 3, "1 4")]
    [InlineData(7, 3, "1 4 7")]
    public async Task A_list_is_read_page_by_page_to_its_end(int people, int pageSize, string startIndexes)
    {
        await using var server = await ScriptedTarget.StartAsync(r => Page(r, people, people));

        var ids = await ReadAsync(server, pageSize);

        Assert.Equal(Enumerable.Range(1, people).Select(i => $"{i}"), ids);
        Assert.Equal(startIndexes, string.Join(' ', server.Requests.Select(r => $"{Parameter(r, "startIndex")}")));
        Assert.All(server.Requests, r => Assert.Equal(pageSize, Parameter(r, "count")));
    }

    [Fact]
    public async Task A_target_that_cuts_pages_short_is_read_on_from_what_it_gave()
    {
        await using var server = await ScriptedTarget.StartAsync(r => Page(r, 7, 7, most: 2));

        Assert.Equal(7, (await ReadAsync(server, 5)).Count);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_total_that_is_only_the_size_of_the_page_does_not_end_the_list()
    {
        await using var server = await ScriptedTarget.StartAsync(r => Page(r, 7, 3));

        Assert.Equal(7, (await ReadAsync(server, 3)).Count);
    }

    [Fact]
    public async Task A_target_that_ignores_the_start_index_is_read_once()
    {
        await using var server = await ScriptedTarget.StartAsync(_ => Page(1, 5, 100));

        Assert.Equal(5, (await ReadAsync(server, 5)).Count);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Overlapping_pages_show_nobody_twice()
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            Parameter(r, "startIndex") == 1 ? Page(1, 3, 5) : Page(3, 3, 5)
        );

        Assert.Equal(["1", "2", "3"], (await ReadAsync(server, 3)).Take(3));
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_is_an_error_with_the_reason()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(401));

        var error = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(server, 5));
        Assert.Contains("refuses the secret token", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"3","displayName":"Blue","members":[{"value":"7"}]}""", 1)]
    [InlineData("""{"id":"3","displayName":"Blue"}""", 2)]
    [InlineData("""{"id":"3","displayName":"Blue","members":[]}""", 2)]
    public async Task Groups_are_listed_with_their_members_one_by_one_if_the_list_has_none(string listed, int requests)
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            r.Path.StartsWith("/scim/Groups?", StringComparison.Ordinal)
                ? new Scripted(200, $$"""{"totalResults":1,"Resources":[{{listed}}]}""")
                : new Scripted(200, """{"id":"3","members":[{"value":"7"}]}""")
        );
        await using var target = server.Client();

        var groups = await ToListAsync(target.ListAsync(ObjectKind.Group, Ct));

        Assert.Equal(["7"], ResourceValues.References(Assert.Single(groups).Json["members"]));
        Assert.Equal(requests, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"totalResults":42,"Resources":[{"id":"1"}]}""", 42)]
    [InlineData("""{"TotalResults":"42","resources":[]}""", 42)]
    [InlineData("""{"Resources":[{"id":"1"}]}""", 1)]
    public async Task A_count_is_the_total_whatever_it_looks_like(string body, int total)
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(200, body));
        await using var target = server.Client();

        Assert.Equal(total, (await target.CountAsync(ObjectKind.User, Ct)).Total);
        Assert.Equal("/scim/Users?count=1", Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData("say \"hi\"", 4, "2")]
    [InlineData(@"CONTOSO\ada", 4, "")]
    [InlineData("ada", 1, null)]
    public async Task A_filter_that_a_target_cannot_read_for_its_quotes_is_answered_from_the_list(
        string name,
        int requests,
        string? found
    )
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            r.Path.Contains("filter=", StringComparison.Ordinal)
                ? Scripted.Error(400, "Unexpected token", "invalidFilter")
                : new Scripted(
                    200,
                    Parameter(r, "startIndex") == 1
                        ? """{"totalResults":2,"Resources":[{"id":"1","userName":"ada"}]}"""
                        : """{"totalResults":2,"Resources":[{"id":"2","userName":"Say \"Hi\""}]}"""
                )
        );
        await using var target = server.Client(Given.Profile with { PageSize = 1 });

        var answer = await target.FindAsync(ObjectKind.User, TargetPath.Parse("userName"), name, Ct);

        Assert.Equal(found is not null, answer.Succeeded);
        Assert.Equal(found ?? "", string.Join(' ', answer.Objects.Select(o => o.Id)));
        Assert.Equal(requests, server.Requests.Count);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(ScriptedTarget server, int pageSize)
    {
        await using var target = server.Client(Given.Profile with { PageSize = pageSize });
        return [.. (await ToListAsync(target.ListAsync(ObjectKind.User, Ct))).Select(u => u.Id)];
    }

    private static async Task<List<TargetObject>> ToListAsync(IAsyncEnumerable<TargetObject> objects)
    {
        var list = new List<TargetObject>();
        await foreach (var found in objects)
            list.Add(found);
        return list;
    }

    private static Scripted Page(Received request, int people, int total, int most = int.MaxValue)
    {
        var start = Parameter(request, "startIndex");
        var count = Math.Min(most, Math.Min(Parameter(request, "count"), people - start + 1));
        return Page(start, Math.Max(0, count), total);
    }

    private static Scripted Page(int start, int count, int total)
    {
        var people = Enumerable.Range(start, count).Select(i => new JsonObject { ["id"] = $"{i}" });
        var page = new JsonObject { ["totalResults"] = total, ["Resources"] = new JsonArray([.. people]) };
        return new Scripted(200, page.ToJsonString());
    }

    private static int Parameter(Received request, string name) =>
        int.Parse(
            request.Path.Split('?', '&').Single(p => p.StartsWith($"{name}=", StringComparison.Ordinal)).Split('=')[1]
        );
}
