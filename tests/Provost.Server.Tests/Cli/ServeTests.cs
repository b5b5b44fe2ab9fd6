using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Cli;

/// <summary>The running server, and commands that reach it over its socket.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task A_change_reaches_the_application_while_the_server_runs_and_the_log_says_so()
    {
        await using var application = await Application.StartAsync();
        using var provost = new ProvostProcess();
        await DemoAsync(provost, application);
        using var server = await provost.ServeAsync();
        try
        {
            var set = await provost.RunAsync("users", "set", "ada@contoso.example", "jobTitle=Countess");
            var arrived = await application.HasAsync("title eq \"Countess\"");
            var settled = await provost.RunAsync("apps", "run", Application.Name);
            var log = await provost.RunAsync("logs", "--who", "Ada", "--take", "1", "--json");

            Assert.True(set.Code == 0, set.Error);
            Assert.True(arrived);
            Assert.Equal(0, settled.Code);
            var entry = JsonNode.Parse(log.Out);
            Assert.Equal("Update", entry?["action"]?.GetValue<string>());
            Assert.Contains("Countess", entry?["modifiedProperties"]?.ToJsonString(), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task Errors_and_exit_codes_come_back_from_the_server_as_if_it_were_not_there()
    {
        using var provost = new ProvostProcess();
        using var server = await provost.ServeAsync();
        try
        {
            var refused = await provost.RunAsync("users", "disable", "nobody@contoso.example");

            Assert.Equal(1, refused.Code);
            Assert.Contains("There is no user 'nobody@contoso.example'", refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task A_second_engine_on_the_same_data_is_refused_and_says_what_to_do()
    {
        using var provost = new ProvostProcess();
        using var server = await provost.ServeAsync();
        try
        {
            var second = await provost.RunAsync("serve");

            Assert.Equal(1, second.Code);
            Assert.Contains("Stop that one first", second.Error, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task The_server_ends_by_itself_when_it_is_asked_to()
    {
        using var provost = new ProvostProcess();
        using var server = await provost.ServeAsync();

        using var asked = Process.Start("kill", ["-TERM", $"{server.Id}"]);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task A_token_that_is_piped_in_reaches_the_running_server()
    {
        await using var application = await Application.StartAsync();
        using var provost = new ProvostProcess();
        using var server = await provost.ServeAsync();
        try
        {
            await provost.RunAsync("apps", "add", "scim", "--name", "Ours", "--allow-private-addresses");
            string[] connect = ["apps", "connect", "Ours", "--tenant-url", application.TenantUrl];
            var piped = await provost.PipeAsync($"{Application.Token}\n", connect);
            var nothing = await provost.RunAsync(connect);

            Assert.True(piped.Code == 0, piped.Error);
            Assert.Contains("The Secret Token is empty", nothing.Error, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task DemoAsync(ProvostProcess provost, Application application)
    {
        var demo = await provost.RunAsync(
            "demo",
            "--exit",
            "--tenant-url",
            application.TenantUrl,
            "--secret-token",
            Application.Token
        );
        Assert.True(demo.Code == 0, demo.Error);
    }
}
