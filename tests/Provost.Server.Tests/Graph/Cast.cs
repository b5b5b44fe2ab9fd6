using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>People and groups of Contoso, made over the API.</summary>
internal static class Cast
{
    public static JsonObject Person(string name) =>
        new()
        {
            ["accountEnabled"] = true,
            ["displayName"] = name,
            ["mailNickname"] = name.ToLowerInvariant(),
            ["userPrincipalName"] = $"{name.ToLowerInvariant()}@contoso.example",
            ["passwordProfile"] = new JsonObject { ["password"] = "correct horse battery" },
        };

    public static JsonObject Team(string name) =>
        new()
        {
            ["displayName"] = name,
            ["mailEnabled"] = false,
            ["mailNickname"] = name.ToLowerInvariant(),
            ["securityEnabled"] = true,
        };

    /// <summary>Makes a user and gives her id.</summary>
    public static async Task<string> UserAsync(this GraphServer server, string name)
    {
        var reply = await server.PostAsync("/users", Person(name));
        Assert.True(reply.Status == 201, reply.Text);
        return reply.Value("id");
    }

    public static async Task<string> GroupAsync(this GraphServer server, string name, params string[] members)
    {
        var group = Team(name);
        if (members.Length > 0)
            group["members@odata.bind"] = new JsonArray([.. members.Select(m => (JsonNode)$"/directoryObjects/{m}")]);
        var reply = await server.PostAsync("/groups", group);
        Assert.True(reply.Status == 201, reply.Text);
        return reply.Value("id");
    }

    public static JsonObject Reference(string id, string collection = "directoryObjects") =>
        new() { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/{collection}/{id}" };

    /// <summary>A property of every object of a collection, in order.</summary>
    public static string Each(this GraphReply reply, string property = "displayName") =>
        string.Join(' ', reply.Values.Select(v => v[property]?.ToString() ?? "null"));
}
