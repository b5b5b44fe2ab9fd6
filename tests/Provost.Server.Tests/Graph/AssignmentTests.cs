using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Server.Tests.Graph;

/// <summary>App role assignments from both sides (graph-api 4, "Default access role").</summary>
public sealed class AssignmentTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assignments_are_seen_from_both_sides_a_page_at_a_time()
    {
        await using var server = await GraphServer.StartAsync();
        var (principal, role) = await WikiAsync(server);
        var people = new List<Guid>();
        foreach (var name in (string[])["ada", "alan", "grace"])
            people.Add(await UserAsync(server, name));
        foreach (var person in people)
        {
            var made = await AssignAsync(server, principal, person, role);
            Assert.Equal(201, made.Status);
            Assert.Equal("User", made.Value("principalType"));
            Assert.Equal("Wiki", made.Value("resourceDisplayName"));
        }

        var first = await server.GetAsync($"/servicePrincipals/{principal}/appRoleAssignedTo?$top=2&$count=true");
        Assert.Equal(3, first.Body["@odata.count"]!.GetValue<int>());
        var second = await server.GetAsync(first.Value("@odata.nextLink"));
        Assert.Null(second.Body["@odata.nextLink"]);
        Assert.Equal(people.Select(p => $"{p}"), first.Values.Concat(second.Values).Select(v => $"{v["principalId"]}"));

        var his = await server.GetAsync($"/users/{people[1]}/appRoleAssignments");
        var assignment = Assert.Single(his.Values);
        var id = $"{assignment["id"]}";
        Assert.Equal(200, (await server.GetAsync($"/servicePrincipals/{principal}/appRoleAssignedTo/{id}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/users/{people[0]}/appRoleAssignments/{id}")).Status);
        Assert.Equal(204, (await server.DeleteAsync($"/users/{people[1]}/appRoleAssignments/{id}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/servicePrincipals/{principal}/appRoleAssignedTo/{id}")).Status);
        var filtered = await server.GetAsync(
            $"/servicePrincipals/{principal}/appRoleAssignedTo?$filter=principalId eq {people[2]}"
        );
        Assert.Equal($"{people[2]}", $"{Assert.Single(filtered.Values)["principalId"]}");
    }

    [Fact]
    public async Task What_cannot_be_assigned_is_said_in_the_words_that_clients_look_for()
    {
        await using var server = await GraphServer.StartAsync();
        var (principal, role) = await WikiAsync(server);
        var ada = await UserAsync(server, "ada");

        var none = await AssignAsync(server, principal, ada, AppRole.DefaultAccess);
        Assert.Equal(400, none.Status);
        Assert.Contains("is not found", none.ErrorMessage, StringComparison.Ordinal);
        var nobody = await AssignAsync(server, principal, Guid.CreateVersion7(), role);
        Assert.Contains("Not a valid reference update", nobody.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(201, (await AssignAsync(server, principal, ada, role)).Status);
        var twice = await AssignAsync(server, principal, ada, role);
        Assert.Equal(
            (400, "Permission being assigned already exists on the object"),
            (twice.Status, twice.ErrorMessage)
        );
    }

    [Fact]
    public async Task The_permissions_of_an_application_are_assignments_to_Microsoft_Graph()
    {
        await using var server = await GraphServer.StartAsync();
        var graph = await server.GetAsync("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
        Assert.Equal("Microsoft Graph", graph.Value("displayName"));
        var granted = await server.GetAsync($"/servicePrincipals/{graph.Value("id")}/appRoleAssignedTo?$top=5");
        Assert.Equal(5, granted.Values.Count);
        Assert.All(granted.Values, v => Assert.Equal("ServicePrincipal", $"{v["principalType"]}"));
        var refused = await server.PatchAsync(
            $"/servicePrincipals/{graph.Value("id")}",
            new JsonObject { ["notes"] = "mine" }
        );
        Assert.Equal(400, refused.Status);
    }

    private static async Task<(string Principal, Guid Role)> WikiAsync(GraphServer server)
    {
        var made = await server.PostAsync(
            $"/applicationTemplates/{Gallery.Scim.TemplateId}/instantiate",
            new JsonObject { ["displayName"] = "Wiki" }
        );
        var principal = made.Body["servicePrincipal"]!;
        return ($"{principal["id"]}", Guid.Parse($"{principal["appRoles"]![0]!["id"]}"));
    }

    private static Task<GraphReply> AssignAsync(GraphServer server, string principal, Guid person, Guid role) =>
        server.PostAsync(
            $"/servicePrincipals/{principal}/appRoleAssignedTo",
            new JsonObject
            {
                ["@odata.type"] = "#microsoft.graph.appRoleAssignment",
                ["principalId"] = $"{person}",
                ["resourceId"] = principal,
                ["appRoleId"] = $"{role}",
            }
        );

    private static async Task<Guid> UserAsync(GraphServer server, string name)
    {
        var id = Guid.CreateVersion7();
        await server.Installation.Directory.ApplyAsync(
            server.Installation.Caller,
            [
                new DirectoryChange.Create(
                    id,
                    ObjectKind.User,
                    new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
                    {
                        ["userPrincipalName"] = Value.Text($"{name}@contoso.example"),
                        ["displayName"] = Value.Text(name),
                    }
                ),
            ],
            Ct
        );
        return id;
    }
}
