using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Patching;

/// <summary>The decision table of PATCH, scim-wire B.2, row by row.</summary>
public sealed class DecisionTableTests
{
    private const string Manager = People.Enterprise + ":manager";

    [Fact]
    public void P1_add_without_path_merges_names_dotted_names_urns_extensions_and_paths()
    {
        var alan = Patched(
            People.Alan(),
            $$$"""
            {"op":"add","value":{
              "displayName":"Alan", "name.givenName":"Alan", "emails":{"type":"work","value":"alan@contoso.com"},
              "{{{People.Enterprise}}}:department":"Logic", "{{{People.Enterprise}}}":{"costCenter":"7"},
              "phoneNumbers[type eq \"work\"].value":"+44 1", "urn:ietf:params:scim:schemas:core:2.0:User:title":"Dr",
              "nonsense":"ignored", "not a path":"ignored", "x[":"ignored"}}
            """
        );

        People.Same(
            $$$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{{{People.Enterprise}}}"],
             "id":"alan-1","userName":"alan@contoso.com","displayName":"Alan","name":{"givenName":"Alan"},
             "emails":[{"type":"work","value":"alan@contoso.com"}],
             "{{{People.Enterprise}}}":{"department":"Logic","costCenter":"7"},
             "phoneNumbers":[{"type":"work","value":"+44 1"}],"title":"Dr"}
            """,
            alan.Json
        );
    }

    [Fact]
    public void P1_add_without_path_appends_to_what_is_there()
    {
        var ada = Patched(People.Ada(), """{"op":"add","value":{"emails":[{"type":"other","value":"a@x.example"}]}}""");

        Assert.Equal(3, ada["emails"]?.AsArray().Count);
    }

    [Theory]
    [InlineData(
        "P2 absent attribute",
        """{"op":"add","path":"nickName","value":"Countess"}""",
        "nickName",
        "\"Countess\""
    )]
    [InlineData("P3 single-valued", """{"op":"add","path":"title","value":"Dr"}""", "title", "\"Dr\"")]
    [InlineData(
        "P4 complex",
        """{"op":"add","path":"name","value":{"middleName":"Byron"}}""",
        "name",
        """{"givenName":"Ada","familyName":"Lovelace","middleName":"Byron"}"""
    )]
    [InlineData(
        "P5 array",
        """{"op":"add","path":"roles","value":[{"value":"poet"}]}""",
        "roles",
        """[{"value":"boss","primary":true},{"value":"poet"}]"""
    )]
    [InlineData(
        "P5 object",
        """{"op":"add","path":"roles","value":{"value":"poet"}}""",
        "roles",
        """[{"value":"boss","primary":true},{"value":"poet"}]"""
    )]
    [InlineData(
        "P5 bare string",
        """{"op":"add","path":"roles","value":"poet"}""",
        "roles",
        """[{"value":"boss","primary":true},{"value":"poet"}]"""
    )]
    [InlineData(
        "P6 part of the matching element",
        """{"op":"add","path":"emails[type eq \"home\"].display","value":"Home"}""",
        "emails",
        """
            [{"type":"work","value":"ada@contoso.com","primary":true},
             {"type":"home","value":"ada@home.example","display":"Home"}]
            """
    )]
    [InlineData(
        "P6 the matching element",
        """{"op":"add","path":"emails[type eq \"home\"]","value":{"display":"Home"}}""",
        "emails",
        """
            [{"type":"work","value":"ada@contoso.com","primary":true},
             {"type":"home","value":"ada@home.example","display":"Home"}]
            """
    )]
    [InlineData(
        "P6 the matching element, bare string",
        """{"op":"add","path":"emails[type eq \"work\"]","value":"a@x.example"}""",
        "emails",
        """[{"type":"work","value":"a@x.example","primary":true},{"type":"home","value":"ada@home.example"}]"""
    )]
    public void P2_to_P6_add_at_a_path(string row, string operation, string attribute, string expected) =>
        Expect(row, operation, attribute, expected);

    [Fact]
    public void P5_an_element_that_is_there_already_is_no_change()
    {
        Assert.False(
            Apply(
                People.Ada(),
                """{"op":"add","path":"emails","value":[{"value":"ada@contoso.com","type":"work","primary":true}]}""",
                """{"op":"add","path":"emails","value":{"value":"ADA@contoso.com","type":"work"}}""",
                """{"op":"add","path":"emails","value":"ada@home.example"}"""
            )
        );
        Assert.False(
            Apply(People.Team("ada-1"), """{"op":"add","path":"members","value":[{"$ref":null,"value":"ada-1"}]}""")
        );
    }

    [Theory]
    [InlineData(
        "P7 text",
        """{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}""",
        "phoneNumbers",
        """[{"type":"work","value":"1"}]"""
    )]
    [InlineData(
        "P7 boolean",
        """{"op":"add","path":"entitlements[primary eq \"True\"].value","value":"x"}""",
        "entitlements",
        """[{"primary":true,"value":"x"}]"""
    )]
    [InlineData(
        "P7 two conjuncts",
        """{"op":"add","path":"phoneNumbers[type eq \"work\" and primary eq true]","value":{"value":"1"}}""",
        "phoneNumbers",
        """[{"type":"work","primary":true,"value":"1"}]"""
    )]
    [InlineData(
        "P7 another slot",
        """{"op":"add","path":"roles[type eq \"job\"].value","value":"poet"}""",
        "roles",
        """[{"value":"boss","primary":true},{"type":"job","value":"poet"}]"""
    )]
    public void P7_add_makes_the_element_that_the_filter_describes(
        string row,
        string operation,
        string attribute,
        string expected
    ) => Expect(row, operation, attribute, expected);

    [Fact]
    public void P7_a_filter_that_describes_no_element_has_no_target() =>
        Refused("noTarget", People.Ada(), """{"op":"add","path":"emails[value co \"zzz\"].display","value":"x"}""");

    [Fact]
    public void P8_replace_without_path_sets_each_key_and_passes_over_what_is_read_only()
    {
        var ada = Patched(
            People.Ada(),
            """
            {"op":"replace","value":{"id":"other","schemas":["x"],"meta":{"version":"9"},"groups":[{"value":"g"}],
              "name":{"givenName":"Augusta"},"emails":[{"value":"a@x.example"}],"title":null}}
            """
        );

        People.Same("""{"givenName":"Augusta","familyName":"Lovelace"}""", ada["name"]);
        People.Same("""[{"value":"a@x.example"}]""", ada["emails"]);
        Assert.Equal("ada-1", ada.Id);
        Assert.Equal("W/\"1\"", ada.Version);
        Assert.Null(ada["groups"]);
        Assert.Null(ada["title"]);
        Assert.Equal(2, ada["schemas"]?.AsArray().Count);
    }

    [Theory]
    [InlineData("P9", """{"op":"replace","path":"nickName","value":"C"}""", "nickName", "\"C\"")]
    [InlineData(
        "P10",
        """{"op":"replace","path":"emails","value":[{"value":"a@x.example"}]}""",
        "emails",
        """[{"value":"a@x.example"}]"""
    )]
    [InlineData("P10 empty", """{"op":"replace","path":"emails","value":[]}""", "emails", "null")]
    [InlineData(
        "P11 elements",
        """{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"a@x.example"}}""",
        "emails",
        """[{"type":"work","value":"a@x.example"},{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P11 part",
        """{"op":"replace","path":"emails[type eq \"work\"].value","value":"a@x.example"}""",
        "emails",
        """[{"type":"work","value":"a@x.example","primary":true},{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P11 null",
        """{"op":"replace","path":"emails[type eq \"work\"]","value":null}""",
        "emails",
        """[{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P12 type",
        """{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"1"}""",
        "phoneNumbers",
        """[{"type":"work","value":"1"}]"""
    )]
    [InlineData(
        "P12 primary",
        """{"op":"replace","path":"phoneNumbers[primary eq true].value","value":"1"}""",
        "phoneNumbers",
        """[{"primary":true,"value":"1"}]"""
    )]
    [InlineData(
        "P12 nothing to say",
        """{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":""}""",
        "phoneNumbers",
        "null"
    )]
    [InlineData("P13 empty", """{"op":"replace","path":"title","value":""}""", "title", "null")]
    [InlineData("P13 null", """{"op":"replace","path":"title","value":null}""", "title", "null")]
    [InlineData("P13 no value", """{"op":"replace","path":"title"}""", "title", "null")]
    [InlineData(
        "P13 part",
        """{"op":"replace","path":"name.givenName","value":""}""",
        "name",
        """{"familyName":"Lovelace"}"""
    )]
    public void P9_to_P13_replace_at_a_path(string row, string operation, string attribute, string expected) =>
        Expect(row, operation, attribute, expected);

    [Theory]
    [InlineData("""{"op":"replace","path":"emails[value eq \"none\"].display","value":"x"}""")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"fax\" and value eq \"none\"].display","value":"x"}""")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"fax\" or type eq \"other\"].value","value":"x"}""")]
    [InlineData("""{"op":"replace","path":"emails[not (type eq \"work\") and type ne \"home\"].value","value":"x"}""")]
    public void P12_replace_has_no_target_when_the_filter_asks_for_more_than_a_slot(string operation) =>
        Refused("noTarget", People.Ada(), operation);

