using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
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

    [Fact]
    public async Task Whoever_finds_the_port_open_finds_the_application_the_names_and_the_socket_of_the_commands()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var provost = new ProvostProcess
        {
            Environment =
            {
                ["PROVOST_TENANT_ID"] = "22222222-0000-0000-0000-000000000000",
                ["PROVOST_CLIENT_ID"] = "33333333-0000-0000-0000-000000000000",
                ["PROVOST_CLIENT_SECRET"] = "given secret",
            },
        };
        using var server = provost.Start("serve", "--urls", $"http://127.0.0.1:{port}", "https://localhost:0");
        try
        {
            await OpenAsync(port, server);
            var socket = File.Exists(Path.Combine(provost.Data, "provost.sock"));
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = "33333333-0000-0000-0000-000000000000",
                    ["client_secret"] = "given secret",
                    // Known only once all ports are open: the server's own name.
                    ["scope"] = $"http://localhost:{port}/.default",
                }
            );
            using var answer = await http.PostAsync(
                new Uri("22222222-0000-0000-0000-000000000000/oauth2/v2.0/token", UriKind.Relative),
                form,
                Ct
            );

            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
            Assert.True(socket);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task What_was_made_up_is_said_also_where_the_server_cannot_listen()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var provost = new ProvostProcess();

        var said = await provost.RunAsync("serve", "--urls", $"http://{taken.LocalEndpoint}");

        Assert.Equal(1, said.Code);
        Assert.Contains("cannot listen", said.Error, StringComparison.Ordinal);
        Assert.Contains("PROVOST_CLIENT_SECRET=", said.Out, StringComparison.Ordinal);
    }

    /// <summary>Returns at the first connection that the server takes.</summary>
    private static async Task OpenAsync(int port, Process server)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, Ct);
                return;
            }
            catch (SocketException)
            {
                Assert.False(server.HasExited);
            }
        }
    }
}
