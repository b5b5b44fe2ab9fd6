namespace Provost.Server.Tests.Cli;

/// <summary>The secrets of an application, from the terminal.</summary>
public sealed class CredentialsTests
{
    private const string Name = "SCIM application of your own";

    [Fact]
    public async Task A_client_is_entered_tested_used_and_never_shown_again()
    {
        await using var application = await Application.BehindOAuthAsync();
        using var provost = new ProvostProcess();
        await provost.RunAsync("apps", "add", "scim", "--scope", "all", "--allow-private-addresses");
        string[] client =
        [
            "--set",
            $"BaseAddress={application.TenantUrl}",
            "--set",
            $"Oauth2TokenExchangeUri={application.TokenEndpoint}",
            "--set",
            "Oauth2ClientId=provost",
            "--set-from-stdin",
            "Oauth2ClientSecret",
        ];

        var refused = await provost.PipeAsync("wrong-secret\n", ["apps", "credentials", Name, .. client]);
        var nothing = await provost.RunAsync("apps", "credentials", Name);
        using var server = await provost.ServeAsync();
        try
        {
            var set = await provost.PipeAsync(
                $"{Application.Token}\n",
                ["apps", "credentials", Name, .. client, "--method", "client_secret_post", "--expires", "2027-01-31"]
            );
            var listed = await provost.RunAsync("apps", "credentials", Name, "--list");
            var tested = await provost.RunAsync("apps", "test", Name);

            Assert.Equal(1, refused.Code);
            Assert.Contains("was answered with 401 and invalid_client", refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-secret", refused.Error + refused.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("BaseAddress", nothing.Out, StringComparison.Ordinal);
            Assert.True(set.Code == 0, set.Error);
            Assert.Matches("Oauth2ClientSecret +\\*", listed.Out);
            Assert.Matches("Oauth2ClientId +provost", listed.Out);
            Assert.Matches("expires +2027-01-31", listed.Out);
            Assert.Equal("The connection works.", tested.Out.Trim());
            foreach (var file in Directory.EnumerateFiles(provost.Data, "provost.db*"))
                Assert.DoesNotContain(Application.Token, Read(file), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task A_code_is_exchanged_by_the_test_and_its_tokens_are_stored()
    {
        await using var application = await Application.BehindOAuthAsync();
        using var provost = new ProvostProcess();
        await provost.RunAsync("apps", "add", "scim", "--allow-private-addresses");
        string[] client =
        [
            "--set",
            $"BaseAddress={application.TenantUrl}",
            "--set",
            $"Oauth2TokenExchangeUri={application.TokenEndpoint}",
            "--set",
            "Oauth2ClientId=provost",
            "--set",
            $"Oauth2ClientSecret={Application.Token}",
        ];

        var set = await provost.PipeAsync(
            $"{application.Agree()}\n",
            ["apps", "credentials", Name, .. client, "--set-from-stdin", "Oauth2AuthorizationCode", "--list"]
        );
        var tested = await provost.RunAsync("apps", "test", Name);

        Assert.Matches("Oauth2RefreshToken +\\*", set.Out);
        Assert.DoesNotContain("Oauth2AuthorizationCode", set.Out, StringComparison.Ordinal);
        Assert.Equal("The connection works.", tested.Out.Trim());
    }

    [Theory]
    [InlineData("--set BaseAddress", "there is no '=' in it. Write KEY=VALUE.")]
    [InlineData("--set Token=x", "key: 'Token' is no key of a secret.")]
    [InlineData("--set SyncAll=*", "'*' keeps the stored value, and none is stored")]
    [InlineData("--set SyncAll=true --set SyncAll=false", "SyncAll: the key is given twice")]
    [InlineData("--set SyncAll=perhaps", "SyncAll: a value that is neither True nor False")]
    [InlineData("--set-from-stdin SecretToken", "The value is empty")]
    [InlineData("--expires soon", "write it like 2027-01-31")]
    [InlineData("--method basic", "Give client_secret_basic, client_secret_post or private_key_jwt")]
    [InlineData("--private-key nosuch.pem", "cannot be read")]
    public async Task What_cannot_be_stored_is_refused_with_a_sentence(string options, string why)
    {
        using var provost = new ProvostProcess();
        await provost.RunAsync("apps", "add", "scim");

        var said = await provost.RunAsync(["apps", "credentials", Name, .. options.Split(' ')]);

        Assert.Equal(1, said.Code);
        Assert.Contains(why, said.Error, StringComparison.Ordinal);
    }

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
