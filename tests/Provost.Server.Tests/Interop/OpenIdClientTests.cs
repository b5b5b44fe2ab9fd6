using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Server.Authority;
using Provost.Server.Tests.Graph;

namespace Provost.Server.Tests.Interop;

/// <summary>npm's <c>openid-client</c> signs a person in against the authority and checks every answer by itself.</summary>
public sealed class OpenIdClientTests
{
    private const string RedirectUri = "http://localhost:5090/signin-oidc";
    private const string Secret = "the secret of the stand-in";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly Guid AppId = Guid.Parse("dddddddd-1111-2222-3333-444444444444");

    [Fact]
    public async Task A_person_signs_in_consents_and_every_answer_is_what_the_library_expects()
    {
        await using var server = await WithDialpadAsync();

        var first = await SignInAsync(server, "accept");
        Assert.Equal("Sign in", $"{first["signIn"]}");
        Assert.Equal(4, first["consent"]!.AsArray().Count);
        Assert.True(first["claims"] is not null, first.ToJsonString());
        Assert.Equal($"{AppId}", $"{first["claims"]!["aud"]}");
        Assert.Equal($"{server.Contoso.Id}", $"{first["claims"]!["tid"]}");
        Assert.Equal("admin@contoso.example", $"{first["claims"]!["preferred_username"]}");
        Assert.Equal("admin@contoso.example", $"{first["userInfo"]!["email"]}");
        Assert.Equal("true", $"{first["renewed"]}");
        Assert.Equal(("invalid_grant", "invalid_grant"), ($"{first["again"]}", $"{first["afterwards"]}"));
        Assert.Equal("?state=bye", $"{first["logout"]}");

        var added = await server.Installation.Applications.FindServicePrincipalAsync(
            server.Contoso.Id,
            null,
            AppId,
            Ct
        );
        Assert.Equal(("Dialpad", "dialpad"), (added?.DisplayName, added?.TemplateId));
        Assert.NotEmpty(added?.Roles ?? []);

        var second = await SignInAsync(server, "accept");
        Assert.Null(second["consent"]);
        Assert.Null(second["error"]);
    }

    [Fact]
    public async Task Consent_that_is_refused_sends_the_person_back_with_the_error_and_adds_nothing()
    {
        await using var server = await WithDialpadAsync();

        var refused = await SignInAsync(server, "refuse");

        Assert.Equal("access_denied", $"{refused["error"]}");
        Assert.Null(
            await server.Installation.Applications.FindServicePrincipalAsync(server.Contoso.Id, null, AppId, Ct)
        );
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("refuse")]
    public async Task A_device_is_signed_in_elsewhere(string consent)
    {
        await using var server = await GraphServer.StartAsync();
        var tool = new Registration(Guid.CreateVersion7(), server.Contoso.Id, AppId, "Tool", "", [])
        {
            Properties = """{"isFallbackPublicClient":true}""",
        };
        await server.Installation.Applications.AddAsync(server.Installation.Caller, tool, null, Ct);

        var answer = await RunAsync(server, "openid-device.mjs", ("CONSENT", consent));

        Assert.StartsWith($"To sign in, open the page {server.Https}/device in a browser", $"{answer["message"]}");
        if (consent == "accept")
        {
            Assert.Equal("Tool is signed in on your device. You can close this page.", $"{answer["page"]}");
            Assert.Equal(($"{server.Contoso.Id}", "admin@contoso.example"), ($"{answer["tid"]}", $"{answer["name"]}"));
            // User.Read alone does not read everybody.
            Assert.Equal("403", $"{answer["users"]}");
        }
        else
            Assert.Equal("access_denied", $"{answer["error"]}");
    }

    private static async Task<GraphServer> WithDialpadAsync()
    {
        var server = await GraphServer.StartAsync();
        var registration = new Registration(
            Guid.CreateVersion7(),
            server.Contoso.Id,
            AppId,
            "Dialpad",
            Gallery.Dialpad.Id,
            Gallery.Dialpad.Roles
        )
        {
            Properties = $$"""{"signInAudience":"AzureADMultipleOrgs","web":{"redirectUris":["{{RedirectUri}}"] } }""",
        };
        var caller = server.Installation.Caller;
        await server.Installation.Applications.AddAsync(caller, registration, null, Ct);
        await server.Installation.Applications.AddCredentialAsync(
            caller,
            registration.Id,
            new ApplicationCredential(
                Guid.CreateVersion7(),
                "secret",
                SecretHash.OfChosen(Secret),
                null,
                null,
                null,
                null
            ),
            Ct
        );
        return server;
    }

    private static Task<JsonObject> SignInAsync(GraphServer server, string consent) =>
        RunAsync(
            server,
            "openid-sign-in.mjs",
            ("CLIENT_SECRET", Secret),
            ("REDIRECT_URI", RedirectUri),
            ("CONSENT", consent)
        );

    private static async Task<JsonObject> RunAsync(
        GraphServer server,
        string script,
        params (string Name, string Value)[] more
    )
    {
        using var node = Node.Start(
            script,
            [
                ("NODE_EXTRA_CA_CERTS", server.CaFile),
                ("ROOT", server.Https),
                ("TENANT_ID", $"{server.Contoso.Id}"),
                ("CLIENT_ID", $"{AppId}"),
                ("USER_NAME", "admin@contoso.example"),
                ("PASSWORD", GraphServer.Password),
                .. more,
            ]
        );
        var errors = node.StandardError.ReadToEndAsync(Ct);
        var said = await node.StandardOutput.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonNode.Parse(said)!.AsObject();
    }
}
