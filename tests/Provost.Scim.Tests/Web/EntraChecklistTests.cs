using System.Text.Json.Nodes;

namespace Provost.Scim.Tests.Web;

/// <summary>
/// What Microsoft's SCIM validator and its gallery tests do (scim-wire E.1 and E.2), each verified by a read.
/// </summary>
public sealed class EntraChecklistTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private const string Whole = """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "userName":"ada@contoso.example","externalId":"ada","active":true,"displayName":"Ada","nickName":"A",
         "title":"Dr","userType":"Employee","preferredLanguage":"en-GB","locale":"en-GB","timezone":"Europe/London",
         "profileUrl":"https://contoso.example/ada","name":{"formatted":"Dr Ada","familyName":"Lovelace",
         "givenName":"Ada","middleName":"King","honorificPrefix":"Dr","honorificSuffix":"II"},
         "emails":[{"type":"work","value":"ada@contoso.example","primary":true},
         {"type":"home","value":"ada@home.example"}],
         "phoneNumbers":[{"type":"work","value":"+1 (555) 0100"},{"type":"mobile","value":"555-0101"}],
         "ims":[{"type":"xmpp","value":"ada@im.example"}],
         "photos":[{"type":"photo","value":"https://contoso.example/a.png"}],
         "addresses":[{"type":"work","streetAddress":"1 Main","locality":"London",
         "region":"L","postalCode":"1","country":"GB"}],
         "roles":[{"primary":"True","display":"Picker","value":"picker","type":"seasonal"}],
         "entitlements":[{"value":"e1"}],"x509Certificates":[{"value":"MIIB"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"1","costCenter":"C",
         "organization":"Contoso","division":"D","department":"Ops"}}
        """;

    [Fact]
    public async Task Everything_that_was_sent_comes_back()
    {
        await using var server = await RunningServer.StartAsync();
        var sent = JsonNode.Parse(Whole)!.AsObject();

        var created = await server.Client.PostAsync("/Users", Whole);
        var read = await server.Client.GetAsync($"/Users/{created.Id}");

        sent["roles"]![0]!["primary"] = true;
        Assert.Equal(201, created.Status);
        foreach (var (name, value) in sent)
        {
            Assert.True(JsonNode.DeepEquals(value, created.Body![name]), $"{name} in {created.Text}");
            Assert.True(JsonNode.DeepEquals(value, read.Body![name]), $"{name} in {read.Text}");
        }
    }

    /// <summary>Tests 7 to 10: the same values set at once or one operation each, in either dialect.</summary>
    [Theory]
    [InlineData("replace", true)]
    [InlineData("replace", false)]
    [InlineData("add", true)]
    [InlineData("add", false)]
    [InlineData("Replace", false)]
    [InlineData("Add", false)]
    public async Task A_minimal_user_gets_every_attribute_by_patch(string op, bool folded)
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        var filtered = new Dictionary<string, string>
        {
            ["emails[type eq \"work\"].value"] = "ada@work.example",
            ["emails[type eq \"work\"].primary"] = "true",
            ["phoneNumbers[type eq \"mobile\"].value"] = "555-0102",
            ["addresses[type eq \"work\"].locality"] = "Paris",
            ["addresses[type eq \"work\"].country"] = "FR",
            ["roles[primary eq \"True\"].value"] = "boss",
            ["roles[primary eq \"True\"].display"] = "Boss",
        };
        var plain = new Dictionary<string, string>
        {
            ["displayName"] = "Ada K.",
            ["title"] = "Countess",
            ["name.givenName"] = "Augusta",
            ["name.familyName"] = "King",
            [$"{Enterprise}:department"] = "Mathematics",
            [$"{Enterprise}:employeeNumber"] = "2",
        };
        var operations = filtered
            .Concat(folded ? [] : plain)
            .Select(pair => Operation(op, pair.Key, pair.Value))
            .ToList();
        if (folded)
            operations.Add(new JsonObject { ["op"] = op, ["value"] = Json(plain) });

        var answer = await server.Client.PatchAsync(
            $"/Users/{id}",
            string.Join(',', operations.Select(o => o.ToJsonString()))
        );

        Assert.Equal(200, answer.Status);
        var user = (await server.Client.GetAsync($"/Users/{id}")).Body!;
        Assert.True(JsonNode.DeepEquals(answer.Body, user), answer.Text);
        Assert.Equal(("Ada K.", "Countess"), ((string)user["displayName"]!, (string)user["title"]!));
        Assert.Equal(("Augusta", "King"), ((string)user["name"]!["givenName"]!, (string)user["name"]!["familyName"]!));
        Assert.Equal("Mathematics", (string?)user[Enterprise]!["department"]);
        Assert.Contains(user["schemas"]!.AsArray(), static urn => (string?)urn == Enterprise);
        var email = Assert.Single(user["emails"]!.AsArray())!;
        Assert.Equal(
            ("work", "ada@work.example", true),
            ((string)email["type"]!, (string)email["value"]!, (bool)email["primary"]!)
        );
        var role = Assert.Single(user["roles"]!.AsArray())!;
        Assert.Equal(
            ("boss", "Boss", true),
            ((string)role["value"]!, (string)role["display"]!, (bool)role["primary"]!)
        );
        Assert.Equal("FR", (string?)Assert.Single(user["addresses"]!.AsArray())!["country"]);
    }

    /// <summary>Test 13: a GET and a filter must both show it.</summary>
    [Theory]
    [InlineData("false")]
    [InlineData("\"False\"")]
    [InlineData("\"false\"")]
    public async Task A_disabled_user_is_seen_as_disabled(string value)
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");

        await server.Client.PatchAsync($"/Users/{id}", $$"""{"op":"Replace","path":"active","value":{{value}}}""");

        Assert.False((bool)(await server.Client.GetAsync($"/Users/{id}")).Body!["active"]!);
        foreach (var filter in new[] { "userName eq \"ADA\"", "active eq false", "active eq \"False\"" })
        {
            var found = await server.Client.GetAsync($"/Users?filter={Uri.EscapeDataString(filter)}");
            Assert.False((bool)found.Body!["Resources"]![0]!["active"]!);
        }
    }

    /// <summary>Tests 14 to 16 and the gallery's Update_Manager.</summary>
    [Theory]
    [InlineData("""{"op":"add","path":"PATH","value":"ID"}""", """{"op":"remove","path":"PATH"}""")]
    [InlineData("""{"op":"Add","path":"PATH","value":"ID"}""", """{"op":"Replace","path":"PATH","value":""}""")]
    [InlineData(
        """{"op":"add","path":"PATH","value":{"value":"ID"}}""",
        """{"op":"remove","path":"PATH","value":""}"""
    )]
    [InlineData(
        """{"op":"Add","path":"manager","value":[{"$ref":"http://x/Users/ID","value":"ID"}]}""",
        """{"op":"Remove","path":"manager"}"""
    )]
    [InlineData("""{"op":"replace","value":{"PATH":"ID"}}""", """{"op":"replace","value":{"PATH":null}}""")]
    public async Task A_manager_is_set_and_taken_away(string set, string clear)
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");
        var grace = await server.Client.AddUserAsync("grace");
        string For(string operation) =>
            operation
                .Replace("PATH", $"{Enterprise}:manager", StringComparison.Ordinal)
                .Replace("ID", grace, StringComparison.Ordinal);

        Assert.Equal(200, (await server.Client.PatchAsync($"/Users/{ada}", For(set))).Status);
        var manager = (await server.Client.GetAsync($"/Users/{ada}")).Body![Enterprise]!["manager"]!;
        Assert.Equal(grace, (string?)manager["value"]);
        Assert.Equal($"{server.Host.BaseAddress}Users/{grace}", (string?)manager["$ref"]);
        Assert.Equal(1, await ManagedAsync(server, grace));

        Assert.Equal(200, (await server.Client.PatchAsync($"/Users/{ada}", For(clear))).Status);
        Assert.Null((await server.Client.GetAsync($"/Users/{ada}")).Body![Enterprise]?["manager"]);
        Assert.Equal(0, await ManagedAsync(server, grace));
    }

    /// <summary>The gallery's SCIM_Null_Update: empty, then null.</summary>
    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    public async Task An_empty_value_unassigns(string value)
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.Client.PostAsync("/Users", Whole)).Id;

        foreach (
            var path in new[]
            {
                "title",
                "name.middleName",
                $"{Enterprise}:division",
                "emails[type eq \\\"home\\\"].value",
            }
        )
            Assert.Equal(
                200,
                (
                    await server.Client.PatchAsync(
                        $"/Users/{id}",
                        $$"""{"op":"Replace","path":"{{path}}","value":{{value}}}"""
                    )
                ).Status
            );

        var user = (await server.Client.GetAsync($"/Users/{id}")).Body!;
        Assert.Null(user["title"]);
        Assert.Null(user["name"]!["middleName"]);
        Assert.Null(user[Enterprise]!["division"]);
        Assert.DoesNotContain("ada@home.example", user.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("Ops", (string?)user[Enterprise]!["department"]);
    }

    /// <summary>Tests 18 to 28.</summary>
    [Fact]
    public async Task A_group_goes_through_its_life()
    {
        await using var server = await RunningServer.StartAsync();
        var ada = await server.Client.AddUserAsync("ada");
        var id = await server.Client.AddGroupAsync("Contoso");
        var path = $"/Groups/{id}";

        Assert.Equal(409, (await server.Client.PostAsync("/Groups", """{"displayName":"CONTOSO"}""")).Status);
        Assert.Equal(
            204,
            (await server.Client.PatchAsync(path, """{"op":"replace","value":{"externalId":"g2"}}""")).Status
        );
        Assert.Equal(
            204,
            (await server.Client.PatchAsync(path, """{"op":"replace","value":{"displayName":"Fabrikam"}}""")).Status
        );
        Assert.Equal(
            204,
            (
                await server.Client.PatchAsync(
                    path,
                    $$"""{"op":"add","path":"members","value":[{"value":"{{ada}}"}]}"""
                )
            ).Status
        );

        var group = (await server.Client.GetAsync($"{path}?excludedAttributes=members")).Body!;
        Assert.Equal(("g2", "Fabrikam"), ((string)group["externalId"]!, (string)group["displayName"]!));
        Assert.False(group.ContainsKey("members"));
        Assert.Equal(ada, (string?)(await server.Client.GetAsync(path)).Body!["members"]![0]!["value"]);

        var found = await server.Client.GetAsync(
            "/Groups?excludedAttributes=members&filter=displayName+eq+%22FABRIKAM%22"
        );
        Assert.Equal(id, (string?)found.Body!["Resources"]![0]!["id"]);
        Assert.Equal(204, (await server.Client.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await server.Client.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await server.Client.GetAsync(path)).Status);
    }

    private static async Task<int> ManagedAsync(RunningServer server, string manager)
    {
        var filter = Uri.EscapeDataString($"manager eq \"{manager}\"");
        return (int)(await server.Client.GetAsync($"/Users?filter={filter}")).Body!["totalResults"]!;
    }

    private static JsonObject Operation(string op, string path, string value) =>
        new()
        {
            ["op"] = op,
            ["path"] = path,
            ["value"] = value,
        };

    private static JsonObject Json(Dictionary<string, string> values) =>
        new(values.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
