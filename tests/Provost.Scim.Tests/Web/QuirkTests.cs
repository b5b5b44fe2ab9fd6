using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>Each way to misbehave does what it says, and the same in every run.</summary>
public sealed class QuirkTests
{
    private const string Ada = """{"userName":"ada"}""";

    private const string Unknown = "/Users?filter=userName%20eq%20%22nobody%22";

    [Fact]
    public async Task No_uniqueness_takes_a_name_twice()
    {
        await using var server = await RunningServer.StartAsync("no-uniqueness");

        Assert.Equal(201, (await server.Client.PostAsync("/Users", Ada)).Status);
        Assert.Equal(201, (await server.Client.PostAsync("/Users", Ada)).Status);

        var found = await server.Client.GetAsync("/Users?filter=userName%20eq%20%22ada%22");
        Assert.Equal(2, (int)found.Body!["totalResults"]!);
    }

    [Fact]
    public async Task A_lost_answer_belongs_to_a_write_that_was_carried_out()
    {
        await using var server = await RunningServer.StartAsync("lost-answers:3");

        await server.Client.AddUserAsync("one");
        await server.Client.AddUserAsync("two");
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client.AddUserAsync("three"));
        await server.Client.AddUserAsync("four");

        Assert.Equal(4, (int)(await server.Client.GetAsync("/Users")).Body!["totalResults"]!);
    }

    [Fact]
    public async Task Reads_and_searches_never_lose_their_answer()
    {
        await using var server = await RunningServer.StartAsync("lost-answers:1");

        Assert.Equal(200, (await server.Client.GetAsync("/Users")).Status);
        Assert.Equal(200, (await server.Client.PostAsync("/Users/.search", "{}")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client.AddUserAsync("ada"));
    }

    [Fact]
    public async Task Slow_takes_its_time_for_every_request()
    {
        await using var server = await RunningServer.StartAsync("slow:60");
        var start = TimeProvider.System.GetTimestamp();

        await server.Client.GetAsync("/Users");

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(60));
    }

    [Theory]
    [InlineData("429", 429, 1)]
    [InlineData("503", 503, 1)]
    [InlineData("500", 500, null)]
    public async Task Every_nth_request_is_refused_and_not_carried_out(string quirk, int status, int? retryAfter)
    {
        await using var server = await RunningServer.StartAsync($"{quirk}:2");

        await server.Client.AddUserAsync("one");
        var refused = await server.Client.PostAsync("/Users", """{"userName":"two"}""");
        var list = await server.Client.GetAsync("/Users");

        Assert.Equal(status, refused.Status);
        Assert.Equal($"{status}", (string?)refused.Body!["status"]);
        Assert.Equal(retryAfter, (int?)refused.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal(1, (int)list.Body!["totalResults"]!);
    }

    [Fact]
    public async Task An_expired_token_is_401_for_everything()
    {
        await using var server = await RunningServer.StartAsync("401");

        Assert.Equal(401, (await server.Client.GetAsync("/Users")).Status);
        Assert.Equal(401, (await server.Client.PostAsync("/Users", Ada)).Status);
    }

    [Fact]
    public async Task Html_is_a_page_with_200()
    {
        await using var server = await RunningServer.StartAsync("html");

        var answer = await server.Client.GetAsync("/Users");

        Assert.Equal((200, "text/html"), (answer.Status, answer.ContentType));
        Assert.StartsWith("<html>", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_200_creates_all_the_same()
    {
        await using var server = await RunningServer.StartAsync("create-200");

        var answer = await server.Client.PostAsync("/Users", Ada);

        Assert.Equal(200, answer.Status);
        Assert.Equal(200, (await server.Client.GetAsync($"/Users/{answer.Id}")).Status);
    }

    [Fact]
    public async Task Query_404_is_for_filters_without_a_hit()
    {
        await using var server = await RunningServer.StartAsync("query-404");
        await server.Client.AddUserAsync("ada");

        Assert.Equal(404, (await server.Client.GetAsync(Unknown)).Status);
        Assert.Equal(1, (int)(await server.Client.GetAsync("/Users?filter=userName%20pr")).Body!["totalResults"]!);
        Assert.Equal(200, (await server.Client.GetAsync("/Groups")).Status);
    }

    [Fact]
    public async Task Ignore_filter_returns_everybody()
    {
        await using var server = await RunningServer.StartAsync("ignore-filter");
        await server.Client.AddUserAsync("ada");
        await server.Client.AddUserAsync("grace");

        Assert.Equal(2, (int)(await server.Client.GetAsync(Unknown)).Body!["totalResults"]!);
    }

    [Fact]
    public async Task Legacy_only_understands_one_dialect()
    {
        await using var server = await RunningServer.StartAsync("legacy-only");
        var ada = await server.Client.AddUserAsync("ada");

        var legacy = await server.Client.PatchAsync(
            $"/Users/{ada}",
            """{"op":"Replace","path":"title","value":"Dr"}"""
        );
        var lower = await server.Client.PatchAsync(
            $"/Users/{ada}",
            """{"op":"replace","path":"title","value":"Sir"}"""
        );
        var folded = await server.Client.PatchAsync($"/Users/{ada}", """{"op":"Replace","value":{"title":"Sir"}}""");

        Assert.Equal((200, 400, 400), (legacy.Status, lower.Status, folded.Status));
        Assert.Equal("Dr", (string?)(await server.Client.GetAsync($"/Users/{ada}")).Body!["title"]);
    }

    [Fact]
    public async Task No_patch_is_501()
    {
        await using var server = await RunningServer.StartAsync("no-patch");
        var ada = await server.Client.AddUserAsync("ada");

        var answer = await server.Client.PatchAsync(
            $"/Users/{ada}",
            """{"op":"Replace","path":"title","value":"Dr"}"""
        );

        Assert.Equal(501, answer.Status);
    }

    [Fact]
    public async Task Quirks_are_combined_with_commas_or_one_by_one()
    {
        await using var server = await RunningServer.StartAsync("create-200, no-uniqueness", "query-404");

        Assert.Equal(200, (await server.Client.PostAsync("/Users", Ada)).Status);
        Assert.Equal(200, (await server.Client.PostAsync("/Users", Ada)).Status);
        Assert.Equal(404, (await server.Client.GetAsync(Unknown)).Status);
    }

    [Theory]
    [InlineData("no-uniquenes", "There is no quirk 'no-uniquenes'; there are no-uniqueness, lost-answers, ")]
    [InlineData("slow:soon", "'slow:soon' wants a whole number above 0 after the colon, as in slow:250.")]
    [InlineData("429:0", "'429:0' wants a whole number above 0 after the colon, as in slow:250.")]
    public async Task A_misspelt_quirk_is_refused_with_the_names_there_are(string quirk, string expected)
    {
        var refusal = await Assert.ThrowsAsync<FormatException>(() =>
            ScimServerHost.StartAsync(new() { Quirks = [quirk] }, TestContext.Current.CancellationToken)
        );

        Assert.StartsWith(expected, refusal.Message, StringComparison.Ordinal);
    }
}
