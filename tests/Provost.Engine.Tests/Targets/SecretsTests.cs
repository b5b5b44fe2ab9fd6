using System.Text;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>Secrets never reach the log: neither the token nor a password, whoever repeats them.</summary>
public sealed class SecretsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/scim+json")]
    [InlineData("text/plain")]
    public async Task The_token_is_taken_out_of_what_a_target_repeats(string contentType)
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(
                401,
                $$"""{"detail":"Token {{Given.Secret}} is revoked (Bearer {{Given.Secret}})"}""",
                contentType
            )
        );
        await using var target = server.Client(path: "/scim?key=also-a-secret");

        var answer = await target.GetAsync(ObjectKind.User, "7", Ct);

        var everything = $"{answer} {answer.Detail} {answer.Exchange}";
        Assert.DoesNotContain(Given.Secret, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("also-a-secret", everything, StringComparison.Ordinal);
        Assert.Contains("Token (not shown) is revoked", answer.Exchange?.ResponseBody, StringComparison.Ordinal);
        Assert.Contains("key=also-a-secret", Assert.Single(server.Requests).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_are_sent_but_not_kept()
    {
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(400, """{"detail":"bad","password":"h\"unter2"}""")
        );
        await using var target = server.Client();
        var body = Encoding.UTF8.GetBytes("""{"userName":"ada","PassWord" : "h\"unter2","title":"Dr"}""");

        var create = await target.CreateAsync(ObjectKind.User, body, Ct);
        var update = await target.UpdateAsync(
            ObjectKind.User,
            new TargetObject("7", []),
            [Given.Change("password", null, "hunter2")],
            Ct
        );

        Assert.Equal("""{"userName":"ada","PassWord":"(not shown)","title":"Dr"}""", create.Exchange?.RequestBody);
        Assert.DoesNotContain("unter2", $"{create.Exchange} {update.Exchange}", StringComparison.Ordinal);
        Assert.All(server.Requests, r => Assert.Contains("unter2", r.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sensitive_attributes_are_sent_but_not_kept_whatever_form_they_stand_in()
    {
        var profile = Given.Profile with
        {
            Dialect = PatchDialect.EntraFolded,
            SensitiveAttributes = new HashSet<string> { "employeeNumber", "phoneNumbers", "name" },
        };
        await using var server = await ScriptedTarget.StartAsync(
            new Scripted(400, """{"detail":"bad","Resources":[{"phoneNumbers":[{"value":"s-answer"}]}]}""")
        );
        await using var target = server.Client(profile);
        var body = Encoding.UTF8.GetBytes(
            """
            {"userName":"ada","urn:x:2.0:User":{"employeeNumber":"s-number"},"name":{"givenName":"s-name"},
             "phoneNumbers":[{"type":"work","value":"s-phone"}]}
            """
        );

        var create = await target.CreateAsync(ObjectKind.User, body, Ct);
        var update = await target.UpdateAsync(
            ObjectKind.User,
            new TargetObject("7", []),
            [
                Given.Change("phoneNumbers[type eq \"work\"].value", "x", "s-phone"),
                Given.Change("name.givenName", "x", "s-name"),
                Given.Change("urn:x:2.0:User:employeeNumber", "x", "s-number"),
                Given.Change("title", "x", "Dr"),
            ],
            Ct
        );

        Assert.DoesNotContain("s-", $"{create.Exchange} {update.Exchange}", StringComparison.Ordinal);
        Assert.Contains("\"userName\":\"ada\"", create.Exchange?.RequestBody, StringComparison.Ordinal);
        Assert.Contains("\"title\":\"Dr\"", update.Exchange?.RequestBody, StringComparison.Ordinal);
        Assert.All(server.Requests, r => Assert.Contains("s-number", r.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_answer_is_cut_at_four_kilobytes_and_a_secret_at_the_cut_is_not_left_in_half()
    {
        var answerOf = new string('x', 4090) + Given.Secret + new string('y', 9000);
        await using var server = await ScriptedTarget.StartAsync(new Scripted(400, answerOf, "text/plain"));
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal(4097, answer.Exchange?.ResponseBody?.Length);
        Assert.DoesNotContain(Given.Secret[..4], answer.Exchange?.ResponseBody, StringComparison.Ordinal);
        Assert.InRange(answer.Detail?.Length ?? 0, 1, 1000);
    }

    [Fact]
    public async Task A_success_keeps_no_exchange()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(201, """{"id":"7"}"""));
        await using var target = server.Client();

        Assert.Null((await target.CreateAsync(ObjectKind.User, Given.Ada, Ct)).Exchange);
    }
}
