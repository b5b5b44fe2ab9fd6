using Provost.Engine;
using Provost.Engine.Access;
using Provost.Server.Authority.SignIn;
using Provost.Server.Tests.Graph;

namespace Provost.Server.Tests.Pages;

/// <summary>Who may give roles, and to whom.</summary>
public sealed class AdministratorStoreTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DirectoryRole.ApplicationAdministrator)]
    [InlineData(DirectoryRole.CloudApplicationAdministrator)]
    [InlineData(DirectoryRole.ReportsReader)]
    public async Task Only_a_global_administrator_gives_roles(DirectoryRole role)
    {
        await using var server = await GraphServer.StartAsync();
        var caller = Person(server, role);
        var store = server.Installation.Administrators;
        var first = Assert.Single(await store.ListAsync(caller, Ct));

        await Assert.ThrowsAsync<AccessRefusedException>(() =>
            store.SetRolesAsync(caller, first.Id, [DirectoryRole.GlobalAdministrator, role], Ct)
        );

        Assert.Equal([DirectoryRole.GlobalAdministrator], (await store.ListAsync(caller, Ct))[0].Roles);
    }

    [Fact]
    public async Task Somebody_without_a_role_sees_nobody()
    {
        await using var server = await GraphServer.StartAsync();

        await Assert.ThrowsAsync<AccessRefusedException>(() =>
            server.Installation.Administrators.ListAsync(Person(server), Ct)
        );
    }

    [Fact]
    public async Task A_role_goes_to_somebody_of_the_own_tenant_only()
    {
        await using var server = await GraphServer.StartAsync();
        var store = server.Installation.Administrators;
        var other = Caller.Local((await server.AddTenantAsync("Fabrikam")).Id, "test");
        var admin = (await store.ListAsync(server.Installation.Caller, Ct))[0];

        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            store.SetRolesAsync(other, admin.Id, [DirectoryRole.GlobalAdministrator], Ct)
        );

        Assert.StartsWith($"There is no user {admin.Id}.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await store.ListAsync(other, Ct));
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_with_old_and_new_roles()
    {
        await using var server = await GraphServer.StartAsync();
        var installation = server.Installation;
        var admin = (await installation.Administrators.ListAsync(installation.Caller, Ct))[0];

        DirectoryRole[] roles = [DirectoryRole.GlobalAdministrator, DirectoryRole.ReportsReader];
        await installation.Administrators.SetRolesAsync(installation.Caller, admin.Id, roles, Ct);

        var audit = await server.GetAsync("/auditLogs/directoryAudits?$filter=category eq 'RoleManagement'");
        var entry = Assert.Single(audit.Body["value"]!.AsArray())!;
        Assert.Equal("Add member to role", $"{entry["activityDisplayName"]}");
        var changed = entry["targetResources"]![0]!["modifiedProperties"]![0]!;
        Assert.Equal(
            ("Global Administrator", "Global Administrator, Reports Reader"),
            ($"{changed["oldValue"]}", $"{changed["newValue"]}")
        );
    }

    [Fact]
    public async Task Somebody_whose_password_was_tried_too_often_is_shown_as_closed()
    {
        await using var server = await GraphServer.StartAsync();
        var installation = server.Installation;
        var passwords = new Passwords(installation.Authority, installation.Time);
        for (var attempt = 0; attempt < 10; attempt++)
            await passwords.CheckAsync(null, "admin@contoso.example", $"wrong {attempt}", Ct);

        var admin = Assert.Single(await installation.Administrators.ListAsync(installation.Caller, Ct));

        Assert.Equal((true, SignInState.Locked), (admin.IsLocal, admin.SignIn));
    }

    private static Caller Person(GraphServer server, params DirectoryRole[] roles) =>
        new(server.Contoso.Id, "person", Grants.OfPerson(Operations.Permissions, roles));
}
