using System.Text.Json.Nodes;
using Provost.Server.Tests.Dialpad;
using Provost.Server.Tests.Graph;

namespace Provost.Server.Tests.Interop;

/// <summary>
/// The tutorial by API, as Microsoft's clients for JavaScript speak it, against the Dialpad stand-in (graph-api 9.1).
/// </summary>
public sealed class JavaScriptGraphTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Microsoft_Graph_for_JavaScript_configures_provisioning_from_template_to_log()
    {
        await using var dialpad = await TestCompany.StartAsync();
        await using var server = await GraphServer.StartAsync();
        server.Installation.AllowPrivateTargets = true;
        var ada = Guid.CreateVersion7();
        await server.Installation.Directory.ApplyAsync(
            server.Installation.Caller,
            [Provisioned.Person(ada, "ada", "Ada", "Lovelace")],
            Ct
        );

        using var node = Node.Start(
            "graph-tutorial.mjs",
            ("NODE_EXTRA_CA_CERTS", server.CaFile),
            ("ROOT", server.Https),
            ("TENANT_ID", $"{server.Contoso.Id}"),
            ("CLIENT_ID", $"{GraphServer.AppId}"),
            ("CLIENT_SECRET", GraphServer.Secret),
            ("USER_ID", $"{ada}"),
            ("TARGET_URL", $"{dialpad.BaseAddress}scim"),
            ("TARGET_TOKEN", await dialpad.NewKeyAsync("provost"))
        );
        var errors = node.StandardError.ReadToEndAsync(Ct);
        var said = await node.StandardOutput.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);

        Assert.True(node.ExitCode == 0, await errors);
        var result = JsonNode.Parse(said)!.AsObject();
        Assert.Equal("Ada Lovelace", $"{result["assigned"]}");
        Assert.Equal("Disabled NotConfigured", $"{result["begins"]}");
        Assert.Equal("400", $"{result["wrong"]}");
        Assert.Contains(
            """{"key":"SecretToken","value":"*"}""",
            result["secrets"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Equal(("Active", "1"), ($"{result["status"]}", $"{result["users"]}"));
        Assert.Equal("""["Ada Lovelace: success"]""", result["log"]!.ToJsonString());
        Assert.Equal(("Paused", "404"), ($"{result["paused"]}", $"{result["gone"]}"));
        var user = (await dialpad.GetAsync("/Users")).Body["Resources"]!
            .AsArray()
            .Single(r => $"{r!["userName"]}" == "ada@contoso.example");
        Assert.Equal("Countess", $"{user!["title"]}");
    }
}
