using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Provost.Engine.Directory;

namespace Provost.Server.Tests.Graph;

/// <summary>Provisioning on demand over Graph (graph-api 6.3).</summary>
public sealed class OnDemandTests
{
    [Fact]
    public async Task Ada_is_provisioned_at_once_and_both_documents_say_how()
    {
        await using var wiki = await Provisioned.StartAsync();

        var reply = await wiki.OnDemandAsync(wiki.Ada);

        Assert.True(reply.Status == 200, reply.Text);
        Assert.EndsWith("$metadata#microsoft.graph.stringKeyStringValuePair", reply.Value("@odata.context"));
        Assert.Equal("""{"result":"Success","details":{}}""", reply.Value("key"));
        var value = JsonNode.Parse(reply.Value("value"))!.AsObject();
        Assert.Equal("Create ada@contoso.example", $"{value["action"]} {value["reportableIdentifier"]}");
        Assert.Equal(Documented, value.Select(p => p.Key));
        Assert.EndsWith("Z", $"{value["startTime"]}");
        Assert.Contains(
            "userName",
            value["modifiedProperties"]!.AsArray().Select(p => p!["displayName"]!.GetValue<string>())
        );
        Assert.Equal(1, await wiki.Target.CountAsync("userName eq \"ada@contoso.example\""));
    }

    [Fact]
    public async Task A_group_is_provisioned_with_the_members_that_are_named()
    {
        await using var wiki = await Provisioned.StartAsync();
        var group = Guid.CreateVersion7();
        await wiki.ApplyAsync(
            new DirectoryChange.Create(
                group,
                ObjectKind.Group,
                Provisioned.Attributes(("displayName", "Analysts"), ("mailNickname", "analysts"))
            ),
            new DirectoryChange.AddMember(group, wiki.Ada)
        );
        await wiki.AssignAsync(group);

        var reply = await wiki.OnDemandAsync(group, "Group", wiki.Ada);

        Assert.True(reply.Status == 200, reply.Text);
        Assert.Contains("Analysts", reply.Value("value"), StringComparison.Ordinal);
        Assert.Equal(1, await wiki.Target.CountAsync("userName eq \"ada@contoso.example\""));
    }

    [Fact]
    public async Task What_cannot_be_provisioned_is_refused_by_name()
    {
        await using var wiki = await Provisioned.StartAsync();
        var path = $"{wiki.JobPath}/provisionOnDemand";
        async Task<int> StatusAsync(JsonNode body) => (await wiki.Server.PostAsync(path, body)).Status;

        var noRule = await wiki.OnDemandBodyAsync($"{wiki.Ada}", "User");
        noRule["parameters"]![0]!["ruleId"] = $"{Guid.Empty}";
        var six = await wiki.OnDemandBodyAsync($"{wiki.Ada}", "Group", [.. Enumerable.Repeat(wiki.Ada, 6)]);

        Assert.Equal(400, await StatusAsync(noRule));
        Assert.Equal(400, await StatusAsync(six));
        Assert.Equal(400, await StatusAsync(await wiki.OnDemandBodyAsync($"{wiki.Ada}", "Worker")));
        Assert.Equal(404, await StatusAsync(await wiki.OnDemandBodyAsync($"{Guid.CreateVersion7()}", "User")));
        Assert.Equal(404, await StatusAsync(await wiki.OnDemandBodyAsync("ada@contoso.example", "User")));
        Assert.Equal(400, await StatusAsync(new JsonObject { ["parameters"] = new JsonArray() }));
    }

    [Fact]
    public async Task The_sixth_call_in_ten_seconds_is_told_when_to_come_back()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var wiki = await Provisioned.StartAsync(time);
        for (var i = 0; i < 5; i++)
            Assert.Equal(200, (await wiki.OnDemandAsync(wiki.Ada)).Status);

        time.Advance(TimeSpan.FromSeconds(4));
        var sixth = await wiki.OnDemandAsync(wiki.Ada);
        Assert.Equal((429, "TooManyRequests"), (sixth.Status, sixth.ErrorCode));
        Assert.Equal("6", sixth.Headers.RetryAfter?.ToString());

        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(200, (await wiki.OnDemandAsync(wiki.Ada)).Status);
    }

    private static readonly string[] Documented =
    [
        "action",
        "changeId",
        "startTime",
        "endTime",
        "reportableIdentifier",
        "modifiedProperties",
        "provisioningSteps",
        "statusInfo",
        "sourceIdentity",
        "sourceSystem",
        "targetIdentity",
        "targetSystem",
    ];
}
