using System.Text.Json.Nodes;
using Provost.Scim.Messages;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Messages;

/// <summary>Bodies of POST as clients send them, scim-wire A.5, A.9, B.3 and C.</summary>
public sealed class CreationTests
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";

    [Fact]
    public void Entra_creates_a_user_with_extensions_that_are_not_all_listed()
    {
        var user = Prepared(
            $$$"""
            {"schemas":["{{{Core}}}","{{{People.Enterprise}}}"],"externalId":"jmoss","userName":"ada@contoso.com",
             "active":true,
             "emails":[{"primary":true,"type":"work","value":"ada@contoso.com"}],"meta":{"resourceType":"User"},
             "addresses":null,"name":{"formatted":"Ada L","familyName":"L","givenName":null},
             "{{{People.Enterprise}}}":{"department":"Ops","manager":"grace-1"},
             "urn:ietf:params:scim:schemas:extension:Acme:2.0:User":{"badge":"B-17"},"roles":[]}
            """
        );

        People.Same(
            $$$"""
            {"schemas":["{{{Core}}}","{{{People.Enterprise}}}","urn:ietf:params:scim:schemas:extension:Acme:2.0:User"],
             "externalId":"jmoss","userName":"ada@contoso.com","active":true,
             "emails":[{"primary":true,"type":"work","value":"ada@contoso.com"}],
             "name":{"formatted":"Ada L","familyName":"L"},
             "{{{People.Enterprise}}}":{"department":"Ops","manager":{"value":"grace-1"}},
             "urn:ietf:params:scim:schemas:extension:Acme:2.0:User":{"badge":"B-17"}}
            """,
            user
        );
    }

    [Fact]
    public void Booleans_in_text_are_booleans_even_inside_roles() =>
        People.Same(
            $$"""{"schemas":["{{Core}}"],"userName":"ada","active":true,"roles":[{"primary":false,"value":"x"}]}""",
            Prepared("""{"userName":"ada","active":"True","roles":[{"primary":"False","value":"x"}]}""")
        );

    [Fact]
    public void What_the_server_gives_and_what_nobody_knows_is_passed_over() =>
        People.Same(
            $$"""{"schemas":["{{Core}}"],"userName":"ada"}""",
            Prepared(
                """
                {"id":"mine","schemas":"odd","userName":"ada","groups":[{"value":"g"}],"meta":{"version":"1"},
                 "favouriteColour":"green","":"x","a b":1}
                """
            )
        );

    [Fact]
    public void Attributes_under_the_core_urn_are_lifted() =>
        People.Same(
            $$"""{"schemas":["{{Core}}"],"userName":"ada","emails":[{"value":"ada@contoso.com"}]}""",
            Prepared($$$"""{"{{{Core}}}":{"userName":"ada","emails":[{"value":"ada@contoso.com"}]}}""")
        );

    [Theory]
    [InlineData("urn:scim:schemas:core:1.0", "urn:scim:schemas:extension:enterprise:1.0")]
    [InlineData("urn:scim:schemas:core:2.0", "urn:scim:schemas:extension:enterprise:2.0")]
    public void OneLogins_old_urns_mean_the_present_ones(string core, string enterprise) =>
        People.Same(
            $$$"""
            {"schemas":["{{{Core}}}","{{{People.Enterprise}}}"],"userName":"ada","title":"Dr",
             "{{{People.Enterprise}}}":{"department":"Ops"}}
            """,
            Prepared(
                $$$"""
                {"schemas":["{{{core}}}","{{{enterprise}}}"],"userName":"ada","{{{core}}}":{"title":"Dr"},
                 "{{{enterprise}}}":{"department":"Ops"}}
                """
            )
        );

    [Fact]
    public void Names_take_the_spelling_of_the_schema_and_values_stay_as_sent() =>
        People.Same(
            $$"""
            {"schemas":["{{Core}}"],"userName":"Ada@CONTOSO.com","phoneNumbers":[{"value":"(0)30 / 1-2","type":"Work"}],
             "emails":[{"value":"A@x.example","note":"kept"}]}
            """,
            Prepared(
                """
                {"USERNAME":"Ada@CONTOSO.com","PhoneNumbers":[{"Value":"(0)30 / 1-2","TYPE":"Work"}],
                 "emails":[{"value":"A@x.example","note":"kept"}]}
                """
            )
        );

    [Fact]
    public void Bare_strings_in_lists_are_values_and_repetitions_are_dropped() =>
        People.Same(
            """[{"value":"a@x.example"},{"value":"b@x.example","type":"work"}]""",
            Prepared(
                """
                {"userName":"a","emails":["a@x.example",{"value":"b@x.example","type":"work"},{},"B@x.example",null]}
                """
            )["emails"]
        );

    [Fact]
    public void A_password_is_kept_for_the_store() =>
        Assert.Equal("zq81kd0p", (string?)Prepared("""{"userName":"ada","password":"zq81kd0p"}""")["password"]);

    [Theory]
    [InlineData("""{"active":true}""", "'userName' is required by urn:ietf:params:scim:schemas:core:2.0:User.")]
    [InlineData("""{"userName":""}""", "'userName' is required: it cannot be removed or empty.")]
    [InlineData("""{"userName":null}""", "'userName' is required by urn:ietf:params:scim:schemas:core:2.0:User.")]
    [InlineData("""{"userName":"a","active":"perhaps"}""", "'active' must be true or false, not text of 7 characters.")]
    [InlineData("""{"userName":{"a":1}}""", "'userName' must be text, not an object.")]
    [InlineData("""{"userName":"a","name":["x","y"]}""", "'name' must be a single value, not an array.")]
    [InlineData("""{"userName":"a","emails":[true]}""", "'value' must be text, not a boolean.")]
    [InlineData(
        """{"userName":"a","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}""",
        "Only one element can be 'primary'."
    )]
    public void What_is_missing_or_of_the_wrong_type_is_named(string body, string detail)
    {
        var refusal = Assert.Throws<ScimException>(() => Prepared(body));

        Assert.Equal((400, "invalidValue", detail), (refusal.Status, refusal.ScimType, refusal.Message));
    }

    [Fact]
    public void Entra_creates_a_group_with_a_urn_of_its_own() =>
        People.Same(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"g","displayName":"Green Team"}
            """,
            Creation
                .Prepare(
                    Requests.Body(
                        """
                        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
                          "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                         "externalId":"g","displayName":"Green Team","meta":{"resourceType":"Group"},"members":[]}
                        """
                    ),
                    ResourceType.Group
                )
                .Json
        );

    [Fact]
    public void A_group_needs_a_name() =>
        Assert.Throws<ScimException>(() => Creation.Prepare(Requests.Body("{}"), ResourceType.Group));

    [Fact]
    public void Extensions_have_required_attributes_too()
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
                        new("badge", AttributeType.String, "") { Required = true },
                        new("since", AttributeType.DateTime, ""),
                        new("floor", AttributeType.Integer, ""),
                        new("height", AttributeType.Decimal, ""),
                    ]
                ),
            ],
        };

        Assert.Throws<ScimException>(() =>
            Creation.Prepare(Requests.Body("""{"userName":"a","urn:acme:1.0:User":{"floor":1}}"""), type)
        );
        People.Same(
            """{"badge":"1","since":"2020-01-01T00:00:00+01:00","floor":7,"height":1.85}""",
            Creation
                .Prepare(
                    Requests.Body(
                        """
                        {"userName":"a","urn:acme:1.0:User":
                          {"badge":1,"since":"2020-01-01T00:00:00+01:00","floor":"7","height":"1.85","other":1}}
                        """
                    ),
                    type
                )
                .Json["urn:acme:1.0:User"]
        );
        foreach (var bad in new[] { "\"since\":\"soon\"", "\"floor\":1.5", "\"height\":\"tall\"", "\"floor\":\"x\"" })
        {
            var body = Requests.Body($$$"""{"userName":"a","urn:acme:1.0:User":{"badge":"1",{{{bad}}}}}""");
            Assert.Throws<ScimException>(() => Creation.Prepare(body, type));
        }
    }

    private static JsonObject Prepared(string body) => Creation.Prepare(Requests.Body(body), ResourceType.User).Json;
}
