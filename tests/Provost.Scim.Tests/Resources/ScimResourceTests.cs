using System.Text;
using Provost.Scim.Filters;
using Provost.Scim.Resources;

namespace Provost.Scim.Tests.Resources;

public sealed class ScimResourceTests
{
    [Fact]
    public void What_was_read_is_what_is_written()
    {
        const string text =
            """{"UserName":"ada","x":{"Y":[1.50,null,{"z":"é"}]},"urn:acme:1.0:User":{"badge":null},"a":true}""";

        var written = ScimResource.Parse(text).Json.ToJsonString(Relaxed);

        Assert.Equal(text, written);
    }

    [Fact]
    public void Names_and_urns_are_found_without_case_and_keep_their_spelling()
    {
        var user = ScimResource.Parse("""{"UserName":"ada","EXTERNALID":"7","URN:acme":{"Badge":"B"}}""");

        user["username"] = "grace";

        Assert.Equal("grace", user.Text("userName"));
        Assert.Equal("7", user.ExternalId);
        Assert.Equal("B", (string?)user.Find(new AttributePath("urn:ACME", "badge", null)));
        Assert.Equal("""{"UserName":"grace","EXTERNALID":"7","URN:acme":{"Badge":"B"}}""", user.Json.ToJsonString());
    }

    [Fact]
    public void Setting_null_removes()
    {
        var user = ScimResource.Parse("""{"UserName":"ada","id":"1"}""");

        user["USERNAME"] = null;
        user.Id = null;
        user.ExternalId = "7";

        Assert.Equal("""{"externalId":"7"}""", user.Json.ToJsonString());
    }

    [Theory]
    [InlineData("userName", "ada@contoso.com")]
    [InlineData("NAME.givenname", "Ada")]
    [InlineData("active", "true")]
    [InlineData("emails", "ada@contoso.com")]
    [InlineData("emails.value", "ada@contoso.com")]
    [InlineData("emails[type eq \"home\"].value", "ada@home.example")]
    [InlineData("emails[type eq \"home\"]", "ada@home.example")]
    [InlineData("emails[type eq \"fax\"].value", null)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:title", "Countess")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "Engines")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "grace-1")]
    [InlineData("meta.version", "W/\"1\"")]
    [InlineData("nickName", null)]
    [InlineData("nickName.x", null)]
    [InlineData("userName.x", null)]
    [InlineData("urn:x:1.0:nobody", null)]
    public void Text_is_found_by_path(string path, string? expected) => Assert.Equal(expected, People.Ada().Text(path));

    [Fact]
    public void A_clone_shares_nothing()
    {
        var ada = People.Ada();
        var copy = ada.Clone();

        copy["name"]?.AsObject().Remove("givenName");

        Assert.Equal("Ada", ada.Text("name.givenName"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{a:1}")]
    public void What_is_no_JSON_object_is_refused(string text)
    {
        var refusal = Assert.Throws<ScimException>(() => ScimResource.Parse(text));

        Assert.Equal((400, "invalidSyntax"), (refusal.Status, refusal.ScimType));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Throws<ScimException>(() => ScimResource.Parse([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]));

    [Fact]
    public void Escapes_that_are_whole_are_read() =>
        Assert.Equal("é😀", ScimResource.Parse("""{"userName":"\u00e9\ud83d\ude00"}""").Text("userName"));

    [Fact]
    public void Depth_is_limited()
    {
        static byte[] Nested(int depth) =>
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth));

        Assert.NotNull(ScimResource.Parse(Nested(ScimLimits.JsonDepth)));
        Assert.Throws<ScimException>(() => ScimResource.Parse(Nested(ScimLimits.JsonDepth + 1)));
        Assert.Throws<ScimException>(() => ScimResource.Parse(Nested(100_000)));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
