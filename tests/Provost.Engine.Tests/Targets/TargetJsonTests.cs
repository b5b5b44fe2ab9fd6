using System.Text;
using CsCheck;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire D: what targets really send.</summary>
public sealed class TargetJsonTests
{
    [Theory]
    [InlineData("""{"id":"7"}""", "7")]
    [InlineData("""{"ID":7}""", "7")]
    [InlineData("""{"schemas":["a"],"meta":{"id":"no"},"Id":"7","x":1}""", "7")]
    [InlineData("\uFEFF{\"id\":\"7\"}", "7")]
    [InlineData("""{"id":"7",  "broken""", "7")]
    [InlineData("""{"id":null}""", null)]
    [InlineData("""{"id":""}""", null)]
    [InlineData("""{"id":{"value":"7"}}""", null)]
    [InlineData("""{"user":{"id":"7"}}""", null)]
    [InlineData("""["id","7"]""", null)]
    [InlineData("\"id\"", null)]
    [InlineData("", null)]
    [InlineData("OK", null)]
    public void An_id_is_read_from_the_top_only(string body, string? id) =>
        Assert.Equal(id, TargetJson.ReadId(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Names_compare_without_case_and_the_last_of_two_counts()
    {
        var root = TargetJson.ReadObject("""{"userName":"a","USERNAME":"b","emails":[{"Value":"x"},null]}"""u8);

        Assert.Equal("b", (string?)root?["username"]);
        Assert.Equal("x", (string?)root?["Emails"]?[0]?["value"]);
    }

    [Fact]
    public void Numbers_are_read_to_the_last_digit()
    {
        var list = AnswerBodies.ReadList("""{"Resources":[{"id":12345678901234567890123}]}"""u8);

        Assert.Equal("12345678901234567890123", list?.Objects[0].Id);
    }

    [Fact]
    public void A_text_that_is_no_UTF8_is_no_object()
    {
        byte[] body = [.. """{"id":"""u8, (byte)'"', 0xff, 0xfe, (byte)'"', (byte)'}'];

        Assert.Null(TargetJson.ReadObject(body));
        Assert.Null(TargetJson.ReadId(body));
    }

    [Fact]
    public void A_body_nested_too_deeply_is_no_object() =>
        Assert.Null(TargetJson.ReadObject(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 10_000))));

    [Fact]
    public void No_body_can_throw()
    {
        string[] pieces = ["{", "}", "[", "]", "\"id\"", ":", ",", "7", "null", "\"Resources\"", "é", "\"", "<", " "];

        Gen.Int[0, pieces.Length - 1]
            .Select(i => pieces[i])
            .Array[0, 12]
            .Sample(parts =>
            {
                var reply = Reply.Text(200, string.Concat(parts));
                _ = TargetJson.ReadId(reply.Body.Span);
                _ = AnswerBodies.ReadList(reply.Body.Span);
                _ = AnswerBodies.ReadOne(reply.Body.Span);
                return AnswerBodies.ReadError(reply) is not null;
            });
    }

    [Theory]
    [InlineData("application/scim+json", """{"status":404}""", true)]
    [InlineData("application/json", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}""", true)]
    [InlineData("text/plain", """{"schema":"urn:ietf:params:scim:api:messages:2.0:error"}""", true)]
    [InlineData("application/problem+json", """{"title":"Not Found","status":404}""", false)]
    [InlineData("application/json", """{"error":"not found"}""", false)]
    [InlineData("text/html", "<html></html>", false)]
    [InlineData("application/scim+json", "", false)]
    public void An_error_is_SCIMs_only_if_it_says_so(string mediaType, string body, bool isScim) =>
        Assert.Equal(isScim, AnswerBodies.ReadError(Reply.Text(404, body, mediaType)).IsScim);

    [Theory]
    [InlineData("""{"detail":"exists"}""", "\"exists\"")]
    [InlineData("""{"message":"exists"}""", "\"exists\"")]
    [InlineData("""{"error":"invalid_token","error_description":"expired"}""", "\"expired\"")]
    [InlineData("exists", "\"exists\"")]
    [InlineData("<p>exists</p>", "an HTML page")]
    [InlineData("", null)]
    public void The_words_of_an_error_are_found_where_targets_put_them(string body, string? words) =>
        Assert.Equal(words, AnswerBodies.ReadError(Reply.Text(400, body, "text/plain")).Words);

    [Fact]
    public void References_are_read_from_objects_texts_and_numbers()
    {
        var root = TargetJson.ReadObject("""{"members":[{"value":5},{"id":"6"},"7",8,{"display":"x"},null]}"""u8);

        Assert.Equal(["5", "6", "7", "8"], ResourceValues.References(root?["members"]));
        Assert.Empty(ResourceValues.References(root?["manager"]));
    }
}
