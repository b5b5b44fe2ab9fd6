using System.Text.Json.Nodes;
using static Provost.Server.Tests.Graph.Provisioned;

namespace Provost.Server.Tests.Graph;

/// <summary>The audit over Graph (graph-api 7): who, what, old and new, and never a secret.</summary>
public sealed class DirectoryAuditTests
{
    private const string Log = "/auditLogs/directoryAudits";

    [Fact]
    public async Task A_changed_user_is_told_with_old_and_new_values_and_who_it_was()
    {
        await using var wiki = await StartAsync();
        var reply = await wiki.Server.PatchAsync(
            $"/users/{wiki.Ada}",
            new JsonObject { ["jobTitle"] = "Countess", ["businessPhones"] = new JsonArray("+44 1") }
        );
        Assert.Equal(204, reply.Status);

        var entry = (await wiki.Server.GetAsync($"{Log}?$top=1")).Values[0];

        Assert.Equal(Documented, entry.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Update user", $"{entry["activityDisplayName"]}");
        Assert.Equal("UserManagement", $"{entry["category"]}");
        Assert.Equal("Update", $"{entry["operationType"]}");
        Assert.Equal("Core Directory", $"{entry["loggedByService"]}");
        Assert.Equal("success", $"{entry["result"]}");
        Assert.Equal(reply.Headers.GetValues("request-id").Single(), $"{entry["correlationId"]}");
        Assert.Null(entry["initiatedBy"]!["user"]);
        Assert.Equal($"{GraphServer.AppId}", $"{entry["initiatedBy"]!["app"]!["appId"]}");
        var target = entry["targetResources"]![0]!;
        Assert.Equal(
            ($"{wiki.Ada}", "User", "Ada Lovelace", "ada@contoso.example"),
            ($"{target["id"]}", $"{target["type"]}", $"{target["displayName"]}", $"{target["userPrincipalName"]}")
        );
        Assert.Equal(
            [
                """{"displayName":"jobTitle","oldValue":"Analyst","newValue":"Countess"}""",
                """{"displayName":"businessPhones","oldValue":null,"newValue":"[\u0022\u002B44 1\u0022]"}""",
            ],
            target["modifiedProperties"]!.AsArray().Select(p => p!.ToJsonString())
        );
        var alone = await wiki.Server.GetAsync($"{Log}/{entry["id"]}");
        alone.Body.Remove("@odata.context");
        Assert.True(JsonNode.DeepEquals(entry, alone.Body));
    }

    [Fact]
    public async Task Every_kind_of_change_leaves_an_entry()
    {
        await using var wiki = await StartAsync();
        var server = wiki.Server;
        var before = (await server.GetAsync($"{Log}?$top=1")).Values[0]["id"]!.GetValue<string>();

        await DoEverythingAsync(wiki);

        var activities = (await server.GetAsync($"{Log}?$top=999&$orderby=activityDateTime"))
            .Values.Where(e => long.Parse($"{e["id"]}") > long.Parse(before))
            .Select(e => $"{e["category"]}: {e["activityDisplayName"]}");
        const string expected = """
            GroupManagement: Add group
            GroupManagement: Add member to group
            GroupManagement: Remove member from group
            GroupManagement: Delete group
            GroupManagement: Restore group
            UserManagement: Disable account
            ApplicationManagement: Add application
            ApplicationManagement: Update application – Certificates and secrets management
            ApplicationManagement: Update application
            ApplicationManagement: Delete application
            ApplicationManagement: Hard delete application
            ApplicationManagement: Remove app role assignment from user
            ApplicationManagement: Add app role assignment grant to user
            ProvisioningManagement: Update credentials
            ProvisioningManagement: Update attribute mappings or scope
            ProvisioningManagement: Enable/start provisioning
            ProvisioningManagement: Disable/pause provisioning
            ProvisioningManagement: Disable/pause provisioning
            ProvisioningManagement: Enable/restart provisioning
            ProvisioningManagement: Disable/pause provisioning
            ProvisioningManagement: Delete provisioning job
            """;
        Assert.Equal(expected, string.Join('\n', activities));
    }

    [Fact]
    public async Task No_secret_gets_into_it()
    {
        await using var wiki = await StartAsync();
        var application = await wiki.Server.PostAsync("/applications", new JsonObject { ["displayName"] = "Reports" });
        var secret = await wiki.Server.PostAsync(
            $"/applications/{application.Value("id")}/addPassword",
            new JsonObject()
        );
        await wiki.Server.PutAsync(
            $"/servicePrincipals/{wiki.Application.Id}/synchronization/secrets",
            Secrets(("BaseAddress", "https://wiki.example/scim"), ("SecretToken", "open sesame"))
        );

        var log = (await wiki.Server.GetAsync($"{Log}?$top=999")).Text;

        Assert.Contains("https://wiki.example/scim", log, StringComparison.Ordinal);
        Assert.DoesNotContain("open sesame", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Cli.Application.Token, log, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Value("secretText"), log, StringComparison.Ordinal);
        Assert.Contains(
            """{"displayName":"SecretToken","oldValue":"*","newValue":"*"}""",
            log,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Filters_say_what_Graphs_say()
    {
        await using var wiki = await StartAsync();
        var reply = await wiki.Server.PatchAsync($"/users/{wiki.Ada}", new JsonObject { ["jobTitle"] = "Countess" });
        var request = reply.Headers.GetValues("request-id").Single();

        async Task HoldsAsync(string filter, params string[] expected)
        {
            var found = await wiki.Server.GetAsync($"{Log}?$filter={Uri.EscapeDataString(filter)}");
            Assert.True(found.Status == 200, $"{filter}: {found.Text}");
            Assert.Equal(expected, found.Values.Select(e => $"{e["activityDisplayName"]}"));
        }

        await HoldsAsync($"correlationId eq '{request}'", "Update user");
        await HoldsAsync(
            $"targetResources/any(t:t/id eq '{wiki.Ada}') and category eq 'UserManagement'",
            "Update user",
            "Add user"
        );
        await HoldsAsync("activityDisplayName eq 'Update user' and result eq 'success'", "Update user");
        await HoldsAsync("loggedByService eq 'Account Provisioning'", "Update credentials", "Add provisioning job");
        await HoldsAsync($"initiatedBy/app/appId eq '{GraphServer.AppId}'", "Update user");
        await HoldsAsync("activityDateTime lt 2020-01-01");
        await HoldsAsync("startswith(activityDisplayName,'Update us')", "Update user");
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_of_it()
    {
        await using var wiki = await StartAsync();
        var id = (await wiki.Server.GetAsync(Log)).Values[0]["id"];
        var fabrikam = await wiki.Server.AddTenantAsync("Fabrikam");
        var token = await wiki.Server.ClientAsync(fabrikam, "AuditLog.Read.All");

        var theirs = await wiki.Server.SendAsync(HttpMethod.Get, Log, token: token);
        Assert.DoesNotContain("Ada", theirs.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await wiki.Server.SendAsync(HttpMethod.Get, $"{Log}/{id}", token: token)).Status);
    }

    private static async Task DoEverythingAsync(Provisioned wiki)
    {
        var server = wiki.Server;
        var group = await server.PostAsync(
            "/groups",
            new JsonObject
            {
                ["displayName"] = "Engineers",
                ["mailEnabled"] = false,
                ["mailNickname"] = "engineers",
                ["securityEnabled"] = true,
            }
        );
        var members = $"/groups/{group.Value("id")}/members";
        await server.PostAsync(
            $"{members}/$ref",
            new JsonObject { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{wiki.Ada}" }
        );
        await server.DeleteAsync($"{members}/{wiki.Ada}/$ref");
        await server.DeleteAsync($"/groups/{group.Value("id")}");
        await server.PostAsync($"/directory/deletedItems/{group.Value("id")}/restore");
        await server.PatchAsync($"/users/{wiki.Ada}", new JsonObject { ["accountEnabled"] = false });

        var application = await server.PostAsync("/applications", new JsonObject { ["displayName"] = "Reports" });
        var path = $"/applications/{application.Value("id")}";
        await server.PostAsync($"{path}/addPassword", new JsonObject());
        await server.PatchAsync(path, new JsonObject { ["displayName"] = "Reporting" });
        await server.DeleteAsync(path);
        await server.DeleteAsync($"/directory/deletedItems/{application.Value("id")}");

        var assigned = $"/servicePrincipals/{wiki.Application.Id}/appRoleAssignedTo";
        var assignment = (await server.GetAsync(assigned)).Values[0];
        await server.DeleteAsync($"{assigned}/{assignment["id"]}");
        await server.PostAsync(
            assigned,
            new JsonObject
            {
                ["principalId"] = $"{wiki.Ada}",
                ["resourceId"] = $"{wiki.Application.Id}",
                ["appRoleId"] = $"{assignment["appRoleId"]}",
            }
        );

        await server.PutAsync(
            $"/servicePrincipals/{wiki.Application.Id}/synchronization/secrets",
            Secrets(("BaseAddress", wiki.Target.TenantUrl), ("SecretToken", Cli.Application.Token))
        );
        var schema = (await server.GetAsync(wiki.SchemaPath)).Body;
        schema["synchronizationRules"]![0]!["objectMappings"]![1]!["enabled"] = false;
        schema.Remove("@odata.context");
        await server.PutAsync(wiki.SchemaPath, schema);
        await server.PostAsync($"{wiki.JobPath}/start");
        await server.PostAsync($"{wiki.JobPath}/pause");
        var restarted = await server.PostAsync(
            $"{wiki.JobPath}/restart",
            new JsonObject { ["criteria"] = new JsonObject { ["resetScope"] = "Watermark, Escrows" } }
        );
        Assert.True(restarted.Status == 204, restarted.Text);
        await server.DeleteAsync(wiki.JobPath);
    }

    private static JsonObject Secrets(params (string Key, string Value)[] secrets) =>
        new()
        {
            ["value"] = new JsonArray([
                .. secrets.Select(s => new JsonObject { ["key"] = s.Key, ["value"] = s.Value }),
            ]),
        };

    private static readonly string[] Documented =
    [
        "activityDateTime",
        "activityDisplayName",
        "additionalDetails",
        "category",
        "correlationId",
        "id",
        "initiatedBy",
        "loggedByService",
        "operationType",
        "result",
        "resultReason",
        "targetResources",
    ];
}
