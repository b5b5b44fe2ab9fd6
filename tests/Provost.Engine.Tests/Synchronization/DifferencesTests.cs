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

/// <summary>What has to be sent to an account that exists (ENT-CYC-11, ENT-TRM-7, ENT-MAP-1 to 5).</summary>
public sealed class DifferencesTests
{
    private static readonly HashSet<string> None = [];

    [Fact]
    public void What_was_just_created_needs_no_change()
    {
        foreach (var template in Gallery.All.Where(t => t.IsComplete))
        foreach (var kind in template.Schema.ObjectMappings.Select(m => m.Kind))
        {
            var plan = Of(template.Schema, kind);
            var mapped = plan.Map(kind == ObjectKind.User ? People.Ada : People.Engineers, Present);
            var stored = Encoding.UTF8.GetString(plan.Body.ToArray(mapped));

            var changes = Differences.Between(mapped, Parse(stored), None).Changes;
            Assert.True(changes.Count == 0, $"{template.Id}: {string.Join("; ", changes)}");
        }
    }

    [Theory]
    [InlineData("""{"active":"true"}""", "")]
    [InlineData("""{"Active":"True"}""", "")]
    [InlineData("""{"active":false}""", "active False > True")]
    [InlineData("""{"active":"no"}""", "active no > True")]
    [InlineData("{}", "active  > True")]
    [InlineData("""{"active":null}""", "active  > True")]
    public void Booleans_are_compared_however_they_are_written(string current, string expected) =>
        Assert.Equal(expected, Said(User(Map("active", "Not([IsSoftDeleted])")), Named(current)));

    [Fact]
    public void A_difference_in_case_counts_only_where_the_attribute_is_exact_ENT_TRM_7()
    {
        var plan = User(Map("displayName", "[displayName]"), Map("externalId", "[mailNickname]"));

        Assert.Equal(
            "externalId ADA > ada",
            Said(plan, Named("""{"displayName":"ADA LOVELACE","externalId":"ADA"}"""))
        );
    }

    [Fact]
    public void A_value_that_is_missing_in_the_directory_changes_nothing_ENT_MAP_5()
    {
        var plan = User(Map("title", "[jobTitle]", ifNull: "Colleague"));

        Assert.Equal("", Said(plan, Named("""{"title":"Countess"}"""), People.Ada.With("jobTitle", Value.Null)));
    }

    [Fact]
    [Rule("ENT-MAP-1")]
    public void A_mapping_of_type_none_fills_what_is_empty_and_nothing_else_ENT_MAP_1()
    {
        var plan = User(Map("title", null, ifNull: "Colleague"));

        Assert.Equal("title  > Colleague", Said(plan, Named("{}")));
        Assert.Equal("", Said(plan, Named("""{"title":"Countess"}""")));
    }

    [Fact]
    public void The_element_of_a_selector_is_found_and_a_missing_one_is_added()
    {
        var plan = User(
            Map("emails[type eq \"work\"].value", "[mail]"),
            Map("phoneNumbers[type eq \"mobile\"].value", "[mobile]")
        );
        const string current = """
            {"EMAILS":[{"value":"home@contoso.example","type":"home"},{"Type":"Work","Value":"old@contoso.example"}]}
            """;

        Assert.Equal(
            "emails[type eq \"work\"].value old@contoso.example > ada@contoso.example, "
                + "phoneNumbers[type eq \"mobile\"].value  > +44 20 7946 0999",
            Said(plan, Named(current))
        );
    }

    [Fact]
    public void Extension_attributes_are_found_under_their_urn_without_case()
    {
        const string urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        var plan = User(Map($"{urn}:department", "[department]"), Map($"{urn}:employeeNumber", "[employeeId]"));

        var said = Said(
            plan,
            Named($$"""{"{{urn.ToUpperInvariant()}}":{"Department":"Sales","employeeNumber":1815} }""")
        );

        Assert.Equal($"{urn}:department Sales > Engineering", said);
    }

    [Fact]
    public void Extension_attributes_are_found_in_flat_keys_scim_wire_D()
    {
        const string urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        var plan = User(Map($"{urn}:department", "[department]"), Map($"{urn}:employeeNumber", "[employeeId]"));

        var said = Said(plan, Named($$"""{"{{urn}}:department":"Sales","{{urn}}:employeeNumber":"1815"}"""));

        Assert.Equal($"{urn}:department Sales > Engineering", said);
    }

