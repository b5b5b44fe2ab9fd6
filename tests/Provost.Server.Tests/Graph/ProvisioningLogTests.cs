using System.Globalization;
using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using static Provost.Server.Tests.Graph.Provisioned;

namespace Provost.Server.Tests.Graph;

/// <summary>The provisioning log over Graph (graph-api 7).</summary>
public sealed class ProvisioningLogTests
{
    private const string Log = "/auditLogs/provisioning";

    [Fact]
    public async Task A_created_account_is_told_as_Graph_tells_it()
    {
        await using var wiki = await StartAsync();
        await wiki.OnDemandAsync(wiki.Ada);

        var entry = Assert.Single((await wiki.Server.GetAsync(Log)).Values);

        Assert.Equal(Documented, entry.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal("create", $"{entry["provisioningAction"]}");
        Assert.Equal(wiki.Job.Id, $"{entry["jobId"]}");
        Assert.Equal(
            """{"id":"","displayName":"Provisioning Service","initiatorType":"system"}""",
            Text(entry, "initiatedBy")
        );
        Assert.Equal(
            $$"""{"id":"{{wiki.Application.Id}}","displayName":"Contoso Wiki"}""",
            Text(entry, "servicePrincipal")
        );
        Assert.Equal(
            $$$"""{"id":"{{{wiki.Ada}}}","displayName":"Ada Lovelace","identityType":"User","details":{}}""",
            Text(entry, "sourceIdentity")
        );
        Assert.Equal("""{"status":"success","errorInformation":null}""", Text(entry, "provisioningStatusInfo"));
        Assert.Equal("scim", $"{entry["targetSystem"]!["displayName"]}");
        Assert.Equal(
            ["import", "scoping", "matching", "processing", "export"],
            entry["provisioningSteps"]!.AsArray().Select(s => $"{s!["provisioningStepType"]}")
        );
        Assert.Equal("True", $"{entry["provisioningSteps"]![1]!["details"]!["Assigned to the application"]}");
        Assert.Contains(
            """{"displayName":"userName","oldValue":null,"newValue":"ada@contoso.example"}""",
            entry["modifiedProperties"]!.AsArray().Select(p => p!.ToJsonString())
        );
        var alone = await wiki.Server.GetAsync($"{Log}/{entry["id"]}");
        alone.Body.Remove("@odata.context");
        Assert.True(JsonNode.DeepEquals(entry, alone.Body));
    }

    [Fact]
    public async Task The_newest_comes_first_and_pages_lead_to_the_oldest()
    {
        await using var wiki = await StartAsync();
        await ChangeAsync(wiki, 5);

        var seen = new List<string>();
        string? next = $"{Log}?$top=2&$filter={Encoded($"provisioningAction eq 'update'")}";
        for (var pages = 0; next is not null; pages++)
        {
            Assert.True(pages < 5, "A page leads to itself.");
            var page = await wiki.Server.GetAsync(next);
            Assert.InRange(page.Values.Count, 0, 2);
            seen.AddRange(page.Values.Select(Title));
            next = page.Body["@odata.nextLink"]?.GetValue<string>();
        }

        Assert.Equal(["Title 5", "Title 4", "Title 3", "Title 2", "Title 1"], seen);
        var oldest = await wiki.Server.GetAsync($"{Log}?$orderby=activityDateTime asc&$top=1");
        Assert.Equal("create", $"{oldest.Values[0]["provisioningAction"]}");
    }

    [Fact]
    public async Task Filters_say_what_Graphs_say()
    {
        await using var wiki = await StartAsync();
        await ChangeAsync(wiki, 1);
        var create = (await wiki.Server.GetAsync($"{Log}?$orderby=activityDateTime asc")).Values[0];
        var time = create["activityDateTime"]!.GetValue<string>();
        var day = time[..10];

        async Task HoldsAsync(string filter, int expected)
        {
            var reply = await wiki.Server.GetAsync($"{Log}?$filter={Uri.EscapeDataString(filter)}");
            Assert.True(reply.Status == 200, $"{filter}: {reply.Text}");
            Assert.True(expected == reply.Values.Count, $"{filter}: {reply.Values.Count}");
        }

        await HoldsAsync($"jobid eq '{wiki.Job.Id}'", 2);
        await HoldsAsync("jobId eq 'another'", 0);
        await HoldsAsync($"id eq '{create["id"]}'", 1);
        await HoldsAsync($"cycleId eq '{create["cycleId"]}'", 1);
        await HoldsAsync($"activityDateTime le {time}", 1);
        await HoldsAsync($"activityDateTime gt {time} and activityDateTime ge {day}", 1);
        await HoldsAsync("activityDateTime lt 2020-01-01", 0);
        await HoldsAsync("provisioningAction eq 'create' or provisioningAction eq 'delete'", 1);
        await HoldsAsync("not (provisioningAction eq 'create')", 1);
        await HoldsAsync("provisioningStatusInfo/status eq 'success'", 2);
        await HoldsAsync("provisioningStatusInfo/status in ('failure','skipped')", 0);
        await HoldsAsync("sourceIdentity/displayName eq 'Ada Lovelace'", 2);
        await HoldsAsync("sourceIdentity/displayName eq 'ada lovelace'", 0);
        await HoldsAsync("contains(sourceIdentity/displayName,'love')", 0);
        await HoldsAsync("contains(tolower(sourceIdentity/displayName),'love')", 2);
        await HoldsAsync($"sourceIdentity/id eq '{wiki.Ada}' and sourceIdentity/identityType eq 'User'", 2);
        await HoldsAsync($"contains(tolower(servicePrincipal/id),'{wiki.Application.Id}')", 2);
        await HoldsAsync("startswith(servicePrincipal/displayName,'Contoso')", 2);
        await HoldsAsync("targetSystem/displayName eq 'scim' and initiatedBy/initiatorType eq 'system'", 2);
        await HoldsAsync("modifiedProperties/any(m:m/newValue eq 'Title 1')", 1);
        await HoldsAsync("durationInMilliseconds ge 0", 2);
        var real =
            $"((contains(tolower(servicePrincipal/id),'wiki') or "
            + $"contains(tolower(servicePrincipal/displayName),'wiki')) and activityDateTime gt {day})";
        await HoldsAsync(real, 2);
    }

    [Fact]
    public async Task An_entry_keeps_the_names_of_its_time()
    {
        await using var wiki = await StartAsync();
        await wiki.OnDemandAsync(wiki.Ada);
        var entra = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Cases", "entra-schema.json"),
                TestContext.Current.CancellationToken
            )
        );
        var before = Assert.Single((await wiki.Server.GetAsync(Log)).Values);

