using System.Text.Json.Nodes;
using Provost.Engine.Applications;

namespace Provost.Server.Tests.Graph;

/// <summary>The gallery over Graph (graph-api 4).</summary>
public sealed class TemplateTests
{
    [Fact]
    public async Task Every_template_that_can_be_added_is_and_its_schema_is_valid()
    {
        await using var server = await GraphServer.StartAsync();
        var templates = (await server.GetAsync("/applicationTemplates?$top=999")).Values;
        Assert.Equal(Gallery.All.Count, templates.Count);

        foreach (var template in templates)
        {
            var name = template["displayName"]!.GetValue<string>();
            var added = await server.PostAsync(
                $"/applicationTemplates/{template["id"]}/instantiate",
                new JsonObject { ["displayName"] = name }
            );
            if (template["supportedProvisioningTypes"]!.AsArray().Count == 0)
            {
                Assert.Equal(400, added.Status);
                Assert.Contains("cannot be added yet", added.ErrorMessage, StringComparison.Ordinal);
                continue;
            }

            Assert.True(added.Status == 201, $"{name}: {added.Text}");
            Assert.Equal($"{template["id"]}", $"{added.Body["application"]!["applicationTemplateId"]}");
            var synchronization = $"/servicePrincipals/{added.Body["servicePrincipal"]!["id"]}/synchronization";
            var connector = Assert.Single((await server.GetAsync($"{synchronization}/templates")).Values)["id"];
            var job = await server.PostAsync(
                $"{synchronization}/jobs",
                new JsonObject { ["templateId"] = $"{connector}" }
            );
            Assert.True(job.Status == 201, $"{name}: {job.Text}");
            var schema = (await server.GetAsync($"{synchronization}/jobs/{job.Value("id")}/schema")).Body;
            schema.Remove("@odata.context");
            var stored = await server.PutAsync($"{synchronization}/jobs/{job.Value("id")}/schema", schema);
            Assert.True(stored.Status == 204, $"{name}: {stored.Text}");
        }
    }

    [Fact]
    public async Task Dialpad_is_an_OpenID_Connect_application_with_an_address_to_sign_in_at()
    {
        await using var server = await GraphServer.StartAsync();
        var dialpad = Assert.Single(
            (
                await server.GetAsync(
                    $"/applicationTemplates?$filter={Uri.EscapeDataString("displayName eq 'Dialpad'")}"
                )
            ).Values
        );
        Assert.Equal("""["oidc"]""", dialpad["supportedSingleSignOnModes"]!.ToJsonString());

        var added = await server.PostAsync(
            $"/applicationTemplates/{dialpad["id"]}/instantiate",
            new JsonObject { ["displayName"] = "Dialpad" }
        );

        Assert.Equal("http://localhost:5090", $"{added.Body["servicePrincipal"]!["loginUrl"]}");
        Assert.Equal("https://www.dialpad.com", $"{added.Body["servicePrincipal"]!["homepage"]}");
    }
}
