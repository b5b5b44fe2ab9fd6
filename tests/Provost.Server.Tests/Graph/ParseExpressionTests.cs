using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>Expressions are parsed and tried out over Graph (graph-api 6.4).</summary>
public sealed class ParseExpressionTests
{
    [Fact]
    public async Task An_expression_is_parsed_into_its_tree_and_evaluated_for_the_sample()
    {
        await using var wiki = await Provisioned.StartAsync();
        var reply = await wiki.Server.PostAsync(
            $"{wiki.SchemaPath}/parseExpression",
            JsonNode.Parse(
                """
                {"expression":"Append([mailNickname], \"@contoso.example\")","targetAttributeDefinition":null,
                 "testInputObject":{"definition":null,"properties":[{"key":"mailNickname","value":"ada"},
                 {"key":"proxyAddresses","value@odata.type":"#Collection(String)","value":["SMTP:ada@contoso.example"]}]}}
                """
            )
        );

        Assert.Equal(200, reply.Status);
        Assert.EndsWith("$metadata#microsoft.graph.parseExpressionResponse", reply.Value("@odata.context"));
        Assert.Equal("""["ada@contoso.example"]""", reply.Body["evaluationResult"]!.ToJsonString());
        Assert.Equal("true true", $"{reply.Body["parsingSucceeded"]} {reply.Body["evaluationSucceeded"]}");
        Assert.Null(reply.Body["error"]);
        var parsed = reply.Body["parsedExpression"]!;
        Assert.Equal(("Append", "Function"), ($"{parsed["name"]}", $"{parsed["type"]}"));
        Assert.Equal(["source", "suffix"], parsed["parameters"]!.AsArray().Select(p => $"{p!["key"]}"));
    }

    [Theory]
    [InlineData("Item([proxyAddresses], 2)", """{"key":"proxyAddresses","value":["a","b"]}""", "[\"b\"]")]
    [InlineData("Not([accountEnabled])", """{"key":"accountEnabled","value":true}""", "[\"False\"]")]
    [InlineData("[manager]", """{"key":"other"}""", "[]")]
    public async Task A_sample_value_may_be_any_JSON(string expression, string property, string result)
    {
        await using var wiki = await Provisioned.StartAsync();
        var reply = await wiki.Server.PostAsync(
            $"{wiki.SchemaPath}/parseExpression",
            new JsonObject
            {
                ["expression"] = expression,
                ["testInputObject"] = new JsonObject { ["properties"] = new JsonArray(JsonNode.Parse(property)) },
            }
        );

        Assert.Equal((200, result), (reply.Status, reply.Body["evaluationResult"]?.ToJsonString()));
    }

    [Fact]
    public async Task An_expression_that_cannot_be_read_is_an_answer_and_a_request_without_one_is_not()
    {
        await using var wiki = await Provisioned.StartAsync();
        var path = $"{wiki.SchemaPath}/parseExpression";
        var reply = await wiki.Server.PostAsync(path, new JsonObject { ["expression"] = "Append([mail]" });

        Assert.Equal((200, "false"), (reply.Status, $"{reply.Body["parsingSucceeded"]}"));
        Assert.Equal("ExpressionParseError", $"{reply.Body["error"]!["code"]}");
        Assert.Null(reply.Body["parsedExpression"]);
        Assert.Equal(400, (await wiki.Server.PostAsync(path, new JsonObject())).Status);
        Assert.Equal(400, (await wiki.Server.PostAsync(path, new JsonObject { ["expression"] = 1 })).Status);
        Assert.Equal(
            400,
            (await wiki.Server.PostAsync(path, JsonNode.Parse("""{"expression":"[a]","testInputObject":[]}"""))).Status
        );
    }
}
