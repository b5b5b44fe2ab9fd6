using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>A job's schema over Graph: read, replaced, patched, discovered (graph-api 5 and 6.4).</summary>
public sealed class SchemaTests
{
    private static JsonObject Entra =>
        JsonNode
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "entra-schema.json")))!
            .AsObject();

    [Fact]
    public async Task A_schema_of_an_Entra_job_comes_back_equal_when_it_is_put()
    {
        await using var wiki = await Provisioned.StartAsync();
        var put = await wiki.Server.PutAsync(wiki.SchemaPath, Entra);
        Assert.True(put.Status == 204, put.Text);

        Same(Entra, await wiki.Server.GetAsync(wiki.SchemaPath));
    }

    [Fact]
    public async Task A_schema_of_an_Entra_job_comes_back_equal_when_it_is_patched_as_the_dotnet_client_does()
    {
        await using var wiki = await Provisioned.StartAsync();
        var sent = Entra;
        sent.Remove("id");
        sent.Remove("version");
        sent["@odata.type"] = "#microsoft.graph.synchronizationSchema";
        WithoutNulls(sent);

        var patched = await wiki.Server.PatchAsync(wiki.SchemaPath, sent);

        Assert.True(patched.Status == 204, patched.Text);
        Same(Entra, await wiki.Server.GetAsync(wiki.SchemaPath));
    }

    [Fact]
    public async Task Rules_alone_are_patched_and_directories_stay()
    {
        await using var wiki = await Provisioned.StartAsync();
        var before = await wiki.Server.GetAsync(wiki.SchemaPath);
        var rules = before.Body["synchronizationRules"]!.DeepClone();
        rules[0]!["objectMappings"]![0]!["attributeMappings"]!
            .AsArray()
            .Single(a => a!["targetAttributeName"]!.GetValue<string>() == "title")!["source"] = new JsonObject
        {
            ["expression"] = "ToUpper([jobTitle])",
        };

        var patched = await wiki.Server.PatchAsync(
            wiki.SchemaPath,
            new JsonObject { ["synchronizationRules"] = rules }
        );
        Assert.True(patched.Status == 204, patched.Text);
        Assert.Equal(204, (await wiki.Server.PatchAsync(wiki.SchemaPath, new JsonObject())).Status);

        var after = await wiki.Server.GetAsync(wiki.SchemaPath);
        Assert.True(JsonNode.DeepEquals(before.Body["directories"], after.Body["directories"]));
        Assert.Equal(("v1.1", "v1.2"), (before.Value("version"), after.Value("version")));
        var source = after.Body["synchronizationRules"]![0]!["objectMappings"]![0]!["attributeMappings"]!
            .AsArray()
            .Single(a => a!["targetAttributeName"]!.GetValue<string>() == "title")!["source"];
        Assert.Equal("Function", source!["type"]!.GetValue<string>());
        Assert.Equal("[jobTitle]", source["parameters"]![0]!["value"]!["expression"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_mistake_is_a_detail_with_its_place_and_nothing_is_changed()
    {
        await using var wiki = await Provisioned.StartAsync();
        var wrong = Entra;
        var mapping = wrong["synchronizationRules"]![0]!["objectMappings"]![0]!;
        mapping["enabled"] = "yes";
        mapping["attributeMappings"]![0]!["flowBehavior"] = "Never";

        var refused = await wiki.Server.PutAsync(wiki.SchemaPath, wrong);

        Assert.Equal((400, "BadRequest"), (refused.Status, refused.ErrorCode));
        Assert.Equal(
            [
                "synchronizationRules[0].objectMappings[0].enabled",
                "synchronizationRules[0].objectMappings[0].attributeMappings[0].flowBehavior",
            ],
            refused.Body["error"]!["details"]!.AsArray().Select(d => d!["target"]!.GetValue<string>())
        );
        Assert.Equal("v1.1", (await wiki.Server.GetAsync(wiki.SchemaPath)).Value("version"));
    }

    [Theory]
    [InlineData("""{"synchronizationRules":[]}""")]
    [InlineData("""{"synchronizationRules":null}""")]
    [InlineData("""{"synchronizationRules":[7]}""")]
    [InlineData("""{"synchronizationRules":[{"objectMappings":[{"sourceObjectName":"User"}]}]}""")]
    [InlineData("""{"synchronizationRules":{},"directories":[]}""")]
    [InlineData("""{"rules":[]}""")]
    [InlineData("""[]""")]
    public async Task What_is_no_usable_schema_is_refused(string body)
    {
        await using var wiki = await Provisioned.StartAsync();
        Assert.Equal(400, (await wiki.Server.PutAsync(wiki.SchemaPath, JsonNode.Parse(body)!)).Status);
        Assert.Equal(400, (await wiki.Server.PatchAsync(wiki.SchemaPath, JsonNode.Parse(body)!)).Status);
    }

    [Fact]
    public async Task Deleting_a_schema_brings_the_templates_back()
    {
        await using var wiki = await Provisioned.StartAsync();
        var before = await wiki.Server.GetAsync(wiki.SchemaPath);
        await wiki.Server.PutAsync(wiki.SchemaPath, Entra);

        Assert.Equal(204, (await wiki.Server.DeleteAsync(wiki.SchemaPath)).Status);

        Same(before.Body, await wiki.Server.GetAsync(wiki.SchemaPath));
    }

    [Fact]
    public async Task A_template_has_a_schema_that_can_only_be_read()
    {
        await using var wiki = await Provisioned.StartAsync();
        var path = $"/servicePrincipals/{wiki.Application.Id}/synchronization/templates/scim/schema";
        var schema = await wiki.Server.GetAsync($"{path}?$select=version");

        Assert.Equal("scim", schema.Value("id"));
        Assert.Equal(["@odata.context", "id", "version"], schema.Body.Select(p => p.Key));
        Assert.EndsWith("/synchronization/templates('scim')/schema/$entity", schema.Value("@odata.context"));
        Assert.Equal("2", (await wiki.Server.GetAsync($"{path}/directories/$count")).Text);
        Assert.Equal(405, (await wiki.Server.PutAsync(path, Entra)).Status);
        Assert.Equal(404, (await wiki.Server.GetAsync(path.Replace("/scim/", "/dialpad/"))).Status);
    }

    [Fact]
    public async Task What_the_target_knows_joins_its_attribute_list()
    {
        await using var wiki = await Provisioned.StartAsync();
        await wiki.Server.PutAsync(wiki.SchemaPath, Entra);
        var directories = await wiki.Server.GetAsync($"{wiki.SchemaPath}/directories");
        var target = directories.Values.Single(d => d["name"]!.GetValue<string>() == "customappsso");
        var id = target["id"]!.GetValue<string>();

        var found = await wiki.Server.PostAsync($"{wiki.SchemaPath}/directories/{id}/discover");

        Assert.True(found.Status == 200, found.Text);
        Assert.NotEqual(target["version"]!.GetValue<string>(), found.Value("version"));
        Assert.NotEqual(target["discoveryDateTime"]!.GetValue<string>(), found.Value("discoveryDateTime"));
        var names = Names(found.Body);
        Assert.Contains("nickName", names);
        Assert.Contains("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter", names);
        Assert.Single(names, n => n == "id");
        Assert.Equal(names, Names((await wiki.Server.GetAsync($"{wiki.SchemaPath}/directories/{id}")).Body));
    }

    [Fact]
    public async Task Only_the_targets_directory_is_discovered()
    {
        await using var wiki = await Provisioned.StartAsync();
        var directories = await wiki.Server.GetAsync($"{wiki.SchemaPath}/directories");
        var source = directories.Values.Single(d => d["name"]!.GetValue<string>() == "Provost");

        var reply = await wiki.Server.PostAsync(
            $"{wiki.SchemaPath}/directories/{source["id"]!.GetValue<string>()}/discover"
        );

        Assert.Equal(400, reply.Status);
        Assert.Equal(404, (await wiki.Server.PostAsync($"{wiki.SchemaPath}/directories/none/discover")).Status);
    }

    [Fact]
    public async Task Operators_and_functions_are_listed_with_and_without_parentheses()
    {
        await using var wiki = await Provisioned.StartAsync();
        var operators = await wiki.Server.GetAsync($"{wiki.SchemaPath}/filterOperators()");
        var equals = operators.Values.First(o => o["id"]!.GetValue<string>() == "EQUALS");
        Assert.Equal(
            """{"id":"EQUALS","name":"EQUALS","arity":"Binary","multivaluedComparisonType":"All","supportedAttributeTypes":["String","Integer","Reference"]}""",
            equals.ToJsonString()
        );

        var functions = await wiki.Server.GetAsync($"{wiki.SchemaPath}/functions");
        var append = functions.Values.Single(f => f["id"]!.GetValue<string>() == "Append");
        Assert.Equal(
            """[{"allowMultipleOccurrences":false,"name":"source","required":true,"type":"String"},{"allowMultipleOccurrences":false,"name":"suffix","required":true,"type":"String"}]""",
            append["parameters"]!.ToJsonString()
        );
    }

    private static string[] Names(JsonObject directory) =>
        [.. directory["objects"]![0]!["attributes"]!.AsArray().Select(a => a!["name"]!.GetValue<string>())];

    private static void Same(JsonObject expected, GraphReply reply)
    {
        Assert.Equal(200, reply.Status);
        foreach (var name in (string[])["synchronizationRules", "directories"])
        {
            var (one, other) = (expected[name], reply.Body[name]);
            Assert.True(JsonNode.DeepEquals(one, other), $"{name}\n{one}\n{other}");
        }
    }

    /// <summary>The client for .NET leaves out what is null, and writes flags without blanks.</summary>
    private static void WithoutNulls(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var element in list)
                WithoutNulls(element);
            return;
        }

        if (node is not JsonObject json)
            return;
        foreach (var (name, value) in json.ToList())
        {
            if (value is null)
                json.Remove(name);
            else if (name == "flowTypes")
                json[name] = value.GetValue<string>().Replace(" ", "", StringComparison.Ordinal);
            else
                WithoutNulls(value);
        }
    }
}
