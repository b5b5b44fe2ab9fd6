using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>Errors that have nothing to do with any resource (graph-api 1).</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task Without_a_token_the_answer_says_where_to_get_one()
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.SendAsync(HttpMethod.Get, "/users", token: "");
        Assert.Equal(401, reply.Status);
        Assert.Equal("InvalidAuthenticationToken", reply.ErrorCode);
        Assert.Contains("authorization_uri", reply.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing/here", 404)]
    [InlineData("/users%2F1", 404)]
    [InlineData("/..%2f..%2fetc", 404)]
    [InlineData("/organization?$unknown=1", 400)]
    [InlineData("/organization?$top=0", 400)]
    [InlineData("/organization?$top=1&$top=2", 400)]
    public async Task An_address_that_is_wrong_gets_an_error_that_can_be_read(string path, int status)
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(status, reply.Status);
        Assert.NotEqual("", reply.ErrorCode);
        Assert.NotEqual("", reply.ErrorMessage);
        Assert.Equal(
            reply.Headers.GetValues("request-id").Single(),
            reply.Body["error"]!["innerError"]!["request-id"]!.GetValue<string>()
        );
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"requests":[]}""", 400)]
    [InlineData("""{"requests":1,"requests":2}""", 400)]
    [InlineData("", 400)]
    public async Task A_body_that_cannot_be_read_is_refused(string body, int status)
    {
        await using var server = await GraphServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{server.Https}/v1.0/$batch"))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new(
            "Bearer",
            await server.TokenAsync(server.Contoso, GraphServer.AppId, GraphServer.Secret)
        );
        using var reply = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var error = JsonNode.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(status, (int)reply.StatusCode);
        Assert.NotEqual("", error!["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_one_that_is_no_JSON_too()
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.PostAsync("/$batch", new JsonObject { ["x"] = new string('x', 5 * 1024 * 1024) });
        Assert.Equal((413, "RequestEntityTooLarge"), (reply.Status, reply.ErrorCode));
    }

    [Fact]
    public async Task Terraform_finds_authority_and_API_without_a_token()
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.SendAsync(
            HttpMethod.Get,
            $"{server.Https}/metadata/endpoints?api-version=2022-09-01",
            token: ""
        );
        Assert.Equal(200, reply.Status);
        Assert.Equal(server.Https, reply.Value("microsoftGraphResourceId"));
        Assert.Equal(server.Https, reply.Body["authentication"]!["loginEndpoint"]!.GetValue<string>());
    }
}
