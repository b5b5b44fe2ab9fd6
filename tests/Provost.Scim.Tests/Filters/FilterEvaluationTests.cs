using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Filters;

/// <summary>What filters mean, scim-wire B.1 and RFC 7644 §3.4.2.2.</summary>
public sealed class FilterEvaluationTests
{
    [Theory]
    [InlineData("userName eq \"ADA@CONTOSO.COM\"", true)]
    [InlineData("USERNAME EQ \"ada@contoso.com\"", true)]
    [InlineData("userName co \"@Contoso\"", true)]
    [InlineData("userName sw \"ada\"", true)]
    [InlineData("userName ew \".COM\"", true)]
    [InlineData("userName sw \"grace\"", false)]
    [InlineData("userName gt \"AAA\" and userName lt \"aeb\"", true)]
    [InlineData("userName ge \"ada@contoso.com\" and userName le \"ada@contoso.com\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ada@contoso.com\"", true)]
    [InlineData("URN:IETF:params:scim:schemas:core:2.0:USER:name.GIVENNAME eq \"ada\"", true)]
    public void Names_operators_urns_and_text_are_compared_without_case(string filter, bool expected) =>
        Assert.Equal(expected, Matches(filter));

    [Theory]
    [InlineData("id eq \"ada-1\"", true)]
    [InlineData("id eq \"ADA-1\"", false)]
    [InlineData("externalId eq \"E-ada\"", true)]
    [InlineData("externalId eq \"e-ADA\"", false)]
    [InlineData("meta.version eq \"w/\\\"1\\\"\"", false)]
    [InlineData("schemas eq \"URN:ietf:params:scim:schemas:core:2.0:User\"", true)]
    public void Text_is_compared_with_case_where_the_attribute_is_case_exact(string filter, bool expected) =>
        Assert.Equal(expected, Matches(filter));

    [Theory]
    [InlineData("emails eq \"ada@home.example\"", true)]
    [InlineData("emails co \"home\"", true)]
    [InlineData("emails.value eq \"ada@home.example\"", true)]
    [InlineData("emails.value ne \"ada@contoso.com\"", true)]
    [InlineData("emails[type eq \"work\" and value co \"home\"]", false)]
    [InlineData("emails[type eq \"home\" and value co \"home\"]", true)]
    [InlineData("emails.type eq \"work\" and emails.value co \"home\"", true)]
    [InlineData("emails[type eq \"work\"].value eq \"ada@contoso.com\"", true)]
    [InlineData("emails[type eq \"home\"].value eq \"ada@contoso.com\"", false)]
    [InlineData("emails[type eq \"work\"] eq \"ada@contoso.com\"", true)]
    [InlineData("emails[not (type eq \"work\") and value pr]", true)]
    [InlineData("emails[type eq \"fax\" or primary eq true]", true)]
    [InlineData("schemas[value ew \"core:2.0:User\"]", true)]
    [InlineData("ims[type eq \"work\"]", false)]
    public void Any_element_may_satisfy_and_brackets_mean_the_same_element(string filter, bool expected) =>
        Assert.Equal(expected, Matches(filter));

