using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Provost.Engine.Access;
using Provost.Server.Authority;

namespace Provost.Server.Tests.Authority;

/// <summary>What the API makes of a bearer token.</summary>
public sealed class AccessTokenTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_of_ours_gives_tenant_application_and_roles_and_is_over_after_its_hour()
    {
        await using var server = await AuthorityServer.StartAsync();
        var token = await server.AccessTokenAsync();

        var first = Assert.IsType<TokenReading.Valid>(await server.AccessTokens.ReadAsync(token, Ct));
        var again = await server.AccessTokens.ReadAsync(token, Ct);
        server.Time.Advance(TimeSpan.FromMinutes(66));
        var late = await server.AccessTokens.ReadAsync(token, Ct);

        Assert.Equal((server.Contoso.Id, AuthorityServer.AppId), (first.TenantId, first.AppId));
        Assert.Equal("Provost administration", first.AppDisplayName);
        Assert.Equal(Operations.Permissions.Order(), first.Roles.Order());
        Assert.True(first.IsApplication);
        Assert.Same(first, again);
        Assert.Contains("expired", Assert.IsType<TokenReading.Refused>(late).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_and_keys_outlive_a_restart()
    {
        await using var server = await AuthorityServer.StartAsync();
        var before = await server.AccessTokenAsync();
        var key = new JsonWebToken(before).Kid;

        await server.RestartAsync();

        // The free port is another one, and with it the audience: the key is what stays.
        Assert.Equal(key, new JsonWebToken(await server.AccessTokenAsync()).Kid);
        var keys = await server.GetAsync("/common/discovery/v2.0/keys");
        Assert.Equal(key, Assert.Single(keys.Body["keys"]?.AsArray() ?? [])?["kid"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_key_is_followed_by_another_that_was_published_a_day_before()
    {
        await using var server = await AuthorityServer.StartAsync();
        // A clock of its own: the server's would run its loops through all these days.
        var time = new FakeTimeProvider(server.Time.GetUtcNow());
        using var keys = new SigningKeys(server.Installation.Authority, time);
        var first = (await keys.CurrentAsync(Ct)).Signs.Kid;

        time.Advance(TimeSpan.FromDays(90));
        var published = await keys.CurrentAsync(Ct);
        time.Advance(TimeSpan.FromDays(1));
        var followed = await keys.CurrentAsync(Ct);
        time.Advance(TimeSpan.FromDays(2));
        var alone = await keys.CurrentAsync(Ct);

        Assert.Equal((first, 2), (published.Signs.Kid, published.All.Count));
        Assert.NotEqual(first, followed.Signs.Kid);
        Assert.Contains(followed.All, k => k.KeyId == first);
        Assert.Equal(followed.Signs.Kid, Assert.Single(alone.All).KeyId);
    }

    [Fact]
    public async Task A_token_that_was_changed_or_is_signed_by_another_or_by_nobody_is_refused()
    {
        await using var server = await AuthorityServer.StartAsync();
        var token = await server.AccessTokenAsync();
        var parts = token.Split('.');
        var claims = Base64UrlEncoder
            .Decode(parts[1])
            .Replace("Provost administration", "Provost", StringComparison.Ordinal);
        var none = Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""");
        var handler = new JsonWebTokenHandler();
        var key = new SymmetricSecurityKey(new byte[32]);
        var foreign = handler.CreateToken(
            Base64UrlEncoder.Decode(parts[1]),
            new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
            new Dictionary<string, object> { ["typ"] = "at+jwt" }
        );

        string[] bad =
        [
            $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}",
            $"{none}.{parts[1]}.",
            foreign,
            "nonsense",
            "",
            new string('a', 20_000),
        ];

        foreach (var text in bad)
            Assert.IsType<TokenReading.Refused>(await server.AccessTokens.ReadAsync(text, Ct));
    }

    [Theory]
    [InlineData("https://elsewhere.example", "at+jwt", "resource")]
    [InlineData(null, "JWT", "not an access token")]
    [InlineData(null, "at+jwt", "tenant")]
    public async Task A_token_that_we_signed_for_something_else_is_refused(string? audience, string type, string reason)
    {
        await using var server = await AuthorityServer.StartAsync();
        using var keys = new SigningKeys(server.Installation.Authority, server.Time);
        var now = server.Time.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = $"{server.Https}/{Guid.CreateVersion7()}/v2.0",
                Subject = new([new("tid", $"{server.Contoso.Id}")]),
                Audience = audience ?? server.Https,
                TokenType = type,
                NotBefore = now,
                IssuedAt = now,
                Expires = now.AddHours(1),
                SigningCredentials = (await keys.CurrentAsync(Ct)).Signs,
            }
        );

        var reading = await server.AccessTokens.ReadAsync(token, Ct);

        Assert.Contains(reason, Assert.IsType<TokenReading.Refused>(reading).Reason, StringComparison.Ordinal);
    }
}