    [Fact]
    public void P13_a_required_attribute_cannot_be_emptied()
    {
        Refused("invalidValue", People.Ada(), """{"op":"replace","path":"userName","value":""}""");
        Refused("invalidValue", People.Ada(), """{"op":"replace","value":{"userName":null}}""");
        Refused("invalidValue", People.Team(), """{"op":"replace","path":"displayName","value":null}""");
    }

    [Fact]
    public void P11_replacing_an_element_by_its_equal_is_no_change() =>
        Assert.False(
            Apply(
                People.Ada(),
                """
                {"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"ada@contoso.com","primary":true}}
                """
            )
        );

    [Fact]
    public void P14_remove_without_path_has_no_target() => Refused("noTarget", People.Ada(), """{"op":"remove"}""");

    [Theory]
    [InlineData("P15", """{"op":"remove","path":"title"}""", "title", "null")]
    [InlineData("P15 part", """{"op":"remove","path":"name.givenName"}""", "name", """{"familyName":"Lovelace"}""")]
    [InlineData("P15 complex", """{"op":"remove","path":"name"}""", "name", "null")]
    [InlineData("P16", """{"op":"remove","path":"emails"}""", "emails", "null")]
    [InlineData(
        "P17 array",
        """{"op":"remove","path":"emails","value":[{"value":"ada@contoso.com"}]}""",
        "emails",
        """[{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P17 object",
        """{"op":"remove","path":"emails","value":{"value":"ada@contoso.com","type":"work"}}""",
        "emails",
        """[{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P17 string",
        """{"op":"remove","path":"emails","value":"ada@contoso.com"}""",
        "emails",
        """[{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P18",
        """{"op":"remove","path":"emails[type eq \"work\"]"}""",
        "emails",
        """[{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P19 something is left",
        """{"op":"remove","path":"emails[type eq \"work\"].primary"}""",
        "emails",
        """[{"type":"work","value":"ada@contoso.com"},{"type":"home","value":"ada@home.example"}]"""
    )]
    [InlineData(
        "P19 nothing is left",
        """{"op":"remove","path":"emails[type eq \"work\"].value"}""",
        "emails",
        """[{"type":"home","value":"ada@home.example"}]"""
    )]
    public void P15_to_P19_remove(string row, string operation, string attribute, string expected) =>
        Expect(row, operation, attribute, expected);

    [Theory]
    [InlineData("P15", """{"op":"remove","path":"nickName"}""")]
    [InlineData("P16", """{"op":"remove","path":"ims"}""")]
    [InlineData("P17", """{"op":"remove","path":"emails","value":[{"value":"nobody@contoso.com"}]}""")]
    [InlineData("P17 empty", """{"op":"remove","path":"emails","value":[]}""")]
    [InlineData(
        "P17 other type",
        """{"op":"remove","path":"emails","value":{"value":"ada@contoso.com","type":"home"}}"""
    )]
    [InlineData("P18", """{"op":"remove","path":"emails[type eq \"fax\"]"}""")]
    [InlineData("P19", """{"op":"remove","path":"emails[type eq \"fax\"].value"}""")]
    public void P15_to_P19_what_is_absent_already_is_removed_without_a_change(string row, string operation) =>
        Assert.False(Apply(People.Ada(), operation), row);

    [Fact]
    public void P17_removing_members_by_value_never_clears_the_set()
    {
        var team = Patched(
            People.Team("ada-1", "grace-1", "alan-1"),
            """{"op":"Remove","path":"members","value":[{"$ref":null,"value":"ada-1"},{"value":"stranger"}]}"""
        );

        People.Same("""[{"value":"grace-1"},{"value":"alan-1"}]""", team["members"]);
    }

    [Theory]
    [InlineData("invalidValue", """{"op":"remove","path":"userName"}""")]
    [InlineData("mutability", """{"op":"remove","path":"id"}""")]
    [InlineData("mutability", """{"op":"remove","path":"groups"}""")]
    public void P20_what_is_required_or_read_only_cannot_be_removed(string scimType, string operation) =>
        Refused(scimType, People.Ada(), operation);

    [Theory]
    [InlineData("""{"op":"replace","path":"id","value":"x"}""")]
    [InlineData("""{"op":"add","path":"groups","value":[{"value":"g"}]}""")]
    [InlineData("""{"op":"replace","path":"meta.version","value":"2"}""")]
    [InlineData("""{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:ID","value":"x"}""")]
    [InlineData("""{"op":"replace","path":"manager.displayName","value":"x"}""")]
    public void P21_read_only_attributes_cannot_be_named_in_a_path(string operation) =>
        Refused("mutability", People.Ada(), operation);

    [Fact]
    public void P21_schemas_are_the_servers_affair_and_naming_them_changes_nothing() =>
        Assert.False(Apply(People.Ada(), """{"op":"add","path":"schemas","value":["urn:x:1.0:Y"]}"""));

    [Theory]
    [InlineData("""{"op":"replace","path":"displayName","value":"Red Team"}""")]
    [InlineData("""{"op":"replace","value":{"displayName":"Red Team"}}""")]
    [InlineData("""{"op":"remove","path":"displayName"}""")]
    public void P22_an_immutable_attribute_keeps_its_value(string operation) =>
        Refused(null, People.Team("ada-1"), FixedName, operation);

    [Fact]
    public void P22_an_immutable_attribute_can_be_repeated_and_be_set_when_it_has_no_value()
    {
        var team = People.Team("ada-1");
        Assert.False(Apply(team, FixedName, """{"op":"replace","path":"displayName","value":"blue team"}"""));

        team["displayName"] = null;
        Assert.True(Apply(team, FixedName, """{"op":"add","path":"displayName","value":"Red Team"}"""));
    }

    [Fact]
    public void P22_the_id_of_a_member_is_immutable() =>
        Refused(
            "mutability",
            People.Team("ada-1"),
            """{"op":"replace","path":"members[value eq \"ada-1\"].value","value":"alan-1"}"""
        );

    [Theory]
    [InlineData("""{"op":"add","path":"emails","value":[{"value":"a@x.example","primary":true}]}""")]
    [InlineData("""{"op":"add","path":"emails[type eq \"home\"].primary","value":"True"}""")]
    [InlineData(
        """{"op":"replace","path":"emails[type eq \"home\"]","value":{"value":"a@x.example","primary":true}}"""
    )]
    [InlineData("""{"op":"add","path":"emails","value":{"type":"home","value":"ada@home.example","primary":true}}""")]
    public void P23_a_new_primary_element_takes_the_place_of_the_old_one(string operation)
    {
        var emails = Patched(People.Ada(), operation)["emails"]?.AsArray();

        Assert.Equal(1, emails?.Count(e => e?["primary"]?.GetValue<bool>() == true));
        Assert.False(emails?[0]?["primary"]?.GetValue<bool>());
    }

    [Theory]
    [InlineData(
        """{"op":"replace","path":"emails","value":[{"value":"a","primary":true},{"value":"b","primary":"True"}]}"""
    )]
    [InlineData("""{"op":"add","path":"emails","value":[{"value":"a","primary":true},{"value":"b","primary":true}]}""")]
    [InlineData("""{"op":"replace","path":"emails[value pr].primary","value":true}""")]
    public void P23_two_primary_elements_in_one_payload_are_refused(string operation) =>
        Refused("invalidValue", People.Ada(), operation);

    [Theory]
    [InlineData("P24 False", """{"op":"replace","path":"active","value":"False"}""", "active", "false")]
    [InlineData("P24 true", """{"op":"replace","path":"active","value":"true"}""", "active", "true")]
    [InlineData("P24 number for text", """{"op":"replace","path":"title","value":7}""", "title", "\"7\"")]
    [InlineData("P24 array of one", """{"op":"replace","path":"title","value":["Dr"]}""", "title", "\"Dr\"")]
    public void P24_values_are_made_to_fit_where_nothing_is_lost(
        string row,
        string operation,
        string attribute,
        string expected
    ) => Expect(row, operation, attribute, expected);

    [Theory]
    [InlineData("""{"op":"replace","path":"active","value":"perhaps"}""")]
    [InlineData("""{"op":"replace","path":"active","value":1}""")]
    [InlineData("""{"op":"replace","path":"title","value":{"a":"b"}}""")]
    [InlineData("""{"op":"replace","path":"title","value":["a","b"]}""")]
    [InlineData("""{"op":"replace","path":"title","value":true}""")]
    [InlineData("""{"op":"replace","path":"name","value":"Ada"}""")]
    [InlineData("""{"op":"add","path":"emails","value":[["nested"]]}""")]
    [InlineData("""{"op":"add","path":"x509Certificates","value":[{"value":"?not base64?"}]}""")]
    [InlineData("""{"op":"add","value":"text"}""")]
    [InlineData("""{"op":"add","path":"title"}""")]
    public void P24_a_value_of_the_wrong_type_is_refused(string operation) =>
        Refused("invalidValue", People.Ada(), operation);

    [Theory]
    [InlineData("\"alan-1\"")]
    [InlineData("""{"value":"alan-1"}""")]
    [InlineData("""[{"$ref":"http://contoso.com/Users/alan-1","value":"alan-1"}]""")]
    [InlineData("""{"value":"alan-1","displayName":"not the client's business"}""")]
    public void P25_a_manager_is_an_object_however_it_was_sent(string value)
    {
        var ada = Patched(People.Ada(), $$"""{"op":"add","path":"{{Manager}}","value":{{value}}}""");

        var manager = ada[People.Enterprise]?["manager"];
        Assert.Equal("alan-1", (string?)manager?["value"]);
        Assert.Null(manager?["displayName"]);
        Assert.DoesNotContain("grace-1", manager?.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void P25_the_same_manager_again_is_no_change() =>
        Assert.False(Apply(People.Ada(), $$"""{"op":"add","path":"{{Manager}}","value":"grace-1"}"""));

    [Fact]
    public void P25_a_new_id_under_manager_takes_the_old_ones_address_along()
    {
        var ada = Patched(People.Ada(), """{"op":"replace","path":"manager.value","value":"alan-1"}""");

        People.Same("""{"value":"alan-1"}""", ada[People.Enterprise]?["manager"]);
    }

    [Theory]
    [InlineData("""{"op":"Remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"}""")]
    [InlineData(
        """{"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":""}"""
    )]
    [InlineData(
        """{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":""}"""
    )]
    [InlineData("""{"op":"Remove","path":"manager"}""")]
    public void P26_an_extension_goes_with_its_last_attribute(string operation)
    {
        var ada = Patched(People.Ada(), operation, $$"""{"op":"remove","path":"{{People.Enterprise}}:department"}""");

        Assert.Null(ada[People.Enterprise]);
        People.Same("""["urn:ietf:params:scim:schemas:core:2.0:User"]""", ada["schemas"]);
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"}""")]
    [InlineData("""{"op":"replace","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":null}}""")]
    public void P26_an_extension_can_be_removed_as_a_whole(string operation) =>
        Assert.Null(Patched(People.Ada(), operation)[People.Enterprise]);

    [Fact]
    public void P26_an_extension_that_nobody_registered_is_kept_and_listed()
    {
        const string badge = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User";
        var alan = Patched(
            People.Alan(),
            $$"""{"op":"add","path":"{{badge}}:badge","value":"B-17"}""",
            $$$$"""{"op":"add","value":{"{{{{badge}}}}":{"floors":[1]}}}""",
            $$"""{"op":"add","path":"{{badge}}:floors","value":[2]}"""
        );

        People.Same("""{"badge":"B-17","floors":[1,2]}""", alan[badge]);
        People.Same($"""["urn:ietf:params:scim:schemas:core:2.0:User","{badge}"]""", alan["schemas"]);
    }

    [Fact]
    public void P27_operations_on_one_element_follow_one_another()
    {
        var alan = Patched(
            People.Alan(),
            """{"op":"Add","path":"emails[type eq \"work\"].value","value":"alan@contoso.com"}""",
            """{"op":"Add","path":"emails[type eq \"work\"].primary","value":"true"}""",
            """{"op":"Add","path":"emails[type eq \"work\"].type","value":"work"}""",
            """{"op":"Replace","path":"emails[type eq \"work\"].value","value":"turing@contoso.com"}"""
        );

        People.Same("""[{"type":"work","value":"turing@contoso.com","primary":true}]""", alan["emails"]);
    }

    [Theory]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:Group:members")]
    [InlineData("URN:IETF:params:SCIM:schemas:core:2.0:group:MEMBERS")]
    [InlineData("Members")]
    public void P28_the_urn_of_the_core_in_any_case_means_the_bare_name(string path)
    {
        var team = Patched(People.Team(), $$"""{"op":"add","path":"{{path}}","value":[{"value":"ada-1"}]}""");

        People.Same("""[{"value":"ada-1"}]""", team["members"]);
    }

    [Fact]
    public void P29_a_replace_that_does_not_speak_of_members_leaves_them_alone()
    {
        var team = Patched(People.Team("ada-1"), """{"op":"replace","value":{"id":"team-1","displayName":"Navy"}}""");

        People.Same("""[{"value":"ada-1"}]""", team["members"]);
        Assert.Equal("Navy", team.Text("displayName"));
    }

    [Fact]
    public void P30_the_library_takes_any_member_id_so_that_the_store_can_decide()
    {
        var team = Patched(People.Team(), """{"op":"add","path":"members","value":"string id 1"}""");

        People.Same("""[{"value":"string id 1"}]""", team["members"]);
    }

    [Fact]
    public void P31_uniqueness_is_judged_by_the_store_with_a_409()
    {
        var refusal = ScimException.Uniqueness("userName is taken.").ToJson();

        Assert.Equal("409", (string?)refusal["status"]);
        Assert.Equal("uniqueness", (string?)refusal["scimType"]);
    }

    private static readonly ResourceType FixedName = ResourceType.Group with
    {
        Schema = CoreSchemas.Group.With("displayName", a => a with { Mutability = Mutability.Immutable }),
    };

    private static void Expect(string row, string operation, string attribute, string expected)
    {
        var actual = Patched(People.Ada(), operation)[attribute];
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), actual),
            $"{row}: expected {expected}, was {actual?.ToJsonString()}"
        );
    }

    private static ScimResource Patched(ScimResource resource, params string[] operations)
    {
        Apply(resource, operations);
        return resource;
    }

    private static bool Apply(ScimResource resource, params string[] operations) =>
        Apply(resource, resource["userName"] is null ? ResourceType.Group : ResourceType.User, operations);

    private static bool Apply(ScimResource resource, ResourceType type, params string[] operations) =>
        Requests.Patch(operations).Apply(resource, type);

    private static void Refused(string? scimType, ScimResource resource, params string[] operations) =>
        Refused(scimType, resource, resource["userName"] is null ? ResourceType.Group : ResourceType.User, operations);

    private static void Refused(string? scimType, ScimResource resource, ResourceType type, params string[] operations)
    {
        var before = resource.Json.ToJsonString();

        var refusal = Assert.Throws<ScimException>(() => Apply(resource, type, operations));

        Assert.Equal((400, scimType ?? refusal.ScimType), (refusal.Status, refusal.ScimType));
        Assert.Equal(before, resource.Json.ToJsonString());
    }
}
