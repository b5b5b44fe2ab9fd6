using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Rules;

/// <summary>Accounts as somebody sees and edits them in the application itself.</summary>
internal static class Accounts
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The account of <c>Ada</c>, found by its name there.</summary>
    public static async Task<JsonObject> AccountAsync(this Contoso contoso, string name) =>
        (await contoso.UsersAsync()).Single(u => u["displayName"]?.GetValue<string>() == name);

    public static async Task<bool> IsActiveAsync(this Contoso contoso, string name) =>
        (await contoso.AccountAsync(name))["active"]?.GetValue<bool>() ?? true;

    /// <summary>Changes one attribute in the application.</summary>
    public static async Task EditAccountAsync(this Contoso contoso, string name, string path, JsonNode value)
    {
        var id = (await contoso.AccountAsync(name))["id"]?.GetValue<string>();
        var patch = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray(
                new JsonObject
                {
                    ["op"] = "replace",
                    ["path"] = path,
                    ["value"] = value,
                }
            ),
        };
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var body = new StringContent(patch.ToJsonString(), null, "application/scim+json");
        using var answer = await http.PatchAsync(new Uri(contoso.Wire.Address, $"Users/{id}"), body, Ct);
        answer.EnsureSuccessStatusCode();
        contoso.Wire.Take();
    }

    /// <summary>The names in the members of a group of the application.</summary>
    public static async Task<IEnumerable<string>> MembersAsync(this Contoso contoso, string group)
    {
        var names = (await contoso.UsersAsync()).ToDictionary(
            u => u["id"]?.GetValue<string>() ?? "",
            u => u["displayName"]?.GetValue<string>() ?? ""
        );
        var found = (await contoso.GroupsAsync()).Single(g => g["displayName"]?.GetValue<string>() == group);
        return (found["members"]?.AsArray() ?? []).Select(m => names[m?["value"]?.GetValue<string>() ?? ""]);
    }
}
