using System.Text.Json.Nodes;
using static Provost.Server.Tests.Graph.Cast;

namespace Provost.Server.Tests.Graph;

/// <summary>Users over the API, one at a time (graph-api 3.1 and 3.3).</summary>
public sealed class UserTests
{
    private const string DefaultSet =
        "@odata.context id businessPhones displayName givenName jobTitle mail mobilePhone officeLocation "
        + "preferredLanguage surname userPrincipalName";

    [Fact]
    public async Task A_user_is_created_and_found_by_id_and_principal_name()
    {
        await using var server = await GraphServer.StartAsync();
        var created = await server.PostAsync("/users", Person("Ada"));
        Assert.Equal(201, created.Status);
        Assert.Equal(DefaultSet, string.Join(' ', created.Body.Select(p => p.Key)));
        Assert.Equal($"{server.Https}/v1.0/users/{created.Value("id")}", created.Headers.Location?.ToString());
        Assert.Equal($"{server.Https}/v1.0/$metadata#users/$entity", created.Value("@odata.context"));

        foreach (var key in (string[])["/ada@contoso.example", "/ADA%40contoso.example", "('ada@contoso.example')"])
            Assert.Equal(created.Value("id"), (await server.GetAsync($"/users{key}")).Value("id"));
        var selected = await server.GetAsync(
            $"/users/{created.Value("id")}?$select=accountEnabled,userType,createdDateTime"
        );
        Assert.Equal(
            "@odata.context id accountEnabled userType createdDateTime",
            string.Join(' ', selected.Body.Select(p => p.Key))
        );
        Assert.True(selected.Body["accountEnabled"]!.GetValue<bool>());
        Assert.Equal("Member", selected.Value("userType"));
        Assert.InRange(
            DateTimeOffset.Parse(selected.Value("createdDateTime"), null),
            server.Time.GetUtcNow().AddMinutes(-1),
            server.Time.GetUtcNow()
        );
    }

    [Fact]
    public async Task Every_property_that_can_be_written_is_read_back_as_it_was()
    {
        await using var server = await GraphServer.StartAsync();
        var id = await server.UserAsync("Ada");
        var written = JsonNode
            .Parse(
                """
                {
                  "accountEnabled": false, "businessPhones": ["+1 555 0100"], "city": "Springfield", "country": "US",
                  "employeeHireDate": "2026-05-01T00:00:00Z", "employeeId": "E1001",
                  "employeeOrgData": { "costCenter": "4130", "division": "Theme Park" }, "otherMails": ["ada@home.test"],
                  "identities": [
                    { "signInType": "emailAddress", "issuer": "contoso.example", "issuerAssignedId": "ada@home.test" }
                  ],
                  "proxyAddresses": ["SMTP:ada@contoso.example"], "showInAddressList": true, "usageLocation": "US",
                  "mobilePhone": "+1 555 0101", "preferredLanguage": "en-US", "mail": "ada@contoso.example"
                }
                """
            )!
            .AsObject();
        Assert.Equal(204, (await server.PatchAsync($"/users/{id}", written.DeepClone())).Status);
        var read = await server.GetAsync($"/users/{id}?$select={string.Join(',', written.Select(p => p.Key))}");
        foreach (var (name, value) in written)
            Assert.True(JsonNode.DeepEquals(value, read.Body[name]), $"{name} is {read.Body[name]?.ToJsonString()}");
    }

