using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Server.Graph;

namespace Provost.Server.Tests.Graph;

/// <summary>
/// Random requests that are wrong in some way: whatever comes, the answer is Graph's, and never the server's fault. Ten
/// thousand of them, a hundred thousand with <c>./test --long</c>.
/// </summary>
public sealed class MalformedRequestTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly int Requests = Environment.GetEnvironmentVariable("PROVOST_LONG") == "1" ? 100_000 : 10_000;

    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "99999999999999999999",
        "\"\"",
        "\"x\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[null]",
        "[{}]",
        "[[]]",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"not-a-guid\"",
        "\"2026-13-45T99:00:00Z\"",
        "\"PT\"",
        "\"P99999999999D\"",
        "\"Watermark,,Full\"",
        "{\"@odata.type\":1}",
    ];

    private static readonly string[] Names =
    [
        "displayName",
        "accountEnabled",
        "userPrincipalName",
        "mailNickname",
        "passwordProfile",
        "businessPhones",
        "onPremisesExtensionAttributes",
        "members@odata.bind",
        "@odata.id",
        "templateId",
        "credentials",
        "useSavedCredentials",
        "value",
        "key",
        "schedule",
        "interval",
        "synchronizationJobSettings",
        "synchronizationRules",
        "directories",
        "criteria",
        "resetScope",
        "parameters",
        "subjects",
        "ruleId",
        "expression",
        "testInputObject",
        "properties",
        "appRoles",
        "principalId",
        "resourceId",
        "appRoleId",
        "appId",
        "web",
        "tags",
        "requests",
        "id",
        "method",
        "url",
        "dependsOn",
        "ids",
        "types",
        "keyCredential",
        "passwordCredential",
        "endDateTime",
        "colour",
        "\\ud800",
    ];

    private static readonly string[] Queries =
    [
        "$filter=displayName eq",
        "$filter=displayName eq 'x",
        "$filter=((((((((((((((((((((((((((((((((((((((((id eq '1'",
        "$filter=not not not not (id eq null)",
        "$filter=tags/any(t:t eq 1)",
        "$filter=startswith(displayName,1)",
        "$filter=id in ()",
        "$filter=displayName gt null and accountEnabled eq 'maybe'",
        "$filter=%00",
        "$filter='%25_%27'",
        "$filter=contains(displayName,'%25')",
        "$filter=activityDateTime gt 9999-12-31 or activityDateTime lt 0000-00-00",
        "$filter=createdDateTime ge 2026-01-01T00:00:00Z",
        "$orderby=displayName sideways",
        "$orderby=,",
        "$select=",
        "$select=id,,colour",
        "$select=*",
        "$expand=everything($levels=max)",
        "$top=0",
        "$top=-1",
        "$top=99999999999",
        "$top=1&$top=2",
        "$skip=x",
        "$count=perhaps",
        "$search=\"displayName:\"",
        "$search=",
        "$skiptoken=AAAA",
        "$skiptoken=%FF",
        "$deltatoken=latest",
        "$deltatoken=AAAA",
        "$deltatoken=eyJ2IjoxfQ",
        "$unknown=1",
        "$",
        "&&&===",
    ];

    private static readonly string[] Keys =
    [
        "x",
        "..",
        "%2e%2e",
        "%2F",
        "a%2Fb",
        "%FF%FE",
        "appId=",
        "00000000-0000-0000-0000-000000000000",
        "(appId='x')",
        "('",
        "''",
        "$ref",
        "$count",
        "graph.user",
        "microsoft.graph.group()",
        "%F0%9F%98%80",
        "scim.0.0",
        "ada@contoso.example",
    ];

    [Fact]
    public async Task No_request_makes_the_server_fail_or_answer_with_nothing()
    {
        await using var server = await GraphServer.StartAsync();
        var known = await KnownAsync(server);
        var token = new AuthenticationHeaderValue(
            "Bearer",
            await server.TokenAsync(server.Contoso, GraphServer.AppId, GraphServer.Secret)
        );
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var random = new Random(seed);
        for (var n = 0; n < Requests; n++)
        {
            var (method, path, body) = Next(random, known);
            using var request = new HttpRequestMessage(method, new Uri($"{server.PlainHttp}/v1.0/{path}"));
            request.Headers.Authorization = token;
            if (body is not null)
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var response = await server.Http.SendAsync(request, Ct);
            var text = await response.Content.ReadAsStringAsync(Ct);
            var said =
                $"seed {seed}, request {n}: {method} {path}\n{Encoding.UTF8.GetString(body ?? [])}\n{(int)response.StatusCode} {text}";
            Assert.True((int)response.StatusCode is < 500 or 501, said);
            if ((int)response.StatusCode < 400)
                continue;
            Assert.True(text.Length > 0, said);
            var error = JsonNode.Parse(text)?["error"];
            Assert.True(error?["code"]?.GetValue<string>() is { Length: > 0 }, said);
            Assert.True(error?["message"]?.GetValue<string>() is { Length: > 0 }, said);
        }
    }

    private static (HttpMethod Method, string Path, byte[]? Body) Next(Random random, Dictionary<string, string> known)
    {
        var route = GraphRoutes.All[random.Next(GraphRoutes.All.Count)];
        var method = random.Next(10) == 0 ? Any(random, "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD") : route.Method;
        var segments = route.Segments.Select(s =>
            !s.StartsWith('{') ? s
            : random.Next(3) > 0 && known.TryGetValue(s[1..^1], out var id) ? id
            : Keys[random.Next(Keys.Length)]
        );
        var path = string.Join('/', segments);
        if (random.Next(8) == 0)
            path = path.Insert(random.Next(path.Length + 1), Keys[random.Next(Keys.Length)]);
        if (random.Next(3) == 0)
            path += $"?{Queries[random.Next(Queries.Length)]}";
        if (random.Next(12) == 0)
            path += $"&{Queries[random.Next(Queries.Length)]}";
        // A zero in the path is refused by Kestrel, with an empty 400, before any of our code runs.
        var query = path.IndexOf('?', StringComparison.Ordinal);
        path = query < 0 ? path.Replace("%00", "0") : path[..query].Replace("%00", "0") + path[query..];
        // What would end the walk early is left alone: the objects that others are found by.
        if (method == "DELETE" && known.Values.Any(path.Contains))
            method = "GET";
        var body = method is "GET" or "DELETE" or "HEAD" ? null : Encoding.UTF8.GetBytes(Body(random, 0));
        if (body is { Length: > 2 } && random.Next(6) == 0)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        return (new HttpMethod(method == "HEAD" ? "GET" : method), path, body);
    }

    private static string Body(Random random, int depth)
    {
        if (depth == 0 && random.Next(20) == 0)
            return Any(random, "", "{", "[", "nul", new string('[', 200), "{\"a\":1,\"a\":2}", "\"text\"", "[]");
        var members = Enumerable
            .Range(0, random.Next(4))
            .Select(_ => $"\"{Names[random.Next(Names.Length)]}\":{Value(random, depth)}");
        return $"{{{string.Join(',', members)}}}";
    }

    private static string Value(Random random, int depth) =>
        random.Next(4) switch
        {
            0 when depth < 3 => Body(random, depth + 1),
            1 when depth < 3 => $"[{Body(random, depth + 1)}]",
            _ => Values[random.Next(Values.Length)],
        };

    private static string Any(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    private static async Task<Dictionary<string, string>> KnownAsync(GraphServer server)
    {
        var made = await server.PostAsync(
            $"/applicationTemplates/{Gallery.Scim.TemplateId}/instantiate",
            new JsonObject { ["displayName"] = "Wiki" }
        );
        var principal = $"{made.Body["servicePrincipal"]!["id"]}";
        var job = await server.PostAsync(
            $"/servicePrincipals/{principal}/synchronization/jobs",
            new JsonObject { ["templateId"] = "scim" }
        );
        var user = await server.PostAsync(
            "/users",
            new JsonObject
            {
                ["accountEnabled"] = true,
                ["displayName"] = "Ada",
                ["mailNickname"] = "ada",
                ["userPrincipalName"] = "ada@contoso.example",
                ["passwordProfile"] = new JsonObject { ["password"] = "correct horse 1" },
            }
        );
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["application"] = $"{made.Body["application"]!["id"]}",
            ["servicePrincipal"] = principal,
            ["job"] = job.Value("id"),
            ["template"] = "scim",
            ["user"] = user.Value("id"),
            ["principal"] = user.Value("id"),
        };
    }
}
