using Provost.Scim.Messages;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Messages;

/// <summary>Bodies of PUT, RFC 7644 §3.5.1 and scim-wire B.3.</summary>
public sealed class ReplacementTests
{
    [Fact]
    public void What_is_left_out_is_unassigned_and_what_the_server_owns_stays()
    {
        var ada = People.Ada();
        ada["password"] = "secret";
        ada["groups"] = Requests.Body("""{"groups":[{"value":"team-1"}]}""")["groups"]?.DeepClone();

        var next = Put(ada, """{"id":"other","userName":"ada@contoso.com","groups":[],"meta":{"version":"9"}}""");

        People.Same(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"ada-1","userName":"ada@contoso.com",
             "active":true,"password":"secret","groups":[{"value":"team-1"}],
             "meta":{"resourceType":"User","lastModified":"2026-05-01T08:00:00.000Z","version":"W/\"1\""}}
            """,
            next.Json
        );
    }

    [Fact]
    public void The_current_resource_is_left_as_it_is()
    {
        var ada = People.Ada();
        var before = ada.Json.ToJsonString();

        Put(ada, """{"userName":"x"}""");

        Assert.Equal(before, ada.Json.ToJsonString());
    }

    [Fact]
    public void What_was_read_can_be_sent_back()
    {
        var ada = People.Ada();

        var next = Put(ada, ada.Json.ToJsonString());

        People.Same(
            """{"department":"Engines","manager":{"value":"grace-1","$ref":"https://contoso.com/Users/grace-1"}}""",
            next[People.Enterprise]
        );
        People.Same(ada["emails"]?.ToJsonString() ?? "", next["emails"]);
        Assert.Equal("ada-1", next.Id);
    }

    [Theory]
    [InlineData("""{"userName":"ada"}""", "false")]
    [InlineData("""{"userName":"ada","active":true}""", "true")]
    [InlineData("""{"userName":"ada","active":"True"}""", "true")]
    public void A_disabled_person_is_enabled_only_when_the_body_says_so(string body, string active)
    {
        var ada = People.Ada();
        ada["active"] = false;

        Assert.Equal(active, Put(ada, body).Text("active"));
    }

    [Fact]
    public void A_password_in_the_body_takes_the_place_of_the_old_one()
    {
        var ada = People.Ada();
        ada["password"] = "old";

        Assert.Equal("new", Put(ada, """{"userName":"ada","password":"new"}""").Text("password"));
    }

    [Fact]
    public void What_is_required_is_required_again() =>
        Assert.Equal(
            "invalidValue",
            Assert.Throws<ScimException>(() => Put(People.Ada(), """{"active":true}""")).ScimType
        );

    [Fact]
    public void P22_an_immutable_attribute_may_be_repeated_but_not_changed()
    {
        var type = ResourceType.Group with
        {
            Schema = CoreSchemas.Group.With("displayName", a => a with { Mutability = Mutability.Immutable }),
        };

        Assert.Equal(
            "mutability",
            Assert
                .Throws<ScimException>(() =>
                    Replacement.Prepare(People.Team(), Requests.Body("""{"displayName":"Red Team"}"""), type)
                )
                .ScimType
        );
        var next = Replacement.Prepare(
            People.Team("ada-1"),
            Requests.Body("""{"displayName":"Blue Team","members":[{"value":"alan-1"}]}"""),
            type
        );
        People.Same("""[{"value":"alan-1"}]""", next["members"]);
    }

    [Fact]
    public void Immutable_and_read_only_attributes_of_an_extension_stay()
    {
        var type = ResourceType.User with
        {
            Extensions =
            [
                new Schema(
                    "urn:acme:1.0:User",
                    "Acme",
                    "",
                    [
                        new("badge", AttributeType.String, "") { Mutability = Mutability.Immutable },
                        new("seat", AttributeType.String, "") { Mutability = Mutability.ReadOnly },
                        new("floor", AttributeType.String, ""),
                    ]
                ),
            ],
        };
        var ada = ScimResource.Parse(
            """{"schemas":[],"id":"1","userName":"a","urn:acme:1.0:User":{"badge":"B","seat":"S","floor":"1"}}"""
        );

        var next = Replacement.Prepare(ada, Requests.Body("""{"userName":"a"}"""), type);

        People.Same("""{"badge":"B","seat":"S"}""", next["urn:acme:1.0:User"]);
        People.Same("""["urn:ietf:params:scim:schemas:core:2.0:User","urn:acme:1.0:User"]""", next["schemas"]);
    }

    private static ScimResource Put(ScimResource current, string body) =>
        Replacement.Prepare(current, Requests.Body(body), ResourceType.User);
}
