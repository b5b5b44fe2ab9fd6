using Provost.Engine.Directory;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire A.1 and A.3 to A.10: the exact requests.</summary>
public sealed class ScimTargetRequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_create_sends_the_body_as_it_is_and_reads_the_id()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(201, """{"id":"7","userName":"ada"}"""));
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal(TargetOutcome.Success, answer.Outcome);
        Assert.Equal("7", answer.Object?.Id);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/scim/Users", request.Path);
        Assert.Equal("""{"userName":"ada@contoso.example","displayName":"Ada"}""", request.Body);
        Assert.Equal("application/scim+json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal("application/scim+json, application/json;q=0.9", request.Headers["Accept"]);
        Assert.Equal($"Bearer {Given.Secret}", request.Headers["Authorization"]);
        Assert.StartsWith("Provost/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.True(Guid.TryParse(request.Headers["client-request-id"], out _));
        Assert.False(request.Headers.ContainsKey("traceparent"));
        Assert.Equal(1, target.Requests);
    }

    [Theory]
    [InlineData("userName", "ada@contoso.example", "filter=userName+eq+%22ada%40contoso.example%22")]
    [InlineData("userName", "a+b c", "filter=userName+eq+%22a%2Bb+c%22")]
    [InlineData("userName", "say \"hi\"", "filter=userName+eq+%22say+%5C%22hi%5C%22%22")]
    [InlineData("userName", @"CONTOSO\ada", "filter=userName+eq+%22CONTOSO%5C%5Cada%22")]
    [InlineData("userName", "löve&lace=1", "filter=userName+eq+%22l%C3%B6ve%26lace%3D1%22")]
    [InlineData("userName", "o'neil~x", "filter=userName+eq+%22o%27neil%7Ex%22")]
    [InlineData("externalId", "5%", "filter=externalId+eq+%225%25%22")]
    [InlineData(
        "emails[type eq \"work\"].value",
        "ada@contoso.example",
        "filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22ada%40contoso.example%22"
    )]
    [Rule("ENT-MAP-18")]
    [Rule("ENT-MAP-21", Verdict.Improved, "Special characters are escaped, so that such values work.")]
    public async Task A_match_query_is_encoded_as_a_form(string attribute, string value, string query)
    {
        await using var server = await ScriptedTarget.StartAsync(Scripted.Empty);
        await using var target = server.Client();

        var answer = await target.FindAsync(ObjectKind.User, TargetPath.Parse(attribute), value, Ct);

        Assert.True(answer.Succeeded, answer.Detail);
        Assert.Empty(answer.Objects);
        Assert.Equal($"/scim/Users?{query}", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Groups_are_read_without_their_members()
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            r.Path.Contains('?') && r.Path.StartsWith("/scim/Groups?", StringComparison.Ordinal)
                ? Scripted.Empty
                : new Scripted(200, """{"id":"3","displayName":"Blue Team","members":[]}""")
        );
        await using var target = server.Client(path: "/scim/?company=7&aadOptscim062020");

        await target.FindAsync(ObjectKind.Group, TargetPath.Parse("displayName"), "Blue Team", Ct);
        var group = await target.GetAsync(ObjectKind.Group, "3", Ct);
        await target.CountAsync(ObjectKind.Group, Ct);

        Assert.Equal(
            """
            GET /scim/Groups?excludedAttributes=members&filter=displayName+eq+%22Blue+Team%22&company=7
            GET /scim/Groups/3?excludedAttributes=members&company=7
            GET /scim/Groups?excludedAttributes=members&count=1&company=7
            """,
            server.Story
        );
        Assert.False(group.Object?.Json.ContainsKey("members"));
    }

    [Theory]
    [InlineData("userName", "Ada@Contoso.example", """{"id":"7","userName":"ada@contoso.example"}""", true)]
    [InlineData("userName", "ada@contoso.example", """{"id":"7","userName":"alan@contoso.example"}""", false)]
    [InlineData("userName", "ada@contoso.example", """{"id":"7"}""", false)]
    [InlineData("externalId", "A1", """{"id":"7","externalId":"a1"}""", false)]
    [InlineData("externalId", "42", """{"id":"7","externalId":42}""", true)]
    [InlineData("id", "7", """{"id":7}""", true)]
    [InlineData(
        "emails[type eq \"work\"].value",
        "a@x",
        """{"id":"7","emails":[{"type":"work","value":"A@x"}]}""",
        true
    )]
    [InlineData(
        "emails[type eq \"work\"].value",
        "a@x",
        """{"id":"7","emails":[{"type":"home","value":"a@x"}]}""",
        false
    )]
    [InlineData("emails[type eq \"work\"].value", "a@x", """{"id":"7","emails":["b@x","a@x"]}""", true)]
    [InlineData("emails.value", "a@x", """{"id":"7","emails":[{"type":"home","value":"a@x"}]}""", true)]
    [InlineData("name.familyName", "King", """{"id":"7","Name":{"FamilyName":"king"}}""", true)]
    [InlineData("urn:contoso:2.0:User:badge", "B-17", """{"id":"7","urn:contoso:2.0:User":{"badge":"b-17"}}""", true)]
    [InlineData("urn:contoso:2.0:User:badge", "B-17", """{"id":"7","urn:contoso:2.0:User:badge":"B-17"}""", true)]
    public async Task A_hit_that_does_not_have_the_value_is_dropped(string path, string value, string hit, bool kept)
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(200, $$"""{"totalResults":1,"Resources":[{{hit}}]}""")
        );
        await using var target = server.Client();

        var answer = await target.FindAsync(ObjectKind.User, TargetPath.Parse(path), value, Ct);

        Assert.Equal(kept ? 1 : 0, answer.Objects.Count);
        Assert.Equal(answer.Objects.Count, answer.Total);
    }

    [Fact]
    public async Task A_test_of_the_connection_asks_for_what_cannot_exist()
    {
        await using var server = await ScriptedTarget.StartAsync(Scripted.Empty);
        await using var target = server.Client();

        var answer = await target.TestAsync(Given.UserName, withGroups: true, Ct);

        Assert.True(answer.Succeeded, answer.Detail);
        Assert.Equal(2, server.Requests.Count);
        Assert.Matches("^/scim/Users[?]filter=userName[+]eq[+]%22[0-9a-f-]{36}%22$", server.Requests.First().Path);
        Assert.Matches(
            "^/scim/Groups[?]excludedAttributes=members&filter=displayName[+]eq[+]%22[0-9a-f-]{36}%22$",
            server.Requests.Last().Path
        );
    }

    [Theory]
    [InlineData(200, """{"totalResults":1,"Resources":[{"id":"7"}]}""", TargetOutcome.Success, "one object")]
    [InlineData(200, """{"Resources":[{"id":"7"},{"id":"8"}]}""", TargetOutcome.Incompatible, "ignores the filter")]
    [InlineData(200, "<html></html>", TargetOutcome.Incompatible, "A web page came instead of SCIM")]
    [InlineData(401, "", TargetOutcome.Unauthorized, "check that the account that owns the key has administrator")]
    [InlineData(403, "", TargetOutcome.Refused, "the account that owns it has administrator permissions")]
    [InlineData(404, "", TargetOutcome.Incompatible, "check the Tenant URL")]
    public async Task A_test_says_what_to_do(int status, string body, TargetOutcome outcome, string advice)
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(status, body));
        await using var target = server.Client();

        var answer = await target.TestAsync(Given.UserName, withGroups: false, Ct);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Contains(advice, answer.Detail, StringComparison.Ordinal);
        Assert.StartsWith($"GET {server.Url}/scim/Users?filter=", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_a_target_that_is_down_does_not_wait_long_and_says_so()
    {
        var server = await ScriptedTarget.StartAsync(Scripted.Empty);
        await server.DisposeAsync();
        var clock = Given.Clock();
        await using var target = server.Client(time: clock);

        var answer = await target.TestAsync(Given.UserName, withGroups: true, Ct);

        Assert.Equal("SystemForCrossDomainIdentityManagementCredentialValidationUnavailable", answer.Code);
        Assert.Contains("Connection refused", answer.Detail, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(1)], clock.Waits);
    }

    [Fact]
    public async Task An_update_without_a_change_sends_nothing()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(204));
        await using var target = server.Client();
        var ada = new TargetObject("7", []);

        var nothing = await target.UpdateAsync(ObjectKind.User, ada, [], Ct);
        var gone = Given.Change("emails[type eq \"work\"].value", "a@x", null);
        var absent = await target.UpdateAsync(ObjectKind.User, ada, [gone], Ct);
        var members = await target.ChangeMembersAsync("3", [], [], Ct);

        Assert.All([nothing, absent, members], a => Assert.True(a.Succeeded));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_flag_in_the_tenant_url_overrides_the_profile()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(204));
        await using var target = server.Client(path: "/scim?AzureAdScimPatch2017");

        await target.SetManagerAsync("7", "9", Ct);

        Assert.Contains("\"op\":\"Add\"", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_only_knows_put_gets_the_whole_resource_back()
    {
        await using var server = await ScriptedTarget.StartAsync(r =>
            r.Method == "GET"
                ? new Scripted(
                    200,
                    """{"id":"3","displayName":"Blue","members":[{"value":"5"}],"meta":{"resourceType":"Group"}}"""
                )
                : new Scripted(200, """{"id":"3"}""")
        );
        await using var target = server.Client(Given.Profile with { Dialect = PatchDialect.Put });
        var group = new TargetObject("3", []);

        await target.UpdateAsync(ObjectKind.Group, group, [Given.Change("displayName", "Blue", "Red")], Ct);
        await target.ChangeMembersAsync("3", ["7"], ["5"], Ct);
        await target.SetManagerAsync("3", null, Ct);

        Approved.Matches(server.Story);
    }
}
