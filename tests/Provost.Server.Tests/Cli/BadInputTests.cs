namespace Provost.Server.Tests.Cli;

/// <summary>
/// What a person can get wrong: one line that names it and the remedy, exit code 1, nothing half-written.
/// </summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("users list", "There is no Provost data in")]
    [InlineData("import nowhere.ldif", "cannot be read")]
    [InlineData("apps add nosuch", "The gallery has no 'nosuch'. 'provost apps gallery' lists what it has")]
    [InlineData("assign nosuch --everyone", "There is no application 'nosuch'")]
    [InlineData("users add displayName=Ada", "needs a userPrincipalName")]
    [InlineData("users add ada", "Write attribute=value")]
    [InlineData("demo --exit --tenant-url nonsense --secret-token x", "Tenant URL")]
    [InlineData("demo --exit --tenant-url https://app.example/scim", "needs --secret-token")]
    [InlineData("demo --exit --tenant-url http://127.0.0.1:9/scim --secret-token x", "Check the Tenant URL")]
    public async Task It_names_the_thing_and_the_remedy(string command, string message)
    {
        using var provost = new ProvostProcess();

        var said = await provost.RunAsync(command.Split(' '));

        Assert.Equal(1, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401", "administrator")]
    [InlineData("html", "A web page came instead of SCIM")]
    [InlineData("query-404", "200 and an empty list")]
    public async Task A_target_that_cannot_be_worked_with_is_told_apart_by_the_test(string quirk, string message)
    {
        await using var application = await Application.StartAsync(quirk);
        using var provost = new ProvostProcess();

        var said = await provost.RunAsync(
            "demo",
            "--exit",
            "--tenant-url",
            application.TenantUrl,
            "--secret-token",
            Application.Token
        );

        Assert.Equal(1, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Application.Token, said.Error + said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_cannot_be_taken_are_named_and_the_others_are_taken()
    {
        using var provost = new ProvostProcess();
        var file = provost.Write(
            "people.ldif",
            "dn: uid=ada,dc=x\nobjectClass: inetOrgPerson\nuid: ada\ncn: Ada\nsn: L\nmail: ada@contoso.example\n"
                + "jpegPhoto:<file:///etc/passwd\n\nthis is no line\n"
        );

        var said = await provost.RunAsync("import", file);

        Assert.Equal(1, said.Code);
        Assert.Contains("1 created", said.Out, StringComparison.Ordinal);
        Assert.Contains("line 7:", said.Error, StringComparison.Ordinal);
        Assert.Contains("line 9:", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_missing_people_are_only_removed_on_request()
    {
        using var provost = new ProvostProcess();
        var both = provost.Write(
            "both.csv",
            "userPrincipalName,displayName\nada@contoso.example,Ada\nalan@contoso.example,Alan\n"
        );
        var one = provost.Write("one.csv", "userPrincipalName,displayName\nada@contoso.example,Ada\n");

        await provost.RunAsync("import", both);
        var again = await provost.RunAsync("import", both);
        var fewer = await provost.RunAsync("import", one);
        var removed = await provost.RunAsync("import", one, "--remove-missing");

        Assert.Contains("0 created, 0 updated, 2 unchanged, 0 removed", again.Out, StringComparison.Ordinal);
        Assert.Contains("Alan. Say --remove-missing", fewer.Error, StringComparison.Ordinal);
        Assert.Contains("1 removed", removed.Out, StringComparison.Ordinal);
    }
}
