using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Dialpad;
using Dialpad.Cli;

namespace Provost.Server.Tests.Dialpad;

/// <summary>The program at the command line, also as processes of its own on one data directory.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task The_help_says_that_it_is_a_stand_in()
    {
        await using var company = await TestCompany.StartAsync();

        Assert.Contains("A stand-in for Dialpad", await company.CommandAsync("--help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_page_says_so_too_and_needs_no_key()
    {
        await using var company = await TestCompany.StartAsync();
        using var http = new HttpClient();

        var page = await http.GetStringAsync(company.BaseAddress, TestContext.Current.CancellationToken);

        Assert.Contains("A stand-in: not Dialpad", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_added_promoted_and_demoted()
    {
        await using var company = await TestCompany.StartAsync();

        await company.CommandAsync("people", "add", "grace@contoso.example", "--name", "Grace", "--administrator");
        await company.CommandAsync("people", "demote", "GRACE@contoso.example");
        var demoted = await company.CommandAsync("people", "list");
        await company.CommandAsync("people", "promote", "grace@contoso.example");

        Assert.Matches("(?m)^grace@contoso.example +Grace *$", demoted);
        Assert.Matches("grace@contoso.example +Grace +administrator", await company.CommandAsync("people", "list"));
    }

    [Fact]
    public async Task A_provisioned_user_can_be_promoted_and_own_a_key()
    {
        await using var company = await TestCompany.StartAsync();
        await company.AddUserAsync("ada@contoso.example");

        await company.CommandAsync("people", "promote", "Ada@contoso.example");
        var key = await company.NewKeyAsync("Hers", "--owner", "ada@contoso.example");

        (await company.GetAsync("/Users", key)).Expect(HttpStatusCode.OK);
        Assert.Equal(1, (await company.GetAsync("/Users")).Total);
    }

    [Theory]
    [InlineData("There is nobody 'alan@contoso.example'", "people", "promote", "alan@contoso.example")]
    [InlineData("There is nobody 'alan@contoso.example'", "people", "demote", "alan@contoso.example")]
    [InlineData("'Alan' is no mail address", "people", "add", "Alan")]
    [InlineData("is in the company already", "people", "add", TestCompany.Owner)]
    [InlineData("'415' is no area", "offices", "add", "Dublin", "--country", "IE", "--area", "415")]
    [InlineData(
        "There is an office 'headquarters' already",
        "offices",
        "add",
        "headquarters",
        "--country",
        "US",
        "--area",
        "+1415"
    )]
    [InlineData(
        "--reserve -1 is not between",
        "offices",
        "add",
        "Dublin",
        "--country",
        "IE",
        "--area",
        "+3531",
        "--reserve",
        "-1"
    )]
    [InlineData("There is no licence 'Talk'", "licences", "set", "Talk", "5")]
    [InlineData("-5 is no number of licences", "licences", "set", "Dialpad_Support", "-5")]
    [InlineData(
        "There is no office 'Dublin'. There are: Headquarters",
        "licences",
        "set",
        "Dialpad_Support",
        "5",
        "--office",
        "Dublin"
    )]
    [InlineData("There is no company 'Fabrikam'. There are: Contoso", "keys", "list", "--company", "Fabrikam")]
    [InlineData("There is a company 'contoso' already", "companies", "add", "contoso", "--owner", "a@b.example")]
    [InlineData("There is no key 'Provost'", "keys", "show", "Provost")]
    [InlineData("'elsewhere' is no address to listen on", "serve", "--urls", "elsewhere")]
    [InlineData("--rate-limit -1 is below 0", "serve", "--rate-limit", "-1")]
    public async Task A_mistake_is_told_with_its_remedy_and_exit_code_1(string reason, params string[] args)
    {
        await using var company = await TestCompany.StartAsync();

        var result = await company.TryCommandAsync(args);

        Assert.Equal(1, result.Exit);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_as_such()
    {
        await using var company = await TestCompany.StartAsync();

        var result = await company.TryCommandAsync("serve", "--urls", $"http://127.0.0.1:{company.BaseAddress.Port}");

        Assert.Equal(1, result.Exit);
        Assert.Contains($"Port {company.BaseAddress.Port} is taken", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_told_as_such()
    {
        var file = Path.GetTempFileName();
        using var error = new StringWriter();

        var exit = await new CommandLine(TimeProvider.System).RunAsync(
            ["keys", "list", "--data", file],
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );

        File.Delete(file);
        Assert.Equal(1, exit);
        Assert.Contains($"The data directory '{file}' cannot be used", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_and_commands_in_other_processes_share_a_data_directory()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = Path.Combine(Path.GetTempPath(), $"dialpad-{Guid.CreateVersion7():n}");
        using var server = Start("serve", "--urls", "http://127.0.0.1:0", "--rate-limit", "0", "--data", data);
        try
        {
            var ready = await server.StandardOutput.ReadLineAsync(ct) ?? "";
            var scim = ready[(ready.IndexOf("SCIM at ", StringComparison.Ordinal) + 8)..^1];
            var key = TestCompany.LastLine(await RunAsync("keys", "add", "Provost", "--data", data));

            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            var creating = Task.WhenAll(
                Enumerable
                    .Range(0, 40)
                    .Select(async i =>
                    {
                        using var body = new StringContent($$"""{"userName":"ada{{i}}@contoso.example"}""");
                        body.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
                        using var answer = await http.PostAsync($"{scim}/Users", body, ct);
                        return answer.StatusCode;
                    })
            );
            var adding = Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(i => RunAsync("people", "add", $"grace{i}@contoso.example", "--data", data))
            );

            Assert.All(await creating, status => Assert.Equal(HttpStatusCode.Created, status));
            await adding;
            var people = await RunAsync("people", "list", "--data", data);
            Assert.Equal(40, people.Split('\n').Count(l => l.StartsWith("ada", StringComparison.Ordinal)));
            Assert.Equal(3, people.Split('\n').Count(l => l.StartsWith("grace", StringComparison.Ordinal)));

            await RunAsync("keys", "revoke", "Provost", "--data", data);
            using var refused = await http.GetAsync($"{scim}/Users", ct);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        finally
        {
            await StopAsync(server);
            Directory.Delete(data, recursive: true);
        }
        Assert.Equal(0, server.ExitCode);
    }

    /// <summary>As a service manager does it: SIGTERM, and the server ends by itself.</summary>
    private static async Task StopAsync(Process server)
    {
        if (OperatingSystem.IsWindows())
            server.Kill();
        else
            using (var kill = Process.Start("kill", ["-TERM", $"{server.Id}"]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        using var command = Start(args);
        var output = await command.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(command.ExitCode == 0, error);
        return output;
    }

    private static Process Start(params string[] args)
    {
        var program = typeof(DialpadHost).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