    [Theory]
    [InlineData("id eq \"ada-1\" and manager eq \"grace-1\"", true)]
    [InlineData("id eq \"ada-1\" and manager eq \"alan-1\"", false)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"grace-1\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"grace-1\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department eq \"engines\"", true)]
    [InlineData("urn:scim:schemas:extension:enterprise:1.0:department eq \"engines\"", true)]
    [InlineData("department eq \"engines\"", true)]
    public void References_are_compared_by_their_id_and_extensions_are_found(string filter, bool expected) =>
        Assert.Equal(expected, Matches(filter));

    [Fact]
    public void Entra_asks_whether_a_group_has_a_member()
    {
        var team = People.Team("ada-1", "alan-1");

        Assert.True(Filter.Parse("id eq \"team-1\" and members eq \"alan-1\"").Matches(team, ResourceType.Group));
        Assert.False(Filter.Parse("id eq \"team-1\" and members eq \"grace-1\"").Matches(team, ResourceType.Group));
        Assert.True(Filter.Parse("members[value eq \"ada-1\"]").Matches(team, ResourceType.Group));
    }

    [Theory]
    [InlineData("title pr", true)]
    [InlineData("nickName pr", false)]
    [InlineData("emails pr", true)]
    [InlineData("emails.value pr", true)]
    [InlineData("emails.display pr", false)]
    [InlineData("name pr", true)]
    [InlineData("name.middleName pr", false)]
    [InlineData("ims pr", false)]
    [InlineData("active pr", true)]
    [InlineData("nickName eq \"x\"", false)]
    [InlineData("nickName ne \"x\"", true)]
    [InlineData("nickName co \"x\"", false)]
    [InlineData("nickName gt \"x\"", false)]
    [InlineData("name.middleName ne \"x\"", true)]
    [InlineData("ims.value ne \"x\"", true)]
    [InlineData("nickName eq null", true)]
    [InlineData("nickName ne null", false)]
    [InlineData("title eq null", false)]
    [InlineData("title ne null", true)]
    [InlineData("emails.display eq null", true)]
    [InlineData("not (nickName pr)", true)]
    public void Absent_attributes_equal_nothing_and_are_unequal_to_everything(string filter, bool expected) =>
        Assert.Equal(expected, Matches(filter));

    [Theory]
    [InlineData("""{"userName":"a","title":""}""")]
    [InlineData("""{"userName":"a","title":null}""")]
    public void Empty_text_is_not_present(string json) =>
        Assert.False(Filter.Parse("title pr").Matches(ScimResource.Parse(json), ResourceType.User));

    [Fact]
    public void Empty_arrays_and_objects_are_not_present()
    {
        var user = ScimResource.Parse("""{"emails":[],"name":{},"phoneNumbers":[{"value":""}]}""");

        foreach (var filter in new[] { "emails pr", "name pr", "phoneNumbers pr", "emails.value pr" })
            Assert.False(Filter.Parse(filter).Matches(user, ResourceType.User), filter);
    }

    [Theory]
    [InlineData("active eq true", true)]
    [InlineData("active eq \"True\"", true)]
    [InlineData("active ne False", true)]
    [InlineData("roles[primary eq \"True\"].value eq \"boss\"", true)]
    [InlineData("roles[primary eq \"False\"]", false)]
    public void Booleans_may_be_written_as_text(string filter, bool expected) =>
        Assert.Equal(expected, Matches(filter));

    [Theory]
    [InlineData("meta.lastModified eq \"2026-05-01T10:00:00+02:00\"", true)]
    [InlineData("meta.lastModified gt \"2026-05-01T09:59:59.999+02:00\"", true)]
    [InlineData("meta.lastModified gt 2001-01-01T00:00:00-07:00", true)]
    [InlineData("meta.lastModified lt 2026-05-01", false)]
    [InlineData("meta.lastModified ge \"2026-05-01T10:00:00 02:00\"", true)]
    [InlineData("meta.lastModified sw \"2026-05\"", true)]
    public void Dates_are_compared_by_instant(string filter, bool expected) => Assert.Equal(expected, Matches(filter));

    [Theory]
    [InlineData("urn:acme:1.0:User:floor gt 6", true)]
    [InlineData("urn:acme:1.0:User:floor eq \"7\"", true)]
    [InlineData("urn:acme:1.0:User:floor lt 10", true)]
    [InlineData("urn:acme:1.0:User:badge eq \"b-17\"", true)]
    [InlineData("urn:acme:1.0:User:since gt \"2019-12-31T23:00:00-02:00\"", false)]
    [InlineData("urn:acme:1.0:User:staff eq true", true)]
    [InlineData("urn:acme:1.0:User:staff eq \"True\"", true)]
    [InlineData("urn:acme:1.0:User:vip eq true", false)]
    [InlineData("urn:acme:1.0:User:cars[plate eq \"X\"]", true)]
    [InlineData("urn:acme:1.0:User:cars.plate eq \"Y\"", false)]
    [InlineData("urn:acme:1.0:User:nothing eq \"x\"", false)]
    [InlineData("urn:nobody:1.0:User:badge eq \"b-17\"", false)]
    public void Unregistered_extensions_are_compared_as_what_they_look_like(string filter, bool expected)
    {
        var ada = People.Ada();
        ada["urn:acme:1.0:User"] = Requests.Body(
            """
            {"floor":7,"badge":"B-17","since":"2020-01-01T00:00:00Z","staff":"True","vip":"no","cars":[{"plate":"x"}]}
            """
        );

        Assert.Equal(expected, Filter.Parse(filter).Matches(ada, ResourceType.User));
    }

    [Fact]
    public void Numbers_are_compared_as_numbers()
    {
        var type = ResourceType.User with
        {
            Extensions =
            [
                new Schema("urn:acme:1.0:User", "Acme", "", [new("floor", AttributeType.Integer, "Storey.")]),
            ],
        };
        var ada = ScimResource.Parse("""{"urn:acme:1.0:User":{"floor":9}}""");

        Assert.True(Filter.Parse("floor lt 10").Matches(ada, type));
        Assert.True(Filter.Parse("floor eq 9.0").Matches(ada, type));
        Assert.True(Filter.Parse("floor eq \"9\"").Matches(ada, type));
        Assert.Throws<ScimException>(() => Filter.Parse("floor gt \"high\"", type));
    }

    [Theory]
    [InlineData("nonsense eq \"x\"", "User has no attribute 'nonsense'.")]
    [InlineData("emails.nonsense pr", "User has no attribute 'emails.nonsense'.")]
    [InlineData("userName.first pr", "User has no attribute 'userName.first'.")]
    [InlineData("emails[nonsense pr]", "'emails' has no sub-attribute 'nonsense'.")]
    [InlineData("emails[value.x pr]", "'emails' has no sub-attribute 'value.x'.")]
    [InlineData("emails[urn:x:value pr]", "'emails' has no sub-attribute 'urn:x:value'.")]
    [InlineData(
        "urn:ietf:params:scim:schemas:core:2.0:User pr",
        "User has no attribute 'urn:ietf:params:scim:schemas:core:2.0:User'."
    )]
    [InlineData("name eq \"Ada\"", "'name' has parts: compare one, as in 'name.formatted'.")]
    [InlineData("active gt true", "'active' cannot be compared by 'gt true'.")]
    [InlineData("active eq \"perhaps\"", "'active' cannot be compared by 'eq \"perhaps\"'.")]
    [InlineData("x509Certificates gt \"x\"", "'value' cannot be compared by 'gt \"x\"'.")]
    [InlineData("meta.created gt \"soon\"", "'created' cannot be compared by 'gt \"soon\"'.")]
    [InlineData("title gt null", "null can be compared with eq and ne, not with gt.")]
    public void What_cannot_be_compared_is_refused_whatever_is_stored(string filter, string detail)
    {
        var parsed = Filter.Parse(filter);

        foreach (
            var check in new Action[]
            {
                () => parsed.Check(ResourceType.User),
                () => parsed.Matches(People.Ada(), ResourceType.User),
            }
        )
        {
            var refusal = Assert.Throws<ScimException>(check);
            Assert.Equal(("invalidFilter", detail), (refusal.ScimType, refusal.Message));
        }
    }

    [Theory]
    [InlineData("a pr or title pr")]
    [InlineData("title pr and a pr")]
    [InlineData("not (a pr)")]
    [InlineData("emails[type pr or (value pr and not (a pr))]")]
    public void A_check_looks_at_every_branch(string filter) =>
        Assert.Throws<ScimException>(() => Filter.Parse(filter, ResourceType.User));

    [Fact]
    public void Values_stored_by_somebody_less_careful_are_compared_all_the_same()
    {
        var user = ScimResource.Parse(
            $$$"""
            {"USERNAME":"ada","active":"True","emails":"ada@contoso.com",
             "{{{People.Enterprise}}}":{"manager":"grace-1"}}
            """
        );

        foreach (
            var filter in new[]
            {
                "userName eq \"ada\"",
                "active eq true",
                "manager eq \"grace-1\"",
                "manager.value eq \"grace-1\"",
                "emails eq \"ada@contoso.com\"",
                "emails[value co \"ada\"]",
            }
        )
        {
            Assert.True(Filter.Parse(filter).Matches(user, ResourceType.User), filter);
        }
    }

    private static bool Matches(string filter) =>
        Filter.Parse(filter, ResourceType.User).Matches(People.Ada(), ResourceType.User);
}
