using Provost.Engine.Targets;
using Provost.Engine.Targets.OAuth;

namespace Provost.Engine.Tests.Credentials;

/// <summary>What a token endpoint's answer means.</summary>
public sealed class TokenAnswerTests
{
    private static readonly DateTimeOffset Asked = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly Uri Endpoint = new("https://login.contoso.example/token?tenant=s3cr3t");

    [Theory]
    [InlineData("""{"access_token":"t","token_type":"bearer","expires_in":3600}""", 3600)]
    [InlineData("""{"access_token":"t","expires_in":"3600"}""", 3600)]
    [InlineData("""{"access_token":"t","token_type":"Bearer"}""", null)]
    [InlineData("""{"access_token":"t","expires_in":-5}""", null)]
    public void A_token_comes_with_its_life(string body, int? seconds)
    {
        var granted = Assert.IsType<TokenAnswer.Granted>(Judge(200, body));

        Assert.Equal(("t", Asked), (granted.Token.Value, granted.Token.Obtained));
        Assert.Equal(seconds is { } life ? Asked.AddSeconds(life) : null, granted.Token.Ends);
    }

    [Theory]
    [InlineData(200, """{"access_token":"t","token_type":"DPoP"}""", "200 and no bearer token. Check Oauth2Token")]
    [InlineData(200, """{"access_token":"t\u000d\u000aX: y"}""", "200 and no bearer token. Check Oauth2Token")]
    [InlineData(200, "<html>", "200 and no bearer token. Check Oauth2Token")]
    [InlineData(404, "", "404 and no error code. Check Oauth2TokenExchangeUri")]
    [InlineData(401, """{"error":"invalid_client"}""", "401 and invalid_client. The authorization server does not acc")]
    [InlineData(
        400,
        """{"error":"invalid_grant","error_description":"s3cr3t."}""",
        "400 and invalid_grant: (not shown). The"
    )]
    [InlineData(400, """{"error":"invalid_scope"}""", "400 and invalid_scope. Enter a scope")]
    public void A_refusal_names_the_endpoint_the_code_and_the_remedy(int status, string body, string said)
    {
        var refused = Assert.IsType<TokenAnswer.Refused>(Judge(status, body));

        Assert.StartsWith(
            $"POST https://login.contoso.example/token was answered with {said}",
            refused.Sentence,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("s3cr3t", refused.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(500, "oh")]
    [InlineData(400, """{"error":"temporarily_unavailable"}""")]
    public void What_may_pass_is_tried_again(int status, string body) =>
        Assert.IsType<TokenAnswer.Unavailable>(Judge(status, body));

    [Theory]
    [InlineData(3600, 3239, false)]
    [InlineData(3600, 3240, true)]
    [InlineData(300, 239, false)]
    [InlineData(300, 240, true)]
    [InlineData(10, 4, false)]
    [InlineData(10, 5, true)]
    public void A_token_is_due_when_a_tenth_of_its_life_or_a_minute_is_left(int life, int after, bool due) =>
        Assert.Equal(due, new AccessToken("t", Asked, Asked.AddSeconds(life)).IsDue(Asked.AddSeconds(after)));

    private static TokenAnswer Judge(int status, string body) =>
        TokenAnswers.Judge(Endpoint, Reply.Text(status, body, "application/json"), Asked, ["s3cr3t"]);
}