        await wiki.Server.PutAsync(wiki.SchemaPath, entra!);
        Assert.True(JsonNode.DeepEquals(before, Assert.Single((await wiki.Server.GetAsync(Log)).Values)));

        await ChangeAsync(wiki, 1);
        var after = (await wiki.Server.GetAsync(Log)).Values[0];
        Assert.Equal("Microsoft Entra ID", $"{after["sourceSystem"]!["displayName"]}");
        Assert.Equal("customappsso", $"{after["targetSystem"]!["displayName"]}");
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_of_it()
    {
        await using var wiki = await StartAsync();
        await wiki.OnDemandAsync(wiki.Ada);
        var id = (await wiki.Server.GetAsync(Log)).Values[0]["id"];
        var fabrikam = new Tenant(Guid.CreateVersion7(), "Fabrikam", "fabrikam.example");
        await wiki.Server.Installation.Authority.AddTenantAsync(
            fabrikam,
            "test",
            TestContext.Current.CancellationToken
        );
        var token = await wiki.Server.ClientAsync(fabrikam, "AuditLog.Read.All");

        Assert.Empty((await wiki.Server.SendAsync(HttpMethod.Get, Log, token: token)).Values);
        Assert.Equal(404, (await wiki.Server.SendAsync(HttpMethod.Get, $"{Log}/{id}", token: token)).Status);
    }

    [Theory]
    [InlineData("$filter=nothing eq 'x'")]
    [InlineData("$filter=activityDateTime gt")]
    [InlineData("$orderby=jobId")]
    [InlineData("$skiptoken=xyz")]
    [InlineData("$count=true")]
    [InlineData("$select=nothing")]
    public async Task What_a_log_does_not_know_is_refused(string query)
    {
        await using var wiki = await StartAsync();
        Assert.Equal(400, (await wiki.Server.GetAsync($"{Log}?{query}")).Status);
        Assert.Equal(404, (await wiki.Server.GetAsync($"{Log}/none")).Status);
        Assert.Equal(404, (await wiki.Server.GetAsync($"{Log}/99999")).Status);
    }

    /// <summary>Ada is provisioned, and then gets a number of titles.</summary>
    private static async Task ChangeAsync(Provisioned wiki, int times)
    {
        await wiki.ProvisionAsync(wiki.Ada);
        for (var i = 1; i <= times; i++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"Title {i}");
            await wiki.ApplyAsync(new DirectoryChange.Set(wiki.Ada, Attributes(("jobTitle", title))));
            await wiki.ProvisionAsync(wiki.Ada);
        }
    }

    private static string Title(JsonObject entry) => $"{entry["modifiedProperties"]![0]!["newValue"]}";

    private static string Text(JsonObject entry, string name) => entry[name]!.ToJsonString();

    private static readonly string[] Documented =
    [
        "activityDateTime",
        "changeId",
        "cycleId",
        "durationInMilliseconds",
        "id",
        "initiatedBy",
        "jobId",
        "modifiedProperties",
        "provisioningAction",
        "provisioningStatusInfo",
        "provisioningSteps",
        "servicePrincipal",
        "sourceIdentity",
        "sourceSystem",
        "targetIdentity",
        "targetSystem",
        "tenantId",
    ];
}