    [Fact]
    public void Elements_that_are_objects_are_the_same_if_their_value_is()
    {
        var roles = Value.Many(["""{"id":"r1","value":"admin","displayName":"Administrator"}"""]);
        var ada = People.Ada.With("appRoleAssignments", roles);
        var plan = User(Map("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"));

        Assert.Equal("", Said(plan, Named("""{"roles":[{"Value":"admin","display":"The boss"}]}"""), ada));
        Assert.StartsWith("roles  > ", Said(plan, Named("""{"roles":[{"value":"user"}]}"""), ada));
    }

    [Fact]
    public void An_immutable_attribute_is_not_sent_but_told()
    {
        var plan = Of(Gallery.Dialpad.Schema, ObjectKind.Group);
        var renamed = plan.Map(People.Engineers.With("displayName", Value.Text("Builders")), Present);
        var current = Parse($$"""{"displayName":"Engineers","externalId":"{{People.Engineers.Id}}"}""");

        var differences = Differences.Between(renamed, current, Gallery.Dialpad.Profile.ImmutableAttributes);

        Assert.Empty(differences.Changes);
        Assert.Equal("displayName", Assert.Single(differences.NotSent).Path.Text);
    }

    [Fact]
    public void Somebody_who_leaves_keeps_everything_but_what_IsSoftDeleted_decides_ENT_DEP_2()
    {
        var plan = User(Map("active", "Not([IsSoftDeleted])"), Map("title", "[jobTitle]"));
        var mapped = plan.Map(People.Ada, Leaving);
        var current = Parse("""{"userName":"other","active":true,"title":"Countess"}""");

        var changes = Differences.Between(mapped, current, None, onlySoftDeleteDependent: true).Changes;

        Assert.Equal(Value.False, Assert.Single(changes).After);
    }

    [Fact]
    [Rule("ENT-MAP-4")]
    public void What_is_made_at_creation_is_never_made_again()
    {
        var plan = User(
            Map("title", "[jobTitle]", flow: FlowType.ObjectAddOnly),
            Map("nickName", "RandomString(8, 1, 0, 1, 1)"),
            Map("password", "[employeeId]")
        );

        Assert.Equal("", Said(plan, Named("{}")));
    }

    [Fact]
    [Rule("ENT-MAP-4")]
    public void Values_that_are_only_added_leave_others_alone_ENT_MAP_4()
    {
        var always = User(Map("emails", "[otherMails]"));
        var addOnly = User(Map("emails", "[otherMails]", flow: FlowType.MultiValueAddOnly));
        var ada = People.Ada.With("otherMails", Value.Many(["x@contoso.example"]));
        var current = Named("""{"emails":[{"value":"x@contoso.example"},{"value":"y@contoso.example"}]}""");

        Assert.Equal("emails x@contoso.example;y@contoso.example > x@contoso.example", Said(always, current, ada));
        Assert.Equal("", Said(addOnly, current, ada));
    }

    [Fact]
    public void An_empty_text_is_no_difference_to_a_missing_one() =>
        Assert.Equal("", Said(User(Map("title", "\"\"")), Named("{}")));

    [Fact]
    public void Dates_are_compared_as_instants()
    {
        var plan = User(Map("urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:hired", "[employeeHireDate]"));
        var hired = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var current = Named(
            """{"urn:ietf:params:scim:schemas:extension:Contoso:2.0:User":{"hired":"2026-03-01T09:00:00+01:00"}}"""
        );

        Assert.Equal("", Said(plan, current, People.Ada.With("employeeHireDate", Value.Instant(hired))));
    }

    private static JsonObject Named(string json)
    {
        var resource = Parse(json);
        resource["userName"] = "ada@contoso.example";
        return resource;
    }

    private static JsonObject Parse(string json) => TargetJson.ReadObject(Encoding.UTF8.GetBytes(json)) ?? [];

    private static string Said(MappingPlan plan, JsonObject current, DirectoryObject? source = null)
    {
        var differences = Differences.Between(plan.Map(source ?? People.Ada, Present), current, None);
        return string.Join(", ", differences.Changes.Select(c => $"{c.Path} {c.Before} > {c.After}"));
    }
}
