using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>The body that creates an account (scim-wire A.5, A.9).</summary>
public sealed class TargetBodyTests
{
    [Fact]
    public void A_person_is_sent_whole()
    {
        const string expected = """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "meta":{"resourceType":"User"},
            "userName":"ada@contoso.example","active":true,"displayName":"Ada Lovelace","title":"Analyst",
            "emails":[{"type":"work","primary":true,"value":"ada@contoso.example"}],
            "preferredLanguage":"en-GB",
            "name":{"givenName":"Ada","familyName":"Lovelace","formatted":"Ada Lovelace"},
            "addresses":[{"type":"work","formatted":"London","locality":"London","country":"GB"}],
            "phoneNumbers":[{"type":"mobile","value":"+44 20 7946 0999"}],
            "externalId":"ada",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"1815",
            "department":"Engineering"}}
            """;

        Assert.Equal(expected.ReplaceLineEndings(""), Body(ScimUser, People.Ada));
    }

    [Fact]
    [Rule("ENT-MAP-5")]
    public void What_has_no_value_is_left_out_with_the_object_around_it_ENT_MAP_5()
    {
        var nobody = People.User(3, ("userPrincipalName", "grace@contoso.example"));

        var body = Parse(Body(ScimUser, nobody));

        Assert.Equal("schemas meta userName active", string.Join(' ', body.Select(p => p.Key)));
    }

