using Provost.Scim.Filters;

namespace Provost.Scim.Tests.Filters;

/// <summary>The filter grammar, scim-wire B.1.</summary>
public sealed class FilterParserTests
{
    [Theory]
    [InlineData("userName eq \"ada\"")]
    [InlineData("userName pr")]
    [InlineData("active eq true")]
    [InlineData("title eq null")]
    [InlineData("age gt 1.50")]
    [InlineData("a pr and b pr or c pr")]
    [InlineData("a pr and (b pr or c pr)")]
    [InlineData("a pr and (b pr and c pr)")]
    [InlineData("a pr or (b pr or c pr)")]
    [InlineData("not (userName sw \"a\")")]
    [InlineData("not (not (a pr))")]
    [InlineData("emails[type eq \"work\" and value co \"@contoso.com\"]")]
    [InlineData("emails[not (type eq \"work\") or (primary eq true or value pr) and display pr]")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName eq \"Ada\"")]
    [InlineData("members.$ref eq \"https://contoso.com/Users/1\"")]
    [InlineData("userName eq \"quote \\\" backslash \\\\ tab \\u0009 face \\ud83d\\ude00\"")]
    [InlineData("order pr and notes pr and android eq \"x\" and price eq 1")]
    public void The_canonical_form_is_read_and_written_alike(string text) =>
        Assert.Equal(text, Filter.Parse(text).ToString());

    [Theory]
    [InlineData("USERNAME EQ \"ada\"", "USERNAME eq \"ada\"")]
    [InlineData("  userName   eq\t\"ada\"  ", "userName eq \"ada\"")]
    [InlineData("userName+eq+\"ada\"+And+active+eq+true", "userName eq \"ada\" and active eq true")]
    [InlineData("not(a pr)", "not (a pr)")]
    [InlineData("((a pr))", "a pr")]
    [InlineData("(a pr)and(b pr)", "a pr and b pr")]
    [InlineData("externalId eq jyoung", "externalId eq \"jyoung\"")]
    [InlineData("userName eq ada@contoso.com and a pr", "userName eq \"ada@contoso.com\" and a pr")]
    [InlineData("employeeNumber eq 0042", "employeeNumber eq \"0042\"")]
    [InlineData("active eq True", "active eq true")]
    [InlineData("active eq FALSE", "active eq false")]
    [InlineData("a eq 1e2", "a eq 1e2")]
    [InlineData("meta.created gt 2001-01-01T00:00:00Z", "meta.created gt \"2001-01-01T00:00:00Z\"")]
    [InlineData(
        "meta.created gt 2001-01-01T00:00:00 02:00 and a pr",
        "meta.created gt \"2001-01-01T00:00:00+02:00\" and a pr"
    )]
    [InlineData("meta.created gt 2001-01-01T00:00:00-07:00", "meta.created gt \"2001-01-01T00:00:00-07:00\"")]
    [InlineData("a eq \"\\b\\f\\n\\r\\t\\/\"", "a eq \"\\u0008\\u000c\\u000a\\u000d\\u0009/\"")]
    [InlineData("emails[type eq \"work\"].value eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]")]
    [InlineData("emails[type eq \"work\"] eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]")]
    [InlineData("emails[type eq \"work\"].Value pr", "emails[type eq \"work\" and Value pr]")]
    [InlineData("emails[a pr or b pr].value eq \"x\"", "emails[(a pr or b pr) and value eq \"x\"]")]
    [InlineData("emails[type eq \"work\"] or a pr", "emails[type eq \"work\"] or a pr")]
    public void What_clients_really_send_is_understood(string text, string canonical) =>
        Assert.Equal(canonical, Filter.Parse(text).ToString());

    [Theory]
    [InlineData("", "Expected a name at position 1 of ''.")]
    [InlineData("userName", "Expected an operator at position 9 of 'userName'.")]
    [InlineData("userName eq", "Expected a value at position 12 of 'userName eq'.")]
    [InlineData("userName is \"a\"", "Expected an operator at position 10 of 'userName is \"a\"'.")]
    [InlineData("(a pr", "Expected ')' at position 6 of '(a pr'.")]
    [InlineData("a pr)", "Expected the end at position 5 of 'a pr)'.")]
    [InlineData("a pr b pr", "Expected the end at position 6 of 'a pr b pr'.")]
    [InlineData("not a pr", "Expected an operator at position 5 of 'not a pr'.")]
    [InlineData("a pr and", "Expected a name at position 9 of 'a pr and'.")]
    [InlineData("userName eq 'ada'", "Expected a value at position 13 of 'userName eq 'ada''.")]
    [InlineData("userName eq ad'a", "Expected a value at position 13 of 'userName eq ad'a'.")]
    [InlineData("userName eq \"ada", "Expected a string in double quotes at position 13 of 'userName eq \"ada'.")]
    [InlineData("userName eq \"\\x\"", "Expected a string in double quotes at position 13 of 'userName eq \"\\x\"'.")]
    [InlineData(
        "userName eq \"\\u12\"",
        "Expected a string in double quotes at position 13 of 'userName eq \"\\u12\"'."
    )]
    [InlineData("userName eq \"\\", "Expected a string in double quotes at position 13 of 'userName eq \"\\'.")]
    [InlineData("1a pr", "Expected a name at position 1 of '1a pr'.")]
    [InlineData("a.b.c pr", "Expected a name at position 1 of 'a.b.c pr'.")]
    [InlineData(":a pr", "Expected a name at position 1 of ':a pr'.")]
    [InlineData("emails[]", "Expected a name at position 8 of 'emails[]'.")]
    [InlineData("emails[type eq \"work\"", "Expected ']' at position 22 of 'emails[type eq \"work\"'.")]
    [InlineData("emails[type eq \"work\"].", "Expected a name at position 24 of 'emails[type eq \"work\"].'.")]
    [InlineData(
        "emails[type eq \"work\"].a.b pr",
        "Expected a name at position 24 of 'emails[type eq \"work\"].a.b pr'."
    )]
    [InlineData(
        "emails[type eq \"work\"].value",
        "Expected an operator at position 29 of 'emails[type eq \"work\"].value'."
    )]
    [InlineData("a[b[c pr]]", "Expected an operator, since brackets cannot be nested at position 4 of 'a[b[c pr]]'.")]
    public void A_bad_filter_says_what_was_expected_and_where(string text, string detail)
    {
        var refusal = Assert.Throws<ScimException>(() => Filter.Parse(text));

        Assert.Equal((400, "invalidFilter", detail), (refusal.Status, refusal.ScimType, refusal.Message));
    }

    [Fact]
    public void And_binds_tighter_than_or_and_both_group_from_the_left()
    {
        var (a, b, c) = (Filter.Parse("a pr"), Filter.Parse("b pr"), Filter.Parse("c pr"));

        Assert.Equal(new Filter.Or(a, new Filter.And(b, c)), Filter.Parse("a pr or b pr and c pr"));
        Assert.Equal(new Filter.And(new Filter.And(a, b), c), Filter.Parse("a pr and b pr and c pr"));
        Assert.Equal(new Filter.Or(new Filter.Not(a), b), Filter.Parse("not (a pr) or b pr"));
    }

    [Fact]
    public void Names_and_urns_are_compared_without_case()
    {
        Assert.Equal(Filter.Parse("URN:X:USERNAME.A pr"), Filter.Parse("urn:x:userName.a pr"));
        Assert.Equal(
            Filter.Parse("URN:X:USERNAME.A pr").GetHashCode(),
            Filter.Parse("urn:x:userName.a pr").GetHashCode()
        );
        Assert.NotEqual(Filter.Parse("a eq \"x\""), Filter.Parse("a eq \"X\""));
    }

    [Fact]
    public void Depth_length_and_terms_are_limited()
    {
        static string Nested(int depth) => new string('(', depth) + "a pr" + new string(')', depth);
        static string Long(int terms) => string.Join(" or ", Enumerable.Repeat("a pr", terms));

        Assert.NotNull(Filter.Parse(Nested(ScimLimits.FilterDepth)));
        Assert.NotNull(Filter.Parse(Long(ScimLimits.FilterTerms)));
        foreach (
            var text in new[]
            {
                Nested(ScimLimits.FilterDepth + 1),
                Nested(1_000_000),
                Long(ScimLimits.FilterTerms + 1),
                "a eq \"" + new string('x', ScimLimits.FilterLength) + "\"",
            }
        )
        {
            Assert.Equal("invalidFilter", Assert.Throws<ScimException>(() => Filter.Parse(text)).ScimType);
        }
    }

    [Theory]
    [InlineData("userName eq \"Ada\"", "username", "Ada")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"Ada\"", "userName", "Ada")]
    [InlineData("id eq \"x\" and members eq \"y\"", "id", "x")]
    [InlineData("members eq \"y\" and (active eq true and id eq \"x\")", "id", "x")]
    [InlineData("externalId eq 4711", "externalId", "4711")]
    public void An_equality_that_must_hold_is_shown_to_the_store(string text, string attribute, string expected)
    {
        Assert.True(Filter.Parse(text).TryGetEquality(attribute, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("id eq \"x\" or members eq \"y\"")]
    [InlineData("not (id eq \"x\")")]
    [InlineData("id ne \"x\"")]
    [InlineData("id eq null")]
    [InlineData("id.value eq \"x\"")]
    [InlineData("emails[id eq \"x\"]")]
    [InlineData("urn:x:1.0:id eq \"x\"")]
    public void What_need_not_hold_is_no_look_up(string text) =>
        Assert.False(Filter.Parse(text).TryGetEquality("id", out _));
}
