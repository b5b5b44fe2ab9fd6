using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>
/// What tools really send, with their headers, in their order (graph-api 9); every answer is like Graph's sample of it.
/// </summary>
public sealed class CallSequenceTests
{
    private static readonly (string Name, string Value)[] Terraform =
    [
        ("Accept", "application/json; charset=utf-8; IEEE754Compatible=false"),
        ("User-Agent", "HashiCorp Terraform/1.9.8 (+https://www.terraform.io) Terraform Plugin SDK/2.34.0"),
        ("Odata-Maxversion", "4.0"),
        ("Odata-Version", "4.0"),
        ("X-Ms-Correlation-Request-Id", "c7f3a7b0-6a3f-4a9a-8f26-0a8f3c1f2b55"),
    ];

    private static readonly (string Name, string Value)[] PowerShell =
    [
        ("Accept", "application/json"),
        ("User-Agent", "Mozilla/5.0 (Linux; Debian GNU/Linux 13) PowerShell/7.5.4 Invoke-MgGraphRequest"),
        ("SdkVersion", "graph-powershell/2.31.0"),
        ("client-request-id", "5b0a2f8e-4f1b-4d53-9a2a-6f6d9b0c7d11"),
    ];

    private static readonly (string Name, string Value)[] Explorer =
    [
        ("Accept", "application/json;odata.metadata=minimal;odata.streaming=true"),
        ("Prefer", "ms-graph-dev-mode"),
        ("ConsistencyLevel", "eventual"),
    ];

    [Fact]
    public async Task The_tutorial_of_Microsoft()
    {
        await using var wiki = await Provisioned.StartAsync();
        var made = await InstantiateAsync(wiki, Explorer);
        var synchronization = $"/servicePrincipals/{made["servicePrincipal"]!["id"]}/synchronization";
        var templates = await SendAsync(wiki, Explorer, "GET", $"{synchronization}/templates");
        GraphShape.AreLike("synchronizationTemplate", templates);
        var job = await SendAsync(
            wiki,
            Explorer,
            "POST",
            $"{synchronization}/jobs",
            new JsonObject { ["templateId"] = $"{templates.Values[0]["id"]}" }
        );
        Assert.Equal(201, job.Status);
        GraphShape.IsLike("synchronizationJob#justCreated", job.Body);
        var path = $"{synchronization}/jobs/{job.Value("id")}";
        var credentials = Credentials(wiki);
        await DoneAsync(
            wiki,
            Explorer,
            "POST",
            $"{path}/validateCredentials",
            new JsonObject { ["credentials"] = credentials.DeepClone() }
        );
        await DoneAsync(
            wiki,
            Explorer,
            "PUT",
            $"{synchronization}/secrets",
            new JsonObject { ["value"] = credentials }
        );
        await DoneAsync(wiki, Explorer, "POST", $"{path}/start");
        var jobs = await SendAsync(wiki, Explorer, "GET", $"{synchronization}/jobs");
        GraphShape.AreLike("synchronizationJob", jobs);
        await wiki.OnDemandAsync(wiki.Ada);
        GraphShape.AreLike(
            "provisioningObjectSummary",
            await SendAsync(wiki, Explorer, "GET", "/auditLogs/provisioning")
        );
        GraphShape.AreLike("directoryAudit", await SendAsync(wiki, Explorer, "GET", "/auditLogs/directoryAudits"));
    }

