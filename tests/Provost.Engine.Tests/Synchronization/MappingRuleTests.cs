using System.Text;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>What mappings are and what they can name (ENT-MAP).</summary>
public sealed class MappingRuleTests
{
    [Fact]
    [Rule("ENT-MAP-1")]
    public void A_mapping_is_direct_constant_an_expression_or_none()
    {
        var mapped = User(
                Map("title", "[jobTitle]"),
                Map("userType", "\"Employee\""),
                Map("nickName", "ToUpper([givenName])"),
                Map("locale", null, ifNull: "en-GB")
            )
            .Map(People.Ada, Present);

        Assert.Equal("Analyst", mapped.Value("title").ToString());
        Assert.Equal("Employee", mapped.Value("userType").ToString());
        Assert.Equal("ADA", mapped.Value("nickName").ToString());
        Assert.True(mapped.Value("locale").IsNull);
        Assert.Equal("en-GB", mapped.ValueOnCreation(mapped.Rule("locale")).ToString());
    }

    [Fact]
    [Rule("ENT-MAP-7")]
    public void An_empty_text_is_passed_on_and_IgnoreFlowIfNullOrEmpty_drops_it()
    {
        var plan = User(Map("title", "[jobTitle]"), Map("nickName", "IgnoreFlowIfNullOrEmpty([jobTitle])"));

        var body = Encoding.UTF8.GetString(
            plan.Body.ToArray(plan.Map(People.Ada.With("jobTitle", Value.Text("")), Present))
        );

        Assert.Contains("\"title\":\"\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("nickName", body, StringComparison.Ordinal);
    }

    [Fact]
    [Rule(
        "ENT-MAP-11",
        Verdict.Improved,
        "Account names, user types and extensions with several values can be sources; a password is set once."
    )]
    public void A_password_is_made_once_and_what_Entra_cannot_read_is_a_source_here()
    {
        var mapped = User(
                Map("password", "RandomString(12, 2, 2, 2, 2)"),
                Map("nickName", "[onPremisesSamAccountName]"),
                Map("userType", "[userType]"),
                Map("entitlements", "[extension_1815_tags]")
            )
            .Map(
                People
                    .Ada.With("onPremisesSamAccountName", Value.Text("ada1"))
                    .With("userType", Value.Text("Guest"))
                    .With("extension_1815_tags", Value.Many(["a", "b"])),
                Present
            );

        Assert.True(mapped.Rule("password").OnCreationOnly);
        Assert.Equal(12, mapped.ValueOnCreation(mapped.Rule("password")).ToString().Length);
        Assert.Equal("ada1", mapped.Value("nickName").ToString());
        Assert.Equal("Guest", mapped.Value("userType").ToString());
        Assert.Equal(["a", "b"], mapped.Value("entitlements").Elements);
    }

    [Theory]
    [InlineData("userName", null, "userName", null, null)]
    [InlineData("name.givenName", null, "name", null, "givenName")]
    [InlineData("emails[type eq \"work\"].value", null, "emails", "type=work", "value")]
    [InlineData("roles[primary eq \"True\"].display", null, "roles", "primary=True", "display")]
    [InlineData(
        "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge",
        "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User",
        "badge",
        null,
        null
    )]
    [Rule("ENT-MAP-23")]
    public void Targets_are_named_by_SCIM_paths(
        string text,
        string? schema,
        string name,
        string? selector,
        string? subAttribute
    )
    {
        var path = TargetPath.Parse(text);

        Assert.Equal((schema, name, subAttribute), (path.Schema, path.Name, path.SubAttribute));
        Assert.Equal(selector, path.Selector is { } s ? $"{s.Attribute}={s.Literal}" : null);
    }

    [Fact]
    [Rule("ENT-MAP-30")]
    public void Proxy_addresses_can_go_to_the_other_mail_address()
    {
        var plan = User(Map("emails[type eq \"other\"].value", "[proxyAddresses]"));
        var ada = People.Ada.With("proxyAddresses", Value.Many(["ada.l@contoso.example", "countess@contoso.example"]));

        var body = Encoding.UTF8.GetString(plan.Body.ToArray(plan.Map(ada, Present)));

        Assert.Contains(
            "\"emails\":[{\"type\":\"other\",\"value\":\"ada.l@contoso.example\"}]",
            body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Rule("ENT-MAP-32")]
    public void Groups_are_matched_by_their_name_and_carry_their_id_and_members()
    {
        var groups = Gallery.Scim.Schema.For(ObjectKind.Group)?.Attributes ?? [];

        Assert.Equal(
            "displayName [displayName] 1, externalId [objectId] 0, members [members] 0",
            string.Join(", ", groups.Select(a => $"{a.Target} {a.Source} {a.MatchingPriority}"))
        );
    }

    [Theory]
    [InlineData("department EQUALS Sales", "department EQUALS 'Sales'")]
    [InlineData("city equals 'New York'", "city EQUALS 'New York'")]
    [InlineData("employeeId greater_than_or_equals 1000", "employeeId Greater_Than_OR_EQUALS '1000'")]
    [InlineData("mail is not null", "mail IS NOT NULL")]
    [InlineData("MEMBER OF Sales Team", "memberOf MEMBER OF 'Sales Team'")]
    [InlineData("city & London and Paris", "city & 'London and Paris'")]
    [InlineData("Join(\" & \", [city], [state]) EQUALS a & b", "Join(\" & \", [city], [state]) EQUALS 'a & b'")]
    public void A_clause_is_read_as_people_write_it(string text, string clause) =>
        Assert.Equal(clause, ClauseText.Parse(text).ToString());

    [Theory]
    [InlineData("department is Sales")]
    [InlineData("EQUALS Sales")]
    [InlineData("")]
    public void A_clause_without_an_operator_or_a_source_says_how_to_write_one(string text)
    {
        var refused = Assert.Throws<EngineException>(() => ClauseText.Parse(text));

        Assert.Contains("for example department EQUALS Sales", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_says_what_was_added_changed_and_taken_away()
    {
        var before = Gallery.Scim.Schema;
        var after = before with
        {
            Targets = [new(ObjectKind.User, [new("title") { Sensitive = true }])],
            ObjectMappings =
            [
                before.ObjectMappings[0] with
                {
                    FlowTypes = FlowTypes.Add,
                    Attributes =
                    [
                        .. before
                            .ObjectMappings[0]
                            .Attributes.Where(a => a.Target.Text != "preferredLanguage")
                            .Select(a =>
                                a.Target.Text == "title" ? a with { Source = "\"Dr\"", DefaultValue = "x" } : a
                            ),
                        Map("nickName", "[mailNickname]", flow: FlowType.ObjectAddOnly),
                    ],
                    Scope = new([new("Sales", [new("department", FilterOperator.EqualTo, "Sales")])]),
                },
                before.ObjectMappings[1],
            ],
        };

        Assert.Equal(
            """
            User ~ actions All -> actions Add
            User ~ title = [jobTitle] -> title = "Dr", default 'x'
            User - preferredLanguage = [preferredLanguage]
            User + nickName = [mailNickname], ObjectAddOnly
            User filter + 'Sales': department EQUALS 'Sales'
            User attribute list ~ title String -> title String, sensitive
            """,
            string.Join('\n', SchemaComparison.Lines(before, after))
        );
    }
}