    [Fact]
    public async Task Null_takes_a_value_away_and_extension_attributes_merge_one_by_one()
    {
        await using var server = await GraphServer.StartAsync();
        var id = await server.UserAsync("Ada");
        async Task PatchAsync(string body) =>
            Assert.Equal(204, (await server.PatchAsync($"/users/{id}", JsonNode.Parse(body)!)).Status);
        await PatchAsync(
            """{"jobTitle":"Analyst","onPremisesExtensionAttributes":{"extensionAttribute1":"one","extensionAttribute2":"two"}}"""
        );
        await PatchAsync(
            """{"jobTitle":null,"@odata.type":"#microsoft.graph.user","onPremisesExtensionAttributes":{"extensionAttribute2":null,"extensionAttribute3":"three"}}"""
        );

        var read = await server.GetAsync($"/users/{id}?$select=jobTitle,onPremisesExtensionAttributes");
        Assert.Null(read.Body["jobTitle"]);
        var extension = read.Body["onPremisesExtensionAttributes"]!.AsObject();
        Assert.Equal(15, extension.Count);
        Assert.Equal(
            ("one", null, "three"),
            (
                (string?)extension["extensionAttribute1"],
                (string?)extension["extensionAttribute2"],
                (string?)extension["extensionAttribute3"]
            )
        );

        // Mappings read the same attribute by its bare name.
        var stored = await server.Installation.Directory.FindAsync(
            server.Installation.Caller,
            Engine.Directory.ObjectKind.User,
            id,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("one", stored!["extensionAttribute1"].ToString());
    }

    [Fact]
    public async Task A_name_that_somebody_has_is_refused_as_Graph_does()
    {
        await using var server = await GraphServer.StartAsync();
        await server.UserAsync("Ada");
        var grace = await server.UserAsync("Grace");
        var replies = new[]
        {
            await server.PostAsync("/users", Person("ADA")),
            await server.PatchAsync(
                $"/users/{grace}",
                new JsonObject { ["userPrincipalName"] = "Ada@contoso.example" }
            ),
        };
        foreach (var reply in replies)
        {
            Assert.Equal((400, "Request_BadRequest"), (reply.Status, reply.ErrorCode));
            Assert.Equal(
                "Another object with the same value for property userPrincipalName already exists.",
                reply.ErrorMessage
            );
            var detail = reply.Body["error"]!["details"]![0]!;
            Assert.Equal(
                ("ObjectConflict", "userPrincipalName"),
                (detail["code"]!.ToString(), detail["target"]!.ToString())
            );
        }
    }

    [Theory]
    [InlineData("""{"jobTitel":"x"}""", "jobTitel")]
    [InlineData("""{"jobTitle":7}""", "jobTitle")]
    [InlineData("""{"jobTitle":""}""", "jobTitle")]
    [InlineData("""{"accountEnabled":"yes"}""", "accountEnabled")]
    [InlineData("""{"accountEnabled":null}""", "accountEnabled")]
    [InlineData("""{"employeeId":"12345678901234567"}""", "employeeId")]
    [InlineData("""{"employeeHireDate":"tomorrow"}""", "employeeHireDate")]
    [InlineData("""{"businessPhones":["1","2"]}""", "businessPhones")]
    [InlineData("""{"otherMails":"ada@home.test"}""", "otherMails")]
    [InlineData("""{"otherMails":[null]}""", "otherMails")]
    [InlineData("""{"userPrincipalName":null}""", "userPrincipalName")]
    [InlineData("""{"userPrincipalName":"ada"}""", "userPrincipalName")]
    [InlineData("""{"displayName":null}""", "displayName")]
    [InlineData("""{"id":"aaaa1111-0000-4000-8000-000000000001"}""", "id")]
    [InlineData("""{"createdDateTime":"2026-01-01T00:00:00Z"}""", "createdDateTime")]
    [InlineData("""{"usageLocation":"Germany"}""", "usageLocation")]
    [InlineData("""{"userType":"Robot"}""", "userType")]
    [InlineData("""{"onPremisesExtensionAttributes":{"extensionAttribute16":"x"}}""", "extensionAttribute16")]
    [InlineData("""{"identities":[{"issuer":"x","colour":"blue"}]}""", "colour")]
    [InlineData("""{"passwordProfile":{"password":7}}""", "password")]
    public async Task A_property_that_is_wrong_is_named(string body, string property)
    {
        await using var server = await GraphServer.StartAsync();
        var id = await server.UserAsync("Ada");
        var reply = await server.PatchAsync($"/users/{id}", JsonNode.Parse(body)!);
        Assert.Equal(400, reply.Status);
        Assert.Contains(property, reply.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accountEnabled")]
    [InlineData("displayName")]
    [InlineData("mailNickname")]
    [InlineData("userPrincipalName")]
    [InlineData("passwordProfile")]
    public async Task A_new_user_without_a_required_property_is_refused(string missing)
    {
        await using var server = await GraphServer.StartAsync();
        var ada = Person("Ada");
        ada.Remove(missing);
        var reply = await server.PostAsync("/users", ada);
        Assert.Equal(
            (400, "Request_BadRequest", missing),
            (reply.Status, reply.ErrorCode, reply.Body["error"]!["target"]!.ToString())
        );
        Assert.Empty((await server.GetAsync("/users")).Values);
    }

    [Fact]
    public async Task A_changed_user_is_shown_where_the_client_prefers_it()
    {
        await using var server = await GraphServer.StartAsync();
        var id = await server.UserAsync("Ada");
        var reply = await server.SendAsync(
            HttpMethod.Patch,
            $"/users/{id}",
            new JsonObject { ["city"] = "London" },
            null,
            ("Prefer", "return=representation")
        );
        Assert.Equal((200, id), (reply.Status, reply.Value("id")));
        Assert.Equal("return=representation", reply.Headers.GetValues("Preference-Applied").Single());
    }

    [Fact]
    public async Task A_manager_is_set_shown_expanded_and_taken_away()
    {
        await using var server = await GraphServer.StartAsync();
        var (ada, grace) = (await server.UserAsync("Ada"), await server.UserAsync("Grace"));
        Assert.Equal(404, (await server.GetAsync($"/users/{ada}/manager")).Status);
        Assert.Equal(204, (await server.PutAsync($"/users/{ada}/manager/$ref", Reference(grace, "users"))).Status);

        var manager = await server.GetAsync($"/users/{ada}/manager?$select=displayName");
        Assert.Equal(("#microsoft.graph.user", "Grace"), (manager.Value("@odata.type"), manager.Value("displayName")));
        Assert.Equal("Ada", (await server.GetAsync($"/users/{grace}/directReports")).Each());
        var expanded = await server.GetAsync(
            "/users?$select=displayName&$expand=manager%28%24select%3Did%2CdisplayName%29"
        );
        Assert.Equal("Grace", expanded.Values[0]["manager"]!["displayName"]!.ToString());
        Assert.Null(expanded.Values[1]["manager"]);
        Assert.Equal(400, (await server.PutAsync($"/users/{grace}/manager/$ref", Reference(ada))).Status);

        Assert.Equal(204, (await server.DeleteAsync($"/users/{ada}/manager/$ref")).Status);
        Assert.Equal(404, (await server.DeleteAsync($"/users/{ada}/manager/$ref")).Status);
    }

    [Fact]
    public async Task The_organization_is_the_callers_tenant()
    {
        await using var server = await GraphServer.StartAsync();
        var all = await server.GetAsync("/organization");
        Assert.Equal("contoso.example", all.Values.Single()["verifiedDomains"]![0]!["name"]!.ToString());
        Assert.Equal("Contoso", (await server.GetAsync($"/organization/{server.Contoso.Id}")).Value("displayName"));
        Assert.Equal(404, (await server.GetAsync($"/organization/{Guid.Empty}")).Status);
    }
}
