using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Patching;

/// <summary>
/// What clients send, in the shapes of scim-wire A.7 and C; one case in <c>Cases/patch</c> is one test.
/// </summary>
public sealed class RecordedPatchTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var recorded in Read(file))
                data.Add(Path.GetFileNameWithoutExtension(file), (string?)recorded["name"] ?? "");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_clients_send_has_the_effect_they_mean(string client, string name)
    {
        var recorded = Read(Path.Combine(Folder, client + ".json")).Single(c => (string?)c["name"] == name);
        var resource = Given((string?)recorded["given"]);
        var operations = recorded["operations"]?.AsArray().Select(o => o?.ToJsonString() ?? "") ?? [];

        var changed = Requests
            .Patch([.. operations])
            .Apply(resource, resource["userName"] is null ? ResourceType.Group : ResourceType.User);

        Assert.Equal((bool?)recorded["changed"] ?? true, changed);
        foreach (var (attribute, expected) in recorded["expect"]?.AsObject() ?? [])
            People.Same(expected?.ToJsonString() ?? "null", resource[attribute]);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases", "patch");

    private static IEnumerable<JsonObject> Read(string file) =>
        JsonNode.Parse(File.ReadAllText(file))?.AsArray().OfType<JsonObject>() ?? [];

    private static ScimResource Given(string? name) =>
        name switch
        {
            "ada" => People.Ada(),
            "alan" => People.Alan(),
            _ => People.Team("ada-1", "grace-1"),
        };
}
