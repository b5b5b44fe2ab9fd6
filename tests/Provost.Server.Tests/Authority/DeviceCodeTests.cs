using System.Net;
using Provost.Engine.Applications;
using Provost.Server.Authority;
using Provost.Server.Authority.SignIn;

namespace Provost.Server.Tests.Authority;

/// <summary>A program without a browser, and somebody who signs in for it elsewhere (RFC 8628).</summary>
public sealed class DeviceCodeTests
{
    private const string Admin = "admin@contoso.example";
    private const string Password = "grace's own";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly Guid Tool = Guid.Parse("dddddddd-1111-2222-3333-666666666666");

    [Fact]
    public async Task The_program_waits_until_somebody_allows_it_and_gets_tokens_once()
    {
        await using var server = await WithToolAsync();
        var begun = await BeginAsync(server);
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", begun.Text("user_code"));
        Assert.Equal((900, 5), ((int)begun.Body["expires_in"]!, (int)begun.Body["interval"]!));

        Assert.Equal("authorization_pending", await PollAsync(server, begun));
        Assert.Equal("slow_down", await PollAsync(server, begun));
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("authorization_pending", await PollAsync(server, begun));

        var browser = await EnteredAsync(server, begun.Text("user_code"));
        Assert.Equal("Permissions requested", browser.Heading);
        Assert.StartsWith("It asks from another device.", browser.Problem, StringComparison.Ordinal);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted));
        Assert.Contains("Tool is signed in on your device.", browser.Html, StringComparison.Ordinal);

        var tokens = await server.AskAsync(Form(begun));
        Assert.True(tokens.Status == 200, tokens.Body.ToJsonString());
        var reading = await server.AccessTokens.ReadAsync(tokens.Text("access_token"), Ct);
        Assert.Contains("openid", Assert.IsType<TokenReading.Valid>(reading).Scopes);
        Assert.NotEmpty(tokens.Text("id_token"));
        Assert.NotEmpty(tokens.Text("refresh_token"));
        Assert.Equal("invalid_grant", await PollAsync(server, begun));

        var renewed = await server.AskAsync(
            new(StringComparer.Ordinal)
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = $"{Tool}",
                ["refresh_token"] = tokens.Text("refresh_token"),
            }
        );
        Assert.True(renewed.Status == 200, renewed.Body.ToJsonString());
    }

    [Fact]
    public async Task A_code_is_taken_as_people_type_it_and_works_once()
    {
        await using var server = await WithToolAsync();
        var begun = await BeginAsync(server);
        var typed = begun.Text("user_code").Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant();

        var browser = await EnteredAsync(server, typed);
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Refused));
        Assert.Contains("Tool was not signed in.", browser.Html, StringComparison.Ordinal);
        await browser.OpenAsync($"/device?code={begun.Text("user_code")}");

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.StartsWith("No device waits with this code.", browser.Problem, StringComparison.Ordinal);
        Assert.Equal("access_denied", await PollAsync(server, begun));
        Assert.Equal("invalid_grant", await PollAsync(server, begun));
    }

    [Fact]
    public async Task A_code_ends_after_a_quarter_of_an_hour()
    {
        await using var server = await WithToolAsync();
        var begun = await BeginAsync(server);

        server.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));

        Assert.Equal("expired_token", await PollAsync(server, begun));
        var browser = await EnteredAsync(server, begun.Text("user_code"));
        Assert.StartsWith("No device waits with this code.", browser.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_allows_nothing()
    {
        await using var server = await WithToolAsync();
        var begun = await BeginAsync(server);
        var browser = await EnteredAsync(server, begun.Text("user_code"));

        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted), ("__RequestVerificationToken", "forged"));

        Assert.Equal("Permissions requested", browser.Heading);
        Assert.Equal("authorization_pending", await PollAsync(server, begun));
    }

    [Theory]
    [InlineData("client_id", null, "invalid_request")]
    [InlineData("client_id", "nobody", "unauthorized_client")]
    [InlineData("client_id", "11111111-2222-3333-4444-555555555555", "invalid_client")]
    [InlineData("scope", null, "invalid_request")]
    [InlineData("scope", "openid Everything.All", "invalid_scope")]
    public async Task What_is_asked_wrongly_is_refused(string parameter, string? value, string error)
    {
        await using var server = await WithToolAsync();
        var form = Beginning();
        if (value is null)
            form.Remove(parameter);
        else
            form[parameter] = value;

        var refused = await server.AskAsync(form, Address(server));

        Assert.Equal((400, error), (refused.Status, refused.Text("error")));
        Assert.StartsWith("AADSTS", refused.Text("error_description"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("device_code", "tampered", "invalid_grant")]
    [InlineData("device_code", null, "invalid_request")]
    [InlineData("client_id", "11111111-2222-3333-4444-555555555555", "invalid_grant")]
    public async Task The_code_of_one_program_is_no_use_to_another(string parameter, string? value, string error)
    {
        await using var server = await WithToolAsync();
        var begun = await BeginAsync(server);
        var browser = await EnteredAsync(server, begun.Text("user_code"));
        await browser.SendAsync((ConsentAsk.Answer, ConsentAsk.Accepted));
        var form = Form(begun);
        if (value is null)
            form.Remove(parameter);
        else
            form[parameter] = value;

        var refused = await server.AskAsync(form);

        Assert.True(refused.Text("error") == error, refused.Body.ToJsonString());
        Assert.Equal(200, (await server.AskAsync(Form(begun))).Status);
    }

    private static string Address(AuthorityServer server) =>
        $"{server.Https}/{server.Contoso.Id}/oauth2/v2.0/devicecode";

    private static Dictionary<string, string> Beginning() =>
        new(StringComparer.Ordinal)
        {
            ["client_id"] = $"{Tool}",
            ["scope"] = "openid profile offline_access User.Read",
        };

    private static async Task<Answer> BeginAsync(AuthorityServer server)
    {
        var begun = await server.AskAsync(Beginning(), Address(server));
        Assert.True(begun.Status == 200, begun.Body.ToJsonString());
        return begun;
    }

    private static Dictionary<string, string> Form(Answer begun) =>
        new(StringComparer.Ordinal)
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
            ["client_id"] = $"{Tool}",
            ["device_code"] = begun.Text("device_code"),
        };

    private static async Task<string> PollAsync(AuthorityServer server, Answer begun)
    {
        var answer = await server.AskAsync(Form(begun));
        Assert.Equal(400, answer.Status);
        return answer.Text("error");
    }

    /// <summary>The administrator opens the page, signs in, and types the code.</summary>
    private static async Task<Browser> EnteredAsync(AuthorityServer server, string code)
    {
        var browser = new Browser(server.Http, server.Https);
        await browser.OpenAsync("/device");
        await browser.SignInAsync(Admin, Password);
        Assert.Equal("Sign in on another device", browser.Heading);
        await browser.OpenAsync($"/device?code={Uri.EscapeDataString(code)}");
        return browser;
    }

    private static async Task<AuthorityServer> WithToolAsync()
    {
        var server = await AuthorityServer.StartAsync();
        var registration = new Registration(Guid.CreateVersion7(), server.Contoso.Id, Tool, "Tool", "", [])
        {
            Properties = """{"isFallbackPublicClient":true}""",
        };
        await server.Installation.Applications.AddAsync(server.Installation.Caller, registration, null, Ct);
        return server;
    }
}
