using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

public sealed class ScimTargetRequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_create_sends_the_body_as_it_is_and_reads_the_id()
    {
        await using var server = await ScriptedTarget.StartAsync(new Scripted(201, """{"id":"7","userName":"ada"}"""));
        await using var target = server.Client();

        var answer = await target.CreateAsync(ObjectKind.User, Given.Ada, Ct);

        Assert.Equal(TargetOutcome.Success, answer.Outcome);
        Assert.Equal("7", answer.Object?.Id);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/scim/Users", request.Path);
        Assert.Equal("""{"userName":"ada@contoso.example","displayName":"Ada"}""", request.Body);
        Assert.Equal("application/scim+json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal("application/scim+json, application/json;q=0.9", request.Headers["Accept"]);
        Assert.Equal($"Bearer {Given.Secret}", request.Headers["Authorization"]);
        Assert.StartsWith("Provost/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.True(Guid.TryParse(request.Headers["client-request-id"], out _));
        Assert.False(request.Headers.ContainsKey("traceparent"));
        Assert.Equal(1, target.Requests);
    }
}
