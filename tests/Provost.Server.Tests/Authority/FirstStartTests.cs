using Microsoft.AspNetCore.Identity;
using Provost.Engine.Access;
using Provost.Server.Authority;
using Provost.Server.Tests.Cli;

namespace Provost.Server.Tests.Authority;

/// <summary>The credentials of the very first start, and the commands that make and change others.</summary>
public sealed class FirstStartTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_happens_once_and_keeps_nothing_readable()
    {
        await using var server = await AuthorityServer.StartAsync();
        var again = await FirstStart.RunAsync(
            server.Installation,
            new FirstCredentials(Guid.Empty, null, "another", null),
            Ct
        );

        var account = Assert.Single(
            await server.Installation.Authority.AccountsAsync(server.Contoso.Id, "ADMIN@contoso.example", Ct)
        );
        var client = await server.Installation.Applications.FindClientAsync(AuthorityServer.AppId, Ct);

        Assert.Empty(again);
        Assert.Equal(
            PasswordVerificationResult.Success,
            new PasswordHasher<string>().VerifyHashedPassword("", account.PasswordHash, "grace's own")
        );
        Assert.Equal([DirectoryRole.GlobalAdministrator], account.Roles);
        Assert.DoesNotContain(
            AuthorityServer.Secret,
            Assert.Single(client?.Registration.Credentials ?? []).Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_console_adds_a_tenant_whose_application_works_and_resets_a_password()
    {
        using var provost = new ProvostProcess();

        var added = await provost.RunAsync("tenants", "add", "Fabrikam", "--domain", "Fabrikam.example");
        var twice = await provost.RunAsync("tenants", "add", "Other", "--domain", "fabrikam.example");
        var noDomain = await provost.RunAsync("tenants", "add", "Other", "--domain", "no domain");
        var list = await provost.RunAsync("tenants", "list");
        var made = await provost.RunAsync("admin", "reset-password", "--tenant", "fabrikam.example");
        var piped = await provost.PipeAsync("correct horse\n", "admin", "reset-password", "--password-stdin");
        var brief = await provost.PipeAsync("short\n", "admin", "reset-password", "--password-stdin");
        var nobody = await provost.RunAsync("admin", "reset-password", "--tenant", "nowhere");

        Assert.True(added.Code == 0, added.Error);
        Assert.Contains("PROVOST_CLIENT_SECRET=", added.Out, StringComparison.Ordinal);
        Assert.Contains("'Fabrikam' has that name, domain or id already", twice.Error, StringComparison.Ordinal);
        Assert.Contains("is not a domain", noDomain.Error, StringComparison.Ordinal);
        Assert.Contains("fabrikam.example", list.Out, StringComparison.Ordinal);
        Assert.Contains("admin@fabrikam.example signs in with ", made.Out, StringComparison.Ordinal);
        Assert.Contains("admin@contoso.example signs in with the new password", piped.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", piped.Out, StringComparison.Ordinal);
        Assert.Contains("at least 8 characters", brief.Error, StringComparison.Ordinal);
        Assert.Contains("There is no tenant 'nowhere'", nobody.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_environment_gives_is_taken_and_an_id_that_is_none_is_named()
    {
        using var provost = new ProvostProcess
        {
            Environment =
            {
                ["PROVOST_TENANT_ID"] = "22222222-0000-0000-0000-000000000000",
                ["PROVOST_CLIENT_SECRET"] = "given secret",
            },
        };
        using var server = provost.Start("serve", "--urls", "http://127.0.0.1:0");
        var said = "";
        while (!said.Contains("admin@contoso.example", StringComparison.Ordinal))
            said += await server.StandardOutput.ReadLineAsync(Ct) + "\n";
        server.Kill();
        await server.WaitForExitAsync(Ct);
        provost.Environment["PROVOST_TENANT_ID"] = "contoso";
        var refused = await provost.RunAsync("serve", "--urls", "http://127.0.0.1:0");

        Assert.Contains("PROVOST_TENANT_ID=22222222-0000-0000-0000-000000000000", said, StringComparison.Ordinal);
        Assert.DoesNotContain("given secret", said, StringComparison.Ordinal);
        Assert.Contains("PROVOST_TENANT_ID must be an id", refused.Error, StringComparison.Ordinal);
    }
}