    [Fact]
    public void A_group_is_sent_without_members_under_the_core_schema_alone() =>
        Assert.Equal(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"meta":{"resourceType":"Group"},
            "displayName":"Engineers","externalId":"00000000-0000-0000-0000-000000000009"}
            """.ReplaceLineEndings(""),
            Body(ScimGroup, People.Engineers)
        );

    [Fact]
    public void The_legacy_dialect_names_its_own_schema_for_groups_too()
    {
        var mapped = ScimGroup.Map(People.Engineers, Present);

        var body = Encoding.UTF8.GetString(ScimGroup.Body.ToArray(mapped, PatchDialect.EntraLegacy));

        Assert.Equal(
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
            Parse(body)["schemas"]?[1]?.ToString()
        );
    }

    [Fact]
    [Rule("ENT-MAP-25")]
    public void A_custom_extension_carries_data_but_is_not_listed_ENT_MAP_25()
    {
        const string urn = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User";
        var plan = User(Map($"{urn}:badge", "[employeeId]"), Map($"{urn}:onSite", "IsPresent([officeLocation])"));

        var body = Parse(Body(plan, People.Ada));

        Assert.Equal("""{"badge":"1815","onSite":true}""", body[urn]?.ToJsonString());
        Assert.Equal(2, body["schemas"]?.AsArray().Count);
    }

    [Fact]
    public void Booleans_leave_as_booleans_and_texts_as_texts()
    {
        var plan = User(
            Map("active", "\"True\""),
            Map("emails[type eq \"home\"].value", "[mail]"),
            Map("emails[type eq \"home\"].primary", "\"False\""),
            Map("userType", "IsPresent([mail])"),
            Map("title", "Count([mail])")
        );

        var body = Parse(Body(plan, People.Ada));

        Assert.Equal("true", body["active"]?.ToJsonString());
        Assert.Equal(
            """[{"type":"home","value":"ada@contoso.example","primary":false}]""",
            body["emails"]?.ToJsonString()
        );
        Assert.Equal("\"True\"", body["userType"]?.ToJsonString());
        Assert.Equal("\"1\"", body["title"]?.ToJsonString());
    }

    [Fact]
    [Rule("ENT-MAP-24")]
    public void Every_selector_becomes_one_element_ENT_MAP_24()
    {
        var plan = User(
            Map("emails[type eq \"other\"].value", "[proxyAddresses]"),
            Map("emails[type eq \"work\"].value", "[mail]"),
            Map("emails[type eq \"other\"].display", "[displayName]")
        );
        var ada = People.Ada.With("proxyAddresses", Value.Many(["a@contoso.example", "b@contoso.example"]));

        Assert.Equal(
            """
            [{"type":"other","value":"a@contoso.example","display":"Ada Lovelace"},
            {"type":"work","primary":true,"value":"ada@contoso.example"}]
            """.ReplaceLineEndings(""),
            Parse(Body(plan, ada))["emails"]?.ToJsonString(Relaxed)
        );
    }

    [Fact]
    public void Roles_are_sent_as_the_documents_show_them_ENT_MAP_35_37()
    {
        var roles = Value.Many(["""{"id":"r1","value":"admin","displayName":"Administrator"}"""]);
        var ada = People.Ada.With("appRoleAssignments", roles);

        var single = User(Map("roles[primary eq \"True\"].value", "SingleAppRoleAssignment([appRoleAssignments])"));
        var complex = User(Map("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"));

        Assert.Equal(
            """[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"admin"}]""",
            Parse(Body(single, ada))["roles"]?.ToJsonString()
        );
        Assert.Equal(
            """
            [{"primary":false,"type":"WindowsAzureActiveDirectoryRole",
            "display":"Administrator","value":"admin"}]
            """.ReplaceLineEndings(""),
            Parse(Body(complex, ada))["roles"]?.ToJsonString()
        );
    }

    [Fact]
    public void Several_values_become_an_array()
    {
        var plan = User(
            Map("emails", "[otherMails]"),
            Map("urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:tags", "Split(\"a, b\", \",\")")
        );
        var ada = People.Ada.With("otherMails", Value.Many(["x@contoso.example", "y@contoso.example"]));

        var body = Parse(Body(plan, ada));

        Assert.Equal(
            """[{"value":"x@contoso.example"},{"value":"y@contoso.example"}]""",
            body["emails"]?.ToJsonString()
        );
        Assert.Equal(
            """["a","b"]""",
            body["urn:ietf:params:scim:schemas:extension:Contoso:2.0:User"]?["tags"]?.ToJsonString()
        );
    }

    [Theory]
    [InlineData("quote \" and backslash \\")]
    [InlineData("line\nbreak \u0001 and tab\t")]
    [InlineData("Zoë 名前 😀 \u2028")]
    [InlineData("half a pair \ud83d!")]
    [InlineData("")]
    public void Any_text_survives_the_way_through_json(string text)
    {
        var body = Parse(Body(ScimUser, People.Ada.With("displayName", Value.Text(text))));

        Assert.Equal(text.Replace('\ud83d', text.Contains('!') ? '\ufffd' : '\ud83d'), body["displayName"]?.ToString());
    }

    [Fact]
    public void A_body_may_be_longer_than_the_buffer_it_begins_in()
    {
        var text = new string('x', 100_000);

        Assert.Equal(text, Parse(Body(ScimUser, People.Ada.With("jobTitle", Value.Text(text))))["title"]?.ToString());
    }

    [Fact]
    public void Defaults_and_values_made_at_creation_are_in_it()
    {
        var plan = User(
            Map("title", "[nothing]", ifNull: "Colleague"),
            Map("nickName", null, ifNull: "new"),
            Map("externalId", "Guid()", flow: FlowType.ObjectAddOnly)
        );

        var body = Parse(Body(plan, People.Ada));

        Assert.Equal("Colleague", body["title"]?.ToString());
        Assert.Equal("new", body["nickName"]?.ToString());
        Assert.True(Guid.TryParse(body["externalId"]?.ToString(), out _));
    }

    [Fact]
    public void The_office_goes_to_dialpad_in_the_enterprise_extension()
    {
        var body = Parse(Body(Of(Gallery.Dialpad.Schema, ObjectKind.User), People.Ada));

        Assert.Equal(
            """{"department":"Engineering","officeName":"London"}""",
            body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?.ToJsonString()
        );
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Body(MappingPlan plan, DirectoryObject source) =>
        Encoding.UTF8.GetString(plan.Body.ToArray(plan.Map(source, Present)));

    private static JsonObject Parse(string body) =>
        JsonNode.Parse(body)?.AsObject() ?? throw new InvalidOperationException(body);
}
