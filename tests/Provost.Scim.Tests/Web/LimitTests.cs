using System.Text;

namespace Provost.Scim.Tests.Web;

/// <summary>
/// Bodies and paths that are too long, too deep or no JSON: refused in SCIM form, and nothing is stored.
/// </summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        await using var server = await RunningServer.StartAsync();
        var body = $$"""{"userName":"ada","title":"{{new string('x', 5 * 1024 * 1024)}}"}""";

        var answer = await server.Client.PostAsync("/Users", body);

        Assert.Equal(413, answer.Status);
        Assert.Equal("application/scim+json", answer.ContentType);
        Assert.Contains("4194304", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await server.Client.GetAsync("/Users")).Body!["totalResults"]!);
    }

    [Fact]
    public async Task A_body_just_below_the_limit_is_taken()
    {
        await using var server = await RunningServer.StartAsync();
        var body = $$"""{"userName":"ada","title":"{{new string('x', 4 * 1024 * 1024 - 100)}}"}""";

        Assert.Equal(201, (await server.Client.PostAsync("/Users", body)).Status);
    }

    public static TheoryData<string> Broken =>
        [
            "",
            "[]",
            "null",
            "\"ada\"",
            "{",
            "{\"userName\":\"ada\"}}",
            "{'userName':'ada'}",
            "{\"userName\":\"ada\",\"userName\":\"grace\"}",
            "{\"userName\":\"\\ud800\"}",
            string.Concat(Enumerable.Repeat("{\"a\":", 10_000)),
            "{\"userName\":\"ada\",\"x\":" + new string('[', 200) + new string(']', 200) + "}",
        ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_body_that_is_no_sensible_json_object_is_invalidSyntax(string body)
    {
        await using var server = await RunningServer.StartAsync();

        foreach (var path in new[] { "/Users", "/Users/.search", "/.search" })
        {
            var answer = await server.Client.PostAsync(path, body);
            Assert.Equal((400, "invalidSyntax"), (answer.Status, answer.ScimType));
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/scim+json; charset=utf-16")]
    [InlineData("nonsense")]
    public async Task Another_media_type_is_415(string type)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.SendAsync(
            HttpMethod.Post,
            "/Users",
            """{"userName":"ada"}""",
            new() { ["Content-Type"] = type }
        );

        Assert.Equal(415, answer.Status);
        Assert.Equal("415", (string?)answer.Body!["status"]);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/scim+json")]
    [InlineData("APPLICATION/JSON; charset=\"UTF-8\"")]
    public async Task Both_json_types_are_read(string type)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.SendAsync(
            HttpMethod.Post,
            "/Users",
            """{"userName":"ada"}""",
            new() { ["Content-Type"] = type }
        );

        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task A_compressed_body_is_415()
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.SendAsync(
            HttpMethod.Post,
            "/Users",
            """{"userName":"ada"}""",
            new() { ["Content-Encoding"] = "gzip" }
        );

        Assert.Equal(415, answer.Status);
    }

    [Theory]
    [InlineData("userName")]
    [InlineData("userName zz \"a\"")]
    [InlineData("userName eq 'ada'")]
    [InlineData("nothing eq \"a\"")]
    [InlineData("active gt true")]
    [InlineData("name eq \"x\"")]
    [InlineData("(((")]
    public async Task A_bad_filter_is_invalidFilter(string filter)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Client.GetAsync($"/Users?filter={Uri.EscapeDataString(filter)}");

        Assert.Equal((400, "invalidFilter"), (answer.Status, answer.ScimType));
    }

    [Fact]
    public async Task A_filter_of_endless_depth_or_length_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var filter in new[] { new string('(', 3000), "userName eq \"" + new string('a', 10_000) + "\"" })
        {
            var search = new StringBuilder("{\"filter\":\"").Append(
                filter.Replace("\"", "\\\"", StringComparison.Ordinal)
            );
            var answer = await server.Client.PostAsync("/Users/.search", search.Append("\"}").ToString());
            Assert.Equal((400, "invalidFilter"), (answer.Status, answer.ScimType));
        }
    }
}
