using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Provost.Engine.Applications;

namespace Provost.Server.Tests.Graph;

/// <summary>Registrations, service principals, owners, credentials (graph-api 4).</summary>
public sealed class ApplicationTests
{
    private const string Custom = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

    [Fact]
    public async Task An_application_from_the_gallery_has_a_service_principal_and_roles()
    {
        await using var server = await GraphServer.StartAsync();
        var made = await server.PostAsync(
            $"/applicationTemplates/{Custom}/instantiate",
            new JsonObject { ["displayName"] = "Contoso Wiki" }
        );
        Assert.Equal(201, made.Status);
        var (application, principal) = (made.Body["application"]!, made.Body["servicePrincipal"]!);
        Assert.Equal($"{application["appId"]}", $"{principal["appId"]}");
        Assert.Equal(Custom, $"{application["applicationTemplateId"]}");
        Assert.Equal(["User", "msiam_access"], principal["appRoles"]!.AsArray().Select(r => $"{r!["displayName"]}"));
        Assert.True(principal["appRoleAssignmentRequired"]!.GetValue<bool>());

        var byAppId = await server.GetAsync($"/servicePrincipals(appId='{application["appId"]}')?$select=displayName");
        Assert.Equal(["@odata.context", "id", "displayName"], byAppId.Body.Select(p => p.Key));
        var found = await server.GetAsync($"/servicePrincipals?$filter=displayName eq 'contoso wiki'&$count=true");
        Assert.Equal($"{principal["id"]}", found.Values.Single()["id"]!.GetValue<string>());
        Assert.Equal(1, found.Body["@odata.count"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_was_registered_is_changed_deleted_with_its_service_principal_and_kept_for_30_days()
    {
        await using var server = await GraphServer.StartAsync();
        var app = await server.PostAsync("/applications", new JsonObject { ["displayName"] = "CI" });
        Assert.Equal(201, app.Status);
        var path = $"/applications/{app.Value("id")}";
        var principal = await server.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = app.Value("appId") });
        Assert.Equal(201, principal.Status);
        var twice = await server.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = app.Value("appId") });
        Assert.Equal(409, twice.Status);

        var changed = await server.PatchAsync(
            path,
            new JsonObject
            {
                ["displayName"] = "Build",
                ["web"] = new JsonObject { ["redirectUris"] = new JsonArray("https://ci.example/signin") },
                ["tags"] = new JsonArray("a", "b"),
            }
        );
        Assert.Equal(204, changed.Status);
        var shown = await server.GetAsync(path);
        Assert.Equal("Build", shown.Value("displayName"));
        Assert.Equal("https://ci.example/signin", shown.Body["web"]!["redirectUris"]![0]!.GetValue<string>());
        Assert.NotNull(shown.Body["web"]!["implicitGrantSettings"]);
        Assert.Equal(
            "Build",
            (await server.GetAsync($"/servicePrincipals/{principal.Value("id")}")).Value("displayName")
        );

        Assert.Equal(204, (await server.DeleteAsync(path)).Status);
        Assert.Equal(404, (await server.GetAsync(path)).Status);
        Assert.Equal(404, (await server.GetAsync($"/servicePrincipals/{principal.Value("id")}")).Status);

        var gone = await server.GetAsync("/directory/deletedItems/microsoft.graph.application");
        Assert.Equal("#microsoft.graph.application", $"{Assert.Single(gone.Values)["@odata.type"]}");
        var restored = await server.PostAsync($"/directory/deletedItems/{app.Value("id")}/restore");
        Assert.Equal((200, "Build"), (restored.Status, restored.Value("displayName")));
        Assert.Equal(200, (await server.GetAsync($"/servicePrincipals/{principal.Value("id")}")).Status);