    [Fact]
    public async Task The_walk_through_for_another_tenant()
    {
        await using var wiki = await Provisioned.StartAsync();
        var made = await InstantiateAsync(wiki, PowerShell);
        var name = Uri.EscapeDataString("displayName eq 'Expenses'");
        var found = await SendAsync(wiki, PowerShell, "GET", $"/servicePrincipals?$filter={name}");
        GraphShape.AreLike("servicePrincipal", found);
        var id = $"{Assert.Single(found.Values)["id"]}";
        Assert.Equal($"{made["servicePrincipal"]!["id"]}", id);
        var synchronization = $"/servicePrincipals/{id}/synchronization";
        await DoneAsync(
            wiki,
            PowerShell,
            "POST",
            $"{synchronization}/jobs/validateCredentials",
            new JsonObject
            {
                ["useSavedCredentials"] = false,
                ["templateId"] = "scim",
                ["credentials"] = Credentials(wiki),
            }
        );
        var job = await SendAsync(
            wiki,
            PowerShell,
            "POST",
            $"{synchronization}/jobs",
            new JsonObject { ["templateId"] = "scim" }
        );
        var secrets = Credentials(wiki);
        secrets.Add(Secret("SyncNotificationSettings", """{"Enabled":false,"DeleteThresholdEnabled":false}"""));
        secrets.Add(Secret("SyncAll", "false"));
        await DoneAsync(wiki, PowerShell, "PUT", $"{synchronization}/secrets", new JsonObject { ["value"] = secrets });
        var assigned = await AssignAsync(wiki, PowerShell, id, made);
        GraphShape.IsLike("appRoleAssignment", assigned.Body);
        var path = $"{synchronization}/jobs/{job.Value("id")}";
        var schema = await SendAsync(wiki, PowerShell, "GET", $"{path}/schema");
        GraphShape.IsLike("synchronizationSchema", schema.Body);
        var onDemand = await SendAsync(
            wiki,
            PowerShell,
            "POST",
            $"{path}/provisionOnDemand",
            OnDemand(wiki.Ada, $"{schema.Body["synchronizationRules"]![0]!["id"]}")
        );
        Assert.Equal(200, onDemand.Status);
        Assert.Equal("Success", $"{JsonNode.Parse(onDemand.Value("key"))!["result"]}");
        await DoneAsync(wiki, PowerShell, "POST", $"{path}/start");
        GraphShape.IsLike("synchronizationJob", (await SendAsync(wiki, PowerShell, "GET", path)).Body);
    }

    [Fact]
    public async Task Terraform_applies_and_destroys()
    {
        await using var wiki = await Provisioned.StartAsync();
        var metadata = await SendAsync(
            wiki,
            Terraform,
            "GET",
            $"{wiki.Server.Https}/metadata/endpoints?api-version=2022-09-01"
        );
        Assert.Equal(wiki.Server.Https, metadata.Value("microsoftGraphResourceId").TrimEnd('/'));
        Assert.Equal(
            wiki.Server.Https,
            metadata.Body["authentication"]!["loginEndpoint"]!.GetValue<string>().TrimEnd('/')
        );
        Assert.NotEqual("", metadata.Value("name"));
        Assert.NotEqual("", metadata.Value("resourceManager"));

        var made = await InstantiateAsync(wiki, Terraform);
        var application = $"/applications/{made["application"]!["id"]}";
        GraphShape.IsLike("application", (await SendAsync(wiki, Terraform, "GET", application)).Body);
        await DoneAsync(wiki, Terraform, "PATCH", application, new JsonObject { ["displayName"] = "Expenses of all" });
        var servicePrincipal = $"/servicePrincipals/{made["servicePrincipal"]!["id"]}";
        var renamed = await SendAsync(wiki, Terraform, "GET", servicePrincipal);
        GraphShape.IsLike("servicePrincipal", renamed.Body);
        Assert.Equal("Expenses of all", renamed.Value("displayName"));

        await TerraformSecretsAsync(wiki, $"{servicePrincipal}/synchronization/secrets");
        await TerraformJobAsync(wiki, $"{servicePrincipal}/synchronization/jobs");

        var assignment = await AssignAsync(wiki, Terraform, $"{made["servicePrincipal"]!["id"]}", made);
        Assert.Equal($"{made["servicePrincipal"]!["id"]}", assignment.Value("resourceId"));
        var one = $"{servicePrincipal}/appRoleAssignedTo/{assignment.Value("id")}";
        GraphShape.IsLike("appRoleAssignment", (await SendAsync(wiki, Terraform, "GET", one)).Body);
        await DoneAsync(wiki, Terraform, "DELETE", one);
        Assert.Equal(404, (await SendAsync(wiki, Terraform, "GET", one)).Status);

        await DoneAsync(wiki, Terraform, "DELETE", application);
        foreach (var gone in (string[])[application, servicePrincipal])
            Assert.Equal(404, (await SendAsync(wiki, Terraform, "GET", gone)).Status);
    }

