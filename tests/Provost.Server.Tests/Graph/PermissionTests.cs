using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Server.Graph;

namespace Provost.Server.Tests.Graph;

/// <summary>
/// Who may do what, over every route that there is (graph-api 2.5). After a change of operations, run these tests with
/// APPROVE=1 and look at the difference of <c>docs/permissions.md</c>.
/// </summary>
public sealed partial class PermissionTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_every_route_answers_401()
    {
        await using var server = await GraphServer.StartAsync();
        foreach (var route in GraphRoutes.All)
        {
            var reply = await server.SendAsync(new HttpMethod(route.Method), Filled(route, Nobody), token: "");
            Assert.True(reply.Status == 401, $"{route.Method} {route.Template}: {reply.Status}");
            Assert.Equal("InvalidAuthenticationToken", reply.ErrorCode);
        }
    }

    [Fact]
    public async Task With_one_permission_a_client_may_do_exactly_what_the_table_says()
    {
        await using var server = await GraphServer.StartAsync();
        foreach (var permission in Operations.Permissions.Append(""))
        {
            var token = await server.ClientAsync(permission.Length > 0 ? [permission] : []);
            foreach (var route in GraphRoutes.All)
            {
                var reply = await server.SendAsync(new HttpMethod(route.Method), Filled(route, Nobody), token: token);
                var allowed = Allowed(route.Operation, permission);
                Assert.True(
                    reply.Status == 403 != allowed,
                    $"{permission} on {route.Method} {route.Template}: {reply.Status} {reply.ErrorMessage}"
                );
                Assert.True(reply.Status < 500, $"{route.Method} {route.Template}: {reply.Text}");
            }
        }
    }

    [Fact]
    public async Task A_person_needs_the_scope_and_one_of_the_roles()
    {
        await using var server = await GraphServer.StartAsync();
        DirectoryRole?[] roles = [null, .. Enum.GetValues<DirectoryRole>().Cast<DirectoryRole?>()];
        foreach (var role in roles)
        {
            foreach (var route in GraphRoutes.All)
            {
                var held = role is { } one ? (DirectoryRole[])[one] : [];
                var inRole = route.Operation.ForEverybody || (role is { } r && route.Operation.Roles.Contains(r));
                var needed = route.Operation.AnyOf.Concat(route.Operation.And).ToList();
                Assert.True(
                    await StatusAsync(server, route, Grants.OfPerson(needed, held)) == 403 != inRole,
                    $"{role} on {route.Method} {route.Template}"
                );
                var without = await StatusAsync(server, route, Grants.OfPerson([], held));
                Assert.True(
                    without == 403 != route.Operation.ForEverybody,
                    $"{role} without a scope: {route.Template}"
                );
            }
        }
    }

    [Fact]
    public async Task With_another_tenants_token_nothing_is_there()
    {
        await using var server = await GraphServer.StartAsync();
        server.Installation.AllowPrivateTargets = true;
        var mine = await ContosoAsync(server);
        var fabrikam = await server.AddTenantAsync("Fabrikam");
        var token = await server.ClientAsync(fabrikam, [.. Operations.Permissions]);
        foreach (var route in GraphRoutes.All)
        {
            var body = route.Method is "POST" or "PUT" or "PATCH" ? new JsonObject() : null;
            var reply = await server.SendAsync(new HttpMethod(route.Method), Filled(route, mine), body, token);
            // What the body of a request is refused for says nothing of the object: it is the same for one that is not.
            var nobody = await server.SendAsync(new HttpMethod(route.Method), Filled(route, Nobody), body, token);
            var named = route.Segments.Any(s => s.StartsWith('{') && s != "{template}");
            var where = $"{route.Method} {Filled(route, mine)}: {reply.Status} {reply.Text}";
            Assert.True(!named || (reply.Status == nobody.Status && reply.Status is 404 or 400), where);
            foreach (var id in mine.Where(m => m.Key != "template").Select(m => m.Value))
                Assert.True(named || !reply.Text.Contains(id, StringComparison.OrdinalIgnoreCase), where);
        }
    }

    [Theory]
    [InlineData("User.Read.All", "GET", "users", true)]
    [InlineData("User.Read.All", "POST", "users", false)]
    [InlineData("Synchronization.Read.All", "GET", "servicePrincipals/{servicePrincipal}/synchronization/jobs", true)]
    [InlineData(
        "Synchronization.Read.All",
        "PUT",
        "servicePrincipals/{servicePrincipal}/synchronization/secrets",
        false
    )]
    [InlineData(
        "Synchronization.ReadWrite.All",
        "PUT",
        "servicePrincipals/{servicePrincipal}/synchronization/secrets",
        true
    )]
    [InlineData("Application.ReadWrite.All", "POST", "servicePrincipals/{servicePrincipal}/appRoleAssignedTo", false)]
    [InlineData(
        "AppRoleAssignment.ReadWrite.All",
        "POST",
        "servicePrincipals/{servicePrincipal}/appRoleAssignedTo",
        false
    )]
    [InlineData(
        "AppRoleAssignment.ReadWrite.All",
        "DELETE",
        "servicePrincipals/{servicePrincipal}/appRoleAssignedTo/{assignment}",
        true
    )]
    [InlineData("Application.ReadWrite.OwnedBy", "POST", "applications", true)]
    public void What_Graph_says_of_a_permission_holds(string permission, string method, string template, bool allowed)
    {
        var route = GraphRoutes.All.Single(r => r.Method == method && r.Template == template);
        Assert.Equal(allowed, Allowed(route.Operation, permission));
    }

    [Fact]
    public void The_page_says_what_holds()
    {
        var path = Path.Combine(SourceFolder(), "..", "..", "..", "docs", "permissions.md");
        var text = Page();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "", text);
    }

    private static string Page()
    {
        var page = new StringBuilder(
            """
            # Who may do what over the API

            Every route of the API with the permissions that allow it, the least one first: an application needs one of them
            (`roles` in its token), a person needs one of them as a scope and besides one of the directory roles. What is
            marked *own* is allowed to applications for what they own. What is in no row is refused. The tenant comes from
            the token alone: what belongs to another tenant is not there (404). Tests enumerate this table.

            | Route | Permissions | Directory roles |
            |---|---|---|

            """.ReplaceLineEndings("\n")
        );
        foreach (
            var route in GraphRoutes
                .All.OrderBy(r => r.Template, StringComparer.Ordinal)
                .ThenBy(r => r.Method, StringComparer.Ordinal)
        )
        {
            if (route.Template.StartsWith("applications/{application}/synchronization", StringComparison.Ordinal))
                continue;
            var operation = route.Operation;
            var permissions = operation.ForEverybody
                ? "any token"
                : string.Join(", ", operation.AnyOf.Concat(operation.OwnedBy.Select(p => $"{p} (*own*)")));
            if (operation.And.Count > 0)
                permissions += $"; and one of {string.Join(", ", operation.And)}";
            var roles =
                operation.ForEverybody || operation.Roles.Count == 0
                    ? "any"
                    : string.Join(", ", operation.Roles.Select(Name));
            page.Append($"| `{route.Method} /{route.Template}` | {permissions} | {roles} |\n");
        }

        page.Append(
            "\nEverything below `/servicePrincipals/{servicePrincipal}/synchronization` is below "
                + "`/applications/{application}/synchronization` too, with the same permissions.\n"
        );
        return page.ToString();
    }

    private static string Name(DirectoryRole role) => Capital().Replace(role.ToString(), " $0").Trim();

    private static bool Allowed(Operation operation, string permission) =>
        operation.Judge(Grants.OfApplication([permission])) != Verdict.Refused;

    /// <summary>A route's address with ids that nothing has.</summary>
    private static IReadOnlyDictionary<string, string> Nobody { get; } = new Dictionary<string, string>();

    private static string Filled(GraphRoute route, IReadOnlyDictionary<string, string> ids) =>
        "/"
        + Placeholder()
            .Replace(
                route.Template,
                m => ids.GetValueOrDefault(m.Groups["name"].Value, "01234567-89ab-7cde-8f01-23456789abcd")
            );

    private static async Task<int> StatusAsync(GraphServer server, GraphRoute route, Grants grants)
    {
        var call = new GraphCall
        {
            Installation = server.Installation,
            Caller = new Caller(server.Contoso.Id, "grace", grants) { Id = Guid.CreateVersion7() },
            Method = route.Method,
            Segments = GraphPath.Segments(Filled(route, Nobody)) ?? [],
            Query = new QueryOptions(),
            Root = "https://localhost/v1.0",
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
            Body = default,
            RequestId = Guid.CreateVersion7(),
        };
        return (await GraphDispatch.AnswerAsync(call, Ct)).Status;
    }

    /// <summary>One of everything in Contoso, by the names of placeholders.</summary>
    private static async Task<Dictionary<string, string>> ContosoAsync(GraphServer server)
    {
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
        var group = await server.PostAsync(
            "/groups",
            new JsonObject
            {
                ["displayName"] = "Sales",
                ["mailEnabled"] = false,
                ["mailNickname"] = "sales",
                ["securityEnabled"] = true,
            }
        );
        var made = await server.PostAsync(
            $"/applicationTemplates/{Gallery.Scim.TemplateId}/instantiate",
            new JsonObject { ["displayName"] = "Wiki" }
        );
        var principal = made.Body["servicePrincipal"]!;
        var job = await server.PostAsync(
            $"/servicePrincipals/{principal["id"]}/synchronization/jobs",
            new JsonObject { ["templateId"] = "scim" }
        );
        var assignment = await server.PostAsync(
            $"/servicePrincipals/{principal["id"]}/appRoleAssignedTo",
            new JsonObject
            {
                ["principalId"] = user.Value("id"),
                ["resourceId"] = $"{principal["id"]}",
                ["appRoleId"] = $"{principal["appRoles"]![0]!["id"]}",
            }
        );
        Assert.Equal((201, 201, 201, 201), (user.Status, group.Status, job.Status, assignment.Status));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["user"] = user.Value("id"),
            ["principal"] = user.Value("id"),
            ["group"] = group.Value("id"),
            ["member"] = user.Value("id"),
            ["owner"] = user.Value("id"),
            ["object"] = user.Value("id"),
            ["application"] = $"{made.Body["application"]!["id"]}",
            ["servicePrincipal"] = $"{principal["id"]}",
            ["job"] = job.Value("id"),
            ["assignment"] = assignment.Value("id"),
            ["template"] = "scim",
            ["organization"] = $"{server.Contoso.Id}",
        };
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? ".";

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Capital();
}
