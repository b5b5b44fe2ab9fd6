using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Cli;

/// <summary><c>provost schema …</c> as people type it.</summary>
public sealed class SchemaCommandTests
{
    [Fact]
    public async Task A_schema_goes_out_is_edited_compared_and_comes_in()
    {
        using var provost = await WithDialpadAsync();
        var file = provost.PathOf("dialpad.json");

        var exported = await provost.RunAsync("schema", "export", "Dialpad", "--out", file);
        var same = await provost.RunAsync("schema", "import", "Dialpad", file);
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file, Ct)).Replace("[jobTitle]", "Left([jobTitle], 5)"),
            Ct
        );
        var compared = await provost.RunAsync("schema", "diff", "Dialpad", file);
        var imported = await provost.RunAsync("schema", "import", "Dialpad", file);
        var settled = await provost.RunAsync("schema", "diff", "Dialpad", file);
        var restored = await provost.RunAsync("schema", "restore", "Dialpad");

        Assert.Equal(0, exported.Code);
        Assert.Contains("means what it meant before", same.Out, StringComparison.Ordinal);
        Assert.Contains(
            "User ~ title = [jobTitle] -> title = Left([jobTitle], 5)",
            compared.Out,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Version 2 is saved. The next cycle looks at everybody again",
            imported.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("There is no difference.", settled.Out, StringComparison.Ordinal);
        Assert.Contains("title = Left([jobTitle], 5) -> title = [jobTitle]", restored.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_is_added_changed_and_taken_away_from_a_terminal()
    {
        const string badge = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge";
        using var provost = await WithDialpadAsync();

        var unknown = await provost.RunAsync("schema", "map", "Dialpad", badge, "--source", "[employeeId]");
        var listed = await provost.RunAsync([
            "schema",
            "map",
            "Dialpad",
            badge,
            "--source",
            "[employeeId]",
            "--type",
            "Integer",
            "--sensitive",
        ]);
        var cleared = await provost.RunAsync([
            "schema",
            "map",
            "Dialpad",
            "title",
            "--source",
            "[jobTitle]",
            "--default",
            "Colleague",
            "--clear-null",
        ]);
        var unmapped = await provost.RunAsync("schema", "unmap", "Dialpad", "title");
        var again = await provost.RunAsync("schema", "unmap", "Dialpad", "title");
        var document = JsonNode.Parse((await provost.RunAsync("schema", "export", "Dialpad")).Out);

        Assert.Equal(1, unknown.Code);
        Assert.Contains("is not in the target's attribute list", unknown.Error, StringComparison.Ordinal);
        Assert.Contains($"User + {badge} = [employeeId]", listed.Out, StringComparison.Ordinal);
        Assert.Contains($"User attribute list + {badge} Integer, sensitive", listed.Out, StringComparison.Ordinal);
        Assert.Contains(
            "title = [jobTitle], default 'Colleague', cleared when null",
            cleared.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("User - title", unmapped.Out, StringComparison.Ordinal);
        Assert.Contains("title is not mapped. Mapped are: userName", again.Error, StringComparison.Ordinal);
        Assert.Contains(badge, document?["synchronizationRules"]?.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_is_written_as_a_sentence_and_taken_away()
    {
        using var provost = await WithDialpadAsync();

        var added = await provost.RunAsync([
            "schema",
            "filter",
            "Dialpad",
            "--add",
            "department EQUALS Sales",
            "--add",
            "mail IS NOT NULL",
            "--group",
            "Sales",
        ]);
        var wrong = await provost.RunAsync("schema", "filter", "Dialpad", "--add", "employeeId Greater_Than many");
        var cleared = await provost.RunAsync("schema", "filter", "Dialpad", "--clear");
        var nothing = await provost.RunAsync("schema", "filter", "Dialpad");

        Assert.Contains(
            "User filter + 'Sales': department EQUALS 'Sales' and mail IS NOT NULL",
            added.Out,
            StringComparison.Ordinal
        );
        Assert.Equal(1, wrong.Code);
        Assert.Contains("needs a whole number from 0, not 'many'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("User filter - 'Sales'", cleared.Out, StringComparison.Ordinal);
        Assert.Contains("Say what to do", nothing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_judged_without_an_installation_and_every_mistake_is_named()
    {
        using var provost = new ProvostProcess();
        var file = provost.Write(
            "broken.json",
            """
            {"synchronizationRules":[{"objectMappings":[{"sourceObjectName":"User","attributeMappings":[
              {"targetAttributeName":"title","source":{"expression":"Jion([a])"}},
              {"targetAttributeName":"id","source":{"expression":"[objectId]"}}]}]}]}
            """
        );

        var judged = await provost.RunAsync("schema", "validate", file);
        var gone = await provost.RunAsync("schema", "validate", provost.PathOf("nowhere.json"));
        var nonsense = await provost.RunAsync("schema", "validate", provost.Write("nonsense.json", "[]"));

        Assert.Equal(1, judged.Code);
        Assert.Contains("There is no function 'Jion' (position 1)", judged.Error, StringComparison.Ordinal);
        Assert.Contains("id: the target makes this attribute itself", judged.Error, StringComparison.Ordinal);
        Assert.Contains("userName: the target requires it", judged.Error, StringComparison.Ordinal);
        Assert.Equal(1, gone.Code);
        Assert.Contains("this is no JSON object", nonsense.Error, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<ProvostProcess> WithDialpadAsync()
    {
        var provost = new ProvostProcess();
        var added = await provost.RunAsync("apps", "add", "dialpad");
        Assert.Equal(0, added.Code);
        return provost;
    }
}