    private static async Task TerraformSecretsAsync(Provisioned wiki, string secrets)
    {
        await DoneAsync(wiki, Terraform, "PUT", secrets, new JsonObject { ["value"] = Credentials(wiki) });
        var stored = await SendAsync(wiki, Terraform, "GET", secrets);
        GraphShape.AreLike("synchronizationSecretKeyStringValuePair", stored);
        Assert.Equal(["BaseAddress", "SecretToken"], stored.Values.Select(s => $"{s["key"]}").Order());
        Assert.Equal("*", $"{stored.Values.Single(s => $"{s["key"]}" == "SecretToken")["value"]}");
        await DoneAsync(
            wiki,
            Terraform,
            "PUT",
            secrets,
            new JsonObject { ["value"] = new JsonArray(Secret("BaseAddress", ""), Secret("SecretToken", "")) }
        );
        var none = await SendAsync(wiki, Terraform, "GET", secrets);
        Assert.Equal(200, none.Status);
        Assert.Equal("[]", none.Body["value"]!.ToJsonString());
        await DoneAsync(wiki, Terraform, "PUT", secrets, new JsonObject { ["value"] = Credentials(wiki) });
    }

    private static async Task TerraformJobAsync(Provisioned wiki, string jobs)
    {
        var job = await SendAsync(wiki, Terraform, "POST", jobs, new JsonObject { ["templateId"] = "scim" });
        Assert.Equal(201, job.Status);
        var path = $"{jobs}/{job.Value("id")}";
        await DoneAsync(wiki, Terraform, "POST", $"{path}/start");
        var started = await SendAsync(wiki, Terraform, "GET", path);
        GraphShape.IsLike("synchronizationJob", started.Body);
        Assert.Equal("Active", $"{started.Body["schedule"]!["state"]}");
        Assert.True(started.Body["schedule"]!.AsObject().ContainsKey("expiration"));
        await DoneAsync(wiki, Terraform, "POST", $"{path}/pause");
        // Its "enabled" is whether this is Active.
        Assert.Equal("Paused", $"{(await SendAsync(wiki, Terraform, "GET", path)).Body["schedule"]!["state"]}");
        await DoneAsync(wiki, Terraform, "DELETE", path);
        Assert.Equal(404, (await SendAsync(wiki, Terraform, "GET", path)).Status);
    }

    [Fact]
    public async Task The_cmdlets_of_PowerShell()
    {
        await using var wiki = await Provisioned.StartAsync();
        GraphShape.AreLike(
            "applicationTemplate",
            await SendAsync(wiki, PowerShell, "GET", "/applicationTemplates?$top=20")
        );
        GraphShape.AreLike("application", await SendAsync(wiki, PowerShell, "GET", "/applications"));
        GraphShape.AreLike("organization", await SendAsync(wiki, PowerShell, "GET", "/organization"));
        GraphShape.IsLike("synchronizationJob", (await SendAsync(wiki, PowerShell, "GET", wiki.JobPath)).Body);
        var schema = await SendAsync(wiki, PowerShell, "GET", wiki.SchemaPath);
        GraphShape.IsLike("synchronizationSchema", schema.Body);
        schema.Body.Remove("@odata.context");
        await DoneAsync(wiki, PowerShell, "PATCH", wiki.SchemaPath, schema.Body);
        GraphShape.AreLike(
            "filterOperatorSchema",
            await SendAsync(wiki, PowerShell, "GET", $"{wiki.SchemaPath}/filterOperators()")
        );
        GraphShape.AreLike(
            "attributeMappingFunctionSchema",
            await SendAsync(wiki, PowerShell, "GET", $"{wiki.SchemaPath}/functions()")
        );
        var parsed = await SendAsync(
            wiki,
            PowerShell,
            "POST",
            $"{wiki.SchemaPath}/parseExpression",
            new JsonObject { ["expression"] = "Append([mailNickname], \"@contoso.example\")" }
        );
        GraphShape.IsLike("parseExpressionResponse", parsed.Body);
        var target = (await SendAsync(wiki, PowerShell, "GET", $"{wiki.SchemaPath}/directories")).Values[^1];
        var discovered = await SendAsync(
            wiki,
            PowerShell,
            "POST",
            $"{wiki.SchemaPath}/directories/{target["id"]}/discover"
        );
        GraphShape.IsLike("directoryDefinition", discovered.Body);
        await DoneAsync(
            wiki,
            PowerShell,
            "POST",
            $"{wiki.JobPath}/restart",
            new JsonObject { ["criteria"] = new JsonObject { ["resetScope"] = "Watermark, Escrows, QuarantineState" } }
        );
        await DoneAsync(wiki, PowerShell, "POST", $"{wiki.JobPath}/pause");
    }

