using System.Net;
using Microsoft.Data.Sqlite;

namespace Provost.Server.Tests.Dialpad;

/// <summary>Company API keys (dialpad.md, Authentication and API keys): who gets in, and who is told why not.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public async Task The_value_of_a_new_key_stands_alone_on_the_last_line_and_opens_SCIM()
    {
        await using var company = await TestCompany.StartAsync();

        var output = await company.CommandAsync("keys", "add", "Provost");

        var value = output.Split('\n')[^2];
        Assert.Matches("^[A-Za-z0-9]{64}$", value);
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
        (await company.GetAsync("/Users", value)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_key_or_with_an_unknown_one_the_answer_is_401_with_the_reason()
    {
        await using var company = await TestCompany.StartAsync();

        var none = (await company.GetAsync("/Users", key: "")).Refused(HttpStatusCode.Unauthorized, null);
        var unknown = (await company.GetAsync("/Users", "not-a-key")).Refused(HttpStatusCode.Unauthorized, null);

        Assert.Contains("Authorization: Bearer", none.Detail, StringComparison.Ordinal);
        Assert.Contains("no API key", unknown.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-key", unknown.Detail, StringComparison.Ordinal);
        Assert.Equal("Bearer", unknown.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_while_the_others_work_on()
    {
        await using var company = await TestCompany.StartAsync();
        var value = await company.NewKeyAsync("Provost");

        await company.CommandAsync("keys", "revoke", "Provost");

        var refused = (await company.GetAsync("/Users", value)).Refused(HttpStatusCode.Unauthorized, null);
        Assert.Contains("'Provost' was revoked", refused.Detail, StringComparison.Ordinal);
        (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("2d", 2)]
    [InlineData("2027-01-05", 1)]
    public async Task A_key_works_until_it_expires(string expires, int days)
    {
        await using var company = await TestCompany.StartAsync();
        var value = await company.NewKeyAsync("Provost", "--expires", expires);

        company.Time.Advance(TimeSpan.FromDays(days));
        (await company.GetAsync("/Users", value)).Expect(
            expires == "2d" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK
        );

        company.Time.Advance(TimeSpan.FromDays(1));
        var refused = (await company.GetAsync("/Users", value)).Refused(HttpStatusCode.Unauthorized, null);
        Assert.Contains("'Provost' expired on 2027-01-06", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_whose_owner_is_no_administrator_any_more_is_refused_with_403_until_he_is_one_again()
    {
        await using var company = await TestCompany.StartAsync();

        await company.CommandAsync("people", "demote", TestCompany.Owner);
        var refused = (await company.GetAsync("/Users")).Refused(HttpStatusCode.Forbidden, null);
        await company.CommandAsync("people", "promote", TestCompany.Owner);

        Assert.Contains(
            $"belongs to {TestCompany.Owner}, who is no administrator",
            refused.Detail,
            StringComparison.Ordinal
        );
        (await company.GetAsync("/Users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_an_administrator_can_own_a_key()
    {
        await using var company = await TestCompany.StartAsync();
        await company.CommandAsync("people", "add", "grace@contoso.example", "--name", "Grace");

        var refused = await company.TryCommandAsync("keys", "add", "Hers", "--owner", "grace@contoso.example");
        await company.CommandAsync("people", "promote", "grace@contoso.example");
        var value = await company.NewKeyAsync("Hers", "--owner", "grace@contoso.example");

        Assert.Equal(1, refused.Exit);
        Assert.Contains("'people promote grace@contoso.example' first", refused.Error, StringComparison.Ordinal);
        (await company.GetAsync("/Users", value)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_list_shows_everything_of_a_key_but_its_value()
    {
        await using var company = await TestCompany.StartAsync();
        var value = await company.NewKeyAsync(
            "Provost",
            "--expires",
            "90d",
            "--scope",
            "screen_pop",
            "--scope",
            "calls:list"
        );

        var line = Assert.Single(
            (await company.CommandAsync("keys", "list")).Split('\n'),
            l => l.Contains("Provost", StringComparison.Ordinal)
        );

        Assert.DoesNotContain(value, line, StringComparison.Ordinal);
        foreach (var shown in new[] { TestCompany.Owner, value[^4..], "screen_pop calls:list", "2027-04-04", "valid" })
            Assert.Contains(shown, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_can_be_shown_the_value_though_the_database_does_not_hold_it_in_the_clear()
    {
        await using var company = await TestCompany.StartAsync();
        var value = await company.NewKeyAsync("Provost");

        Assert.Equal(value, TestCompany.LastLine(await company.CommandAsync("keys", "show", "Provost")));
        Assert.Equal(value, TestCompany.LastLine(await company.CommandAsync("keys", "show", value[^4..])));

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(company.Data))
            Assert.DoesNotContain(value, await ReadSharedAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_file_and_the_data_directory_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }
        await using var company = await TestCompany.StartAsync();

        var file = File.GetUnixFileMode(Path.Combine(company.Data, "api-keys.key"));
        var directory = File.GetUnixFileMode(company.Data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, directory);
    }

    [Fact]
    public async Task With_another_key_file_a_value_cannot_be_shown_but_the_key_works_on()
    {
        await using var company = await TestCompany.StartAsync();
        var value = await company.NewKeyAsync("Provost");
        await File.WriteAllBytesAsync(
            Path.Combine(company.Data, "api-keys.key"),
            new byte[32],
            TestContext.Current.CancellationToken
        );

        var shown = await company.TryCommandAsync("keys", "show", "Provost");

        Assert.Equal(1, shown.Exit);
        Assert.Contains("cannot be read", shown.Error, StringComparison.Ordinal);
        (await company.GetAsync("/Users", value)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_name_that_two_keys_share_is_not_guessed_at()
    {
        await using var company = await TestCompany.StartAsync();
        await company.NewKeyAsync("Provost");
        await company.NewKeyAsync("Provost");

        var refused = await company.TryCommandAsync("keys", "revoke", "Provost");

        Assert.Equal(1, refused.Exit);
        Assert.Matches("2 keys answer to 'Provost'.*key-[0-9a-f]{8}, key-[0-9a-f]{8}", refused.Error);
    }

    [Theory]
    [InlineData("--expires", "soon", "neither a day such as 2027-01-31 nor a number of days such as 90d")]
    [InlineData("--expires", "2026-12-31", "cannot expire in the past")]
    [InlineData("--scope", "scim", "There is no scope 'scim'")]
    [InlineData("--owner", "nobody@contoso.example", "There is nobody 'nobody@contoso.example'")]
    public async Task A_key_that_makes_no_sense_is_not_made(string option, string value, string reason)
    {
        await using var company = await TestCompany.StartAsync();

        var refused = await company.TryCommandAsync("keys", "add", "Odd", option, value);

        Assert.Equal(1, refused.Exit);
        Assert.Equal("", refused.Output);
        Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Odd", await company.CommandAsync("keys", "list"), StringComparison.Ordinal);
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