        await server.DeleteAsync(path);
        Assert.Equal(204, (await server.DeleteAsync($"/directory/deletedItems/{app.Value("id")}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/directory/deletedItems/{app.Value("id")}")).Status);
        Assert.Empty((await server.GetAsync("/directory/deletedItems/graph.servicePrincipal")).Values);
    }

    [Fact]
    public async Task After_30_days_nothing_of_a_deleted_application_is_left()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero));
        await using var server = await GraphServer.StartAsync(time);
        var made = await server.PostAsync(
            $"/applicationTemplates/{Custom}/instantiate",
            new JsonObject { ["displayName"] = "Wiki" }
        );
        var principal = $"{made.Body["servicePrincipal"]!["id"]}";
        await server.PostAsync(
            $"/servicePrincipals/{principal}/synchronization/jobs",
            new JsonObject { ["templateId"] = "scim" }
        );
        await server.DeleteAsync($"/applications/{made.Body["application"]!["id"]}");

        var ct = TestContext.Current.CancellationToken;
        Assert.Equal(0, await server.Installation.Applications.PurgeExpiredAsync(ct));
        var before = server.Installation.Caller;
        time.Advance(TimeSpan.FromDays(30));
        // The sweep of the running server may have been first.
        await server.Installation.Applications.PurgeExpiredAsync(ct);
        Assert.Empty(await server.Installation.Applications.ServicePrincipalsAsync(before, deleted: true, ct));
        Assert.Empty(await server.Installation.Applications.RegistrationsAsync(before, deleted: true, ct));
    }

    [Fact]
    public async Task A_password_is_shown_once_and_lets_its_application_in()
    {
        await using var server = await GraphServer.StartAsync();
        var app = await server.PostAsync("/applications", new JsonObject { ["displayName"] = "CI" });
        var principal = await server.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = app.Value("appId") });
        var made = await server.PostAsync(
            $"/applications/{app.Value("id")}/addPassword",
            new JsonObject { ["passwordCredential"] = new JsonObject { ["displayName"] = "first" } }
        );
        Assert.Equal(200, made.Status);
        var shown = await server.GetAsync($"/applications/{app.Value("id")}");
        Assert.DoesNotContain(made.Value("secretText"), shown.Text, StringComparison.Ordinal);
        Assert.Equal("first", shown.Body["passwordCredentials"]![0]!["displayName"]!.GetValue<string>());

        var role = GraphApplication.Roles.Single(r => r.Value == "User.Read.All");
        var grant = await server.PostAsync(
            $"/servicePrincipals/{principal.Value("id")}/appRoleAssignments",
            new JsonObject
            {
                ["principalId"] = principal.Value("id"),
                ["resourceId"] = $"{GraphApplication.ObjectId(server.Contoso.Id)}",
                ["appRoleId"] = $"{role.Id}",
            }
        );
        Assert.Equal(201, grant.Status);
        var token = await server.TokenAsync(server.Contoso, Guid.Parse(app.Value("appId")), made.Value("secretText"));
        var denied = await server.SendAsync(HttpMethod.Get, "/applications", token: token);
        Assert.Equal((403, "Authorization_RequestDenied"), (denied.Status, denied.ErrorCode));

        var removed = await server.PostAsync(
            $"/applications/{app.Value("id")}/removePassword",
            new JsonObject { ["keyId"] = made.Value("keyId") }
        );
        Assert.Equal(204, removed.Status);
        var refused = await server.PostAsync(
            $"/applications/{app.Value("id")}/removePassword",
            new JsonObject { ["keyId"] = made.Value("keyId") }
        );
        Assert.Equal(400, refused.Status);
    }

    [Fact]
    public async Task An_application_that_may_only_manage_what_it_owns_sees_nothing_else()
    {
        await using var server = await GraphServer.StartAsync();
        var other = await server.PostAsync("/applications", new JsonObject { ["displayName"] = "Not mine" });
        var token = await server.ClientAsync("Application.ReadWrite.OwnedBy");

        var mine = await server.SendAsync(
            HttpMethod.Post,
            "/applications",
            new JsonObject { ["displayName"] = "Mine" },
            token
        );
        Assert.Equal(201, mine.Status);
        var list = await server.SendAsync(HttpMethod.Get, "/applications", token: token);
        Assert.Equal(["Mine"], list.Values.Select(v => $"{v["displayName"]}"));
        var refused = await server.SendAsync(HttpMethod.Delete, $"/applications/{other.Value("id")}", token: token);
        Assert.Equal(403, refused.Status);
        var deleted = await server.SendAsync(HttpMethod.Delete, $"/applications/{mine.Value("id")}", token: token);
        Assert.Equal(204, deleted.Status);
    }

    [Theory]
    [InlineData("""{"displayName":""}""", "displayName")]
    [InlineData("""{"displayName":1}""", "displayName")]
    [InlineData("""{"displayName":"x","colour":"red"}""", "colour")]
    [InlineData("""{"displayName":"x","signInAudience":"Everybody"}""", "signInAudience")]
    [InlineData("""{"displayName":"x","tags":"one"}""", "tags")]
    [InlineData("""{"displayName":"x","appRoles":[{"id":"1"}]}""", "id")]
    public async Task A_body_that_is_wrong_is_refused_by_the_name_of_the_property(string body, string property)
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.PostAsync("/applications", JsonNode.Parse(body));
        Assert.Equal(400, reply.Status);
        Assert.Contains(property, reply.ErrorMessage, StringComparison.Ordinal);
    }
}