    private static async Task<JsonObject> InstantiateAsync(Provisioned wiki, (string, string)[] headers)
    {
        var filter = Uri.EscapeDataString("displayName eq 'SCIM application of your own'");
        var templates = await SendAsync(wiki, headers, "GET", $"/applicationTemplates?$filter={filter}");
        GraphShape.AreLike("applicationTemplate", templates);
        var made = await SendAsync(
            wiki,
            headers,
            "POST",
            $"/applicationTemplates/{Assert.Single(templates.Values)["id"]}/instantiate",
            new JsonObject { ["displayName"] = "Expenses" }
        );
        Assert.Equal(201, made.Status);
        GraphShape.IsLike("applicationServicePrincipal", made.Body);
        return made.Body;
    }

    private static Task<GraphReply> AssignAsync(
        Provisioned wiki,
        (string, string)[] headers,
        string servicePrincipal,
        JsonObject made
    ) =>
        SendAsync(
            wiki,
            headers,
            "POST",
            $"/servicePrincipals/{servicePrincipal}/appRoleAssignedTo",
            new JsonObject
            {
                ["appRoleId"] = $"{made["servicePrincipal"]!["appRoles"]![0]!["id"]}",
                ["principalId"] = $"{wiki.Ada}",
                ["resourceId"] = servicePrincipal,
            }
        );

    private static JsonObject OnDemand(Guid user, string rule) =>
        new()
        {
            ["parameters"] = new JsonArray(
                new JsonObject
                {
                    ["ruleId"] = rule,
                    ["subjects"] = new JsonArray(
                        new JsonObject { ["objectId"] = $"{user}", ["objectTypeName"] = "User" }
                    ),
                }
            ),
        };

    private static JsonArray Credentials(Provisioned wiki) =>
        new(Secret("BaseAddress", wiki.Target.TenantUrl), Secret("SecretToken", Cli.Application.Token));

    private static JsonObject Secret(string key, string value) => new() { ["key"] = key, ["value"] = value };

    private static async Task DoneAsync(
        Provisioned wiki,
        (string, string)[] headers,
        string method,
        string path,
        JsonNode? body = null
    )
    {
        var reply = await SendAsync(wiki, headers, method, path, body);
        Assert.True(reply.Status == 204, $"{method} {path}: {reply.Status} {reply.Text}");
        Assert.Equal("", reply.Text);
    }

    private static async Task<GraphReply> SendAsync(
        Provisioned wiki,
        (string, string)[] headers,
        string method,
        string path,
        JsonNode? body = null
    )
    {
        wiki.Server.Installation.AllowPrivateTargets = true;
        var reply = await wiki.Server.SendAsync(new HttpMethod(method), path, body, null, headers);
        if (!path.StartsWith("https:", StringComparison.Ordinal))
            Assert.True(Guid.TryParse(reply.Headers.GetValues("request-id").Single(), out _));
        return reply;
    }
}
