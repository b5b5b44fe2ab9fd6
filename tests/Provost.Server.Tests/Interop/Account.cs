using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Interop;

/// <summary>What an application has, read with a plain HTTP client and written as lines that compare.</summary>
internal static class Account
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    public static string Line(string userName, bool active, IEnumerable<string?> values) =>
        $"user {userName} {(active ? "active" : "disabled")}: {string.Join(" | ", values.Select(v => v ?? "-"))}";

    public static string Line(string group, IEnumerable<string> members) =>
        $"group {group}: {string.Join(", ", members.Order(StringComparer.Ordinal))}";

    /// <summary>Everything there is, page by page.</summary>
    public static async Task<IReadOnlyList<string>> ReadAllAsync(Uri tenant, string token, CancellationToken ct)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var users = await ListAsync(http, $"{tenant}/Users", ct);
        var groups = await ListAsync(http, $"{tenant}/Groups", ct);
        var names = users.ToDictionary(u => Text(u, "id") ?? "", u => Text(u, "userName") ?? "");

        return
        [
            .. users
                .Select(u => User(u, names))
                .Concat(groups.Select(g => Group(g, names)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string User(JsonNode user, Dictionary<string, string> names) =>
        Line(
            Text(user, "userName") ?? "",
            user["active"]?.GetValue<bool>() ?? false,
            [
                Text(user, "externalId"),
                Text(user, "displayName"),
                Text(user["name"], "givenName"),
                Text(user["name"], "familyName"),
                Text(user["name"], "formatted"),
                OfType(user, "emails", "work", "value"),
                Text(user, "title"),
                Text(user[Enterprise], "department"),
                Text(user[Enterprise], "employeeNumber"),
                OfType(user, "phoneNumbers", "mobile", "value"),
                OfType(user, "addresses", "work", "locality"),
                Text(user[Enterprise]?["manager"], "value") is { } boss ? names[boss] : null,
            ]
        );

    private static string Group(JsonNode group, Dictionary<string, string> names) =>
        Line(
            Text(group, "displayName") ?? "",
            (group["members"] as JsonArray ?? []).Select(m => names[Text(m, "value") ?? ""])
        );

    private static string? Text(JsonNode? json, string name) => json?[name]?.GetValue<string>();

    private static string? OfType(JsonNode json, string list, string type, string name) =>
        Text((json[list] as JsonArray ?? []).SingleOrDefault(e => Text(e, "type") == type), name);

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(HttpClient http, string address, CancellationToken ct)
    {
        var all = new List<JsonNode>();
        while (true)
        {
            var json = await http.GetStringAsync(new Uri($"{address}?startIndex={all.Count + 1}&count=50"), ct);
            var page = JsonNode.Parse(json) ?? throw new InvalidDataException(json);
            var resources = page["Resources"] as JsonArray ?? [];
            all.AddRange(resources.OfType<JsonNode>());
            if (resources.Count == 0 || all.Count >= page["totalResults"]?.GetValue<int>())
                return all;
        }
    }
}
