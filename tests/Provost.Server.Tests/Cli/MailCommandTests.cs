using Provost.Server.Tests.Notifications;

namespace Provost.Server.Tests.Cli;

/// <summary>Settings of mail, from the terminal.</summary>
public sealed class MailCommandTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_mail_server_is_set_shown_and_tested_through_the_running_server_and_its_password_stays_hidden()
    {
        await using var sink = new SmtpSink();
        using var provost = new ProvostProcess();
        using var server = await provost.ServeAsync();
        try
        {
            string[] smtp = ["settings", "smtp", "--host", "127.0.0.1", "--port", $"{sink.Port}", "--security", "none"];
            var set = await provost.PipeAsync(
                $"{Password}\n",
                [.. smtp, "--from", "provost@contoso.example", "--user", "provost", "--password-stdin"]
            );
            var shown = await provost.RunAsync("settings", "smtp", "--show");
            var tested = await provost.RunAsync("settings", "smtp", "--test", "grace@contoso.example");

            Assert.True(set.Code == 0, set.Error);
            Assert.Contains(
                $"127.0.0.1:{sink.Port}, none, from provost@contoso.example, user provost (password not shown)",
                shown.Out,
                StringComparison.Ordinal
            );
            Assert.Contains("The server answered: Kept as number 1", tested.Out, StringComparison.Ordinal);
            Assert.Contains(sink.Commands, c => c.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
            Assert.DoesNotContain(Password, set.Out + shown.Out + tested.Out, StringComparison.Ordinal);
            foreach (var file in Directory.EnumerateFiles(provost.Data, "provost.db*"))
                Assert.DoesNotContain(Password, Read(file), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task A_key_that_ends_is_mailed_by_the_server_and_listed()
    {
        await using var sink = new SmtpSink();
        using var provost = new ProvostProcess();
        await provost.RunAsync("apps", "add", "dialpad");
        string[] smtp = ["settings", "smtp", "--host", "127.0.0.1", "--port", $"{sink.Port}", "--security", "none"];
        await provost.RunAsync([.. smtp, "--from", "provost@contoso.example"]);
        string[] notify = ["settings", "notify", "Dialpad", "--address", "grace@contoso.example", "--digest", "true"];

        var set = await provost.RunAsync([.. notify, "--key-expires", "2020-02-29"]);
        using (var server = await provost.ServeAsync())
        {
            await sink.UntilAsync(s => s.Mails.Count == 1);
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var listed = await provost.RunAsync("mail", "list");

        Assert.Equal(
            "address:     grace@contoso.example\non-failure:  true\ndigest:      true\nkey-expires: 2020-02-29\n",
            set.Out
        );
        Assert.Matches("grace@contoso.example +Dialpad: the key expired on 2020-02-29 +(Sent|Waiting)", listed.Out);
    }

    [Theory]
    [InlineData("settings smtp", "There is no Provost data in")]
    [InlineData("settings smtp --host mail.example", "Say the sender's address")]
    [InlineData("settings smtp --from a@b.example", "Say the server together with the rest")]
    [InlineData("settings smtp --host mail.example --from nobody", "The sender 'nobody' is no mail address")]
    [InlineData("settings smtp --host mail.example --from a@b.example --port 0", "The port 0 is none")]
    [InlineData("settings smtp --host mail.example --from a@b.example --user x", "give both --user and")]
    [InlineData("settings notify nosuch --address a@b.example", "There is no application 'nosuch'")]
    [InlineData("settings notify Dialpad --address a@b.example,c@d.example", "is no mail address")]
    [InlineData("settings notify Dialpad --key-expires tomorrow", "write it like 2027-01-31")]
    public async Task What_cannot_be_is_refused_and_says_what_to_write(string command, string message)
    {
        using var provost = new ProvostProcess();
        if (command.Contains("notify Dialpad", StringComparison.Ordinal))
            await provost.RunAsync("apps", "add", "dialpad");

        var said = await provost.RunAsync(command.Split(' '));

        Assert.Equal(1, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    /// <summary>A file that another process may have open.</summary>
    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
