using Provost.Scim.Messages;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Messages;

/// <summary><c>attributes</c> and <c>excludedAttributes</c>, RFC 7644 §3.9 and scim-wire B.3.</summary>
public sealed class ProjectionTests
{
    [Fact]
    public void By_default_everything_is_returned_but_the_password()
    {
        var ada = People.Ada();
        ada["password"] = "secret";
        ada["x-unknown"] = 1;

        var answer = Projection.Default.Apply(ada, ResourceType.User);

        ada["password"] = null;
        People.Same(ada.Json.ToJsonString(), answer);
        Assert.True(Projection.Default.IsDefault);
    }

    [Theory]
    [InlineData("userName", "schemas id userName meta")]
    [InlineData("USERNAME, title", "schemas id userName title meta")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName", "schemas id userName meta")]
    [InlineData("emails[type eq \"work\", x]", "schemas id emails meta")]
    [InlineData(People.Enterprise, "schemas id urn:ietf:params:scim:schemas:extension:enterprise:2.0:User meta")]
    [InlineData("password,nonsense,,not a name", "schemas id meta")]
    [InlineData("meta.version", "schemas id meta")]
    [InlineData(
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "schemas id externalId userName displayName title active name emails roles meta"
    )]
    public void Named_attributes_come_with_those_that_always_do(string attributes, string expected) =>
        Assert.Equal(expected, Names(Projection.Parse(attributes, null), Secretive()));

    [Theory]
    [InlineData(
        "emails,name,roles,active,displayName,title",
        "schemas id externalId userName urn:ietf:params:scim:schemas:extension:enterprise:2.0:User meta"
    )]
    [InlineData(
        "id,schemas,meta,emails,name,roles,active,displayName,title,externalId",
        "schemas id userName urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    )]
    [InlineData(
        "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user,emails,name,roles,active,displayName,title,"
            + "externalId",
        "schemas id userName meta"
    )]
    public void Excluded_attributes_are_left_out_unless_they_always_come(string excluded, string expected) =>
        Assert.Equal(expected, Names(Projection.Parse(null, excluded), Secretive()));

    [Fact]
    public void Sub_attributes_can_be_named()
    {
        var answer = Projection
            .Parse("name.givenName,emails.value,manager", null)
            .Apply(People.Ada(), ResourceType.User);

        People.Same("""{"givenName":"Ada"}""", answer["name"]);
        People.Same("""[{"value":"ada@contoso.com"},{"value":"ada@home.example"}]""", answer["emails"]);
        People.Same(
            """{"manager":{"value":"grace-1","$ref":"https://contoso.com/Users/grace-1","displayName":"Grace"}}""",
            answer[People.Enterprise]
        );
    }

    [Fact]
    public void Sub_attributes_can_be_excluded()
    {
        var excluded = $"name.givenName,emails.primary,emails.type,{People.Enterprise}:manager.$ref";

        var answer = Projection.Parse(null, excluded).Apply(People.Ada(), ResourceType.User);

        People.Same("""{"familyName":"Lovelace"}""", answer["name"]);
        People.Same("""[{"value":"ada@contoso.com"},{"value":"ada@home.example"}]""", answer["emails"]);
        People.Same(
            """{"department":"Engines","manager":{"value":"grace-1","displayName":"Grace"}}""",
            answer[People.Enterprise]
        );
    }

    [Fact]
    public void Where_both_lists_are_given_the_named_attributes_win() =>
        Assert.Equal("schemas id userName meta", Names(Projection.Parse("userName", "userName"), People.Ada()));

    [Fact]
    public void Excluded_members_are_absent_and_need_not_be_loaded()
    {
        var projection = Projection.Parse(null, "members");

        Assert.Equal("schemas id displayName", Names(projection, People.Team("ada-1"), ResourceType.Group));
        Assert.False(projection.Includes("members", ResourceType.Group));
        Assert.True(projection.Includes("displayName", ResourceType.Group));
        Assert.True(Projection.Parse("members.value", null).Includes("members", ResourceType.Group));
        Assert.False(Projection.Parse("displayName", null).Includes("members", ResourceType.Group));
    }

    [Fact]
    public void What_is_returned_on_request_must_be_asked_for()
    {
        var type = ResourceType.User with
        {
            Schema = CoreSchemas
                .User.With("title", a => a with { Returned = Returned.Request })
                .With(
                    "name",
                    a =>
                        a with
                        {
                            SubAttributes =
                            [
                                new("givenName", AttributeType.String, "") { Returned = Returned.Request },
                                new("familyName", AttributeType.String, "") { Returned = Returned.Never },
                                new("formatted", AttributeType.String, ""),
                            ],
                        }
                ),
        };
        var ada = ScimResource.Parse(
            """{"id":"1","title":"Dr","name":{"givenName":"Ada","familyName":"L","formatted":"Ada L"}}"""
        );

        People.Same("""{"id":"1","name":{"formatted":"Ada L"}}""", Projection.Default.Apply(ada, type));
        People.Same("""{"id":"1","title":"Dr"}""", Projection.Parse("title", null).Apply(ada, type));
        People.Same(
            """{"id":"1","name":{"givenName":"Ada"}}""",
            Projection.Parse("name.givenName,name.familyName", null).Apply(ada, type)
        );
    }

    [Fact]
    public void An_answer_shares_nothing_with_the_resource()
    {
        var ada = People.Ada();

        Projection.Default.Apply(ada, ResourceType.User)["name"]?.AsObject().Clear();

        Assert.Equal("Ada", ada.Text("name.givenName"));
    }

    [Fact]
    public void The_number_of_names_is_limited() =>
        Assert.Throws<ScimException>(() => Projection.Parse(string.Join(',', Enumerable.Repeat("a", 5000)), null));

    private static ScimResource Secretive()
    {
        var ada = People.Ada();
        ada["password"] = "secret";
        return ada;
    }

    private static string Names(Projection projection, ScimResource resource, ResourceType? type = null) =>
        string.Join(' ', projection.Apply(resource, type ?? ResourceType.User).Select(p => p.Key));
}
