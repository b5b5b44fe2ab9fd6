using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>
/// The mapping step (ENT-MAP): every attribute of an object, from an expression to the target's form.
/// </summary>
public sealed class MappingPlanTests
{
    [Fact]
    public void The_default_mapping_gives_every_attribute_of_a_person()
    {
        var mapped = ScimUser.Map(People.Ada, Present);

        Assert.Equal("ada@contoso.example", mapped.Value("userName").ToString());
        Assert.Equal(Value.True, mapped.Value("active"));
        Assert.Equal("Ada Lovelace", mapped.Value("name.formatted").ToString());
        Assert.Equal("London", mapped.Value("addresses[type eq \"work\"].formatted").ToString());
        Assert.Equal("+44 20 7946 0999", mapped.Value("phoneNumbers[type eq \"mobile\"].value").ToString());
        Assert.True(mapped.Value("phoneNumbers[type eq \"fax\"].value").IsNull);
        Assert.Empty(mapped.Failures);
    }

    [Fact]
    [Rule("ENT-MAP-33")]
    public void Somebody_who_leaves_is_not_active_ENT_MAP_33() =>
        Assert.Equal(Value.False, ScimUser.Map(People.Ada, Leaving).Value("active"));

    [Fact]
    [Rule("ENT-MAP-33")]
    public void Not_IsSoftDeleted_means_the_same_as_the_switch_ENT_MAP_33()
    {
        var plan = User(Map("active", "Not([IsSoftDeleted])"));

        Assert.Equal(Value.True, plan.Map(People.Ada, Present).Value("active"));
        Assert.Equal(Value.False, plan.Map(People.Ada, Leaving).Value("active"));
    }

    [Fact]
    public void References_are_left_out_and_exposed_ENT_CYC_5()
    {
        Assert.Equal("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", ScimUser.ManagerPath?.Text);
        Assert.False(ScimUser.MapsMembers);
        Assert.True(ScimGroup.MapsMembers);
        Assert.DoesNotContain(ScimGroup.Rules, r => r.Target.Name == "members");
    }

    [Fact]
    [Rule("ENT-MAP-14")]
    [Rule("ENT-MAP-17")]
    public void Matching_values_come_by_ascending_precedence_without_the_empty_ones_ENT_MAP_14_17()
    {
        var plan = User(Map("externalId", "[employeeId]", matching: 3), Map("nickName", "[mailNickname]", matching: 2));

        var both = plan.MatchValues(plan.Map(People.Ada, Present));
        var one = plan.MatchValues(plan.Map(People.Ada.With("mailNickname", Value.Text("")), Present));

        Assert.Equal("userName ada@contoso.example, nickName ada, externalId 1815", Said(both));
        Assert.Equal("userName ada@contoso.example, externalId 1815", Said(one));
    }

    [Fact]
    public void Dialpads_groups_are_matched_by_externalId_before_their_name()
    {
        var plan = Of(Gallery.Dialpad.Schema, ObjectKind.Group);

        var match = plan.MatchValues(plan.Map(People.Engineers, Present));

        Assert.Equal($"externalId {People.Engineers.Id}, displayName Engineers", Said(match));
    }

    [Fact]
    [Rule("ENT-MAP-3")]
    public void A_default_counts_on_creation_only_ENT_MAP_3()
    {
        var plan = User(Map("title", "[jobTitle]", ifNull: "Colleague"));

        var mapped = plan.Map(People.Ada.With("jobTitle", Value.Null), Present);

        Assert.Equal("Colleague", mapped.ValueOnCreation(mapped.Rule("title")).ToString());
        Assert.True(mapped.Value("title").IsNull);
    }

    [Fact]
    public void A_default_does_not_stand_in_for_a_value_that_is_not_to_flow()
    {
        var plan = User(Map("title", "IgnoreFlowIfNullOrEmpty([jobTitle])", ifNull: "Colleague"));

        var mapped = plan.Map(People.Ada.With("jobTitle", Value.Null), Present);

        Assert.True(mapped.ValueOnCreation(mapped.Rule("title")).IsNull);
    }

    [Fact]
    public void A_rule_that_fails_concerns_its_attribute_alone()
    {
        var plan = User(Map("title", "CDate([jobTitle])"), Map("active", "[department]"));

        var mapped = plan.Map(People.Ada, Present);

        Assert.Equal(
            "title CDate: expression is no date that can be read: 'Analyst'.|"
                + "active active takes True or False, not 'Engineering'.",
            string.Join('|', mapped.Failures.Select(f => $"{f.Rule.Target} {f.Message}"))
        );
        Assert.Equal("ada@contoso.example", mapped.Value("userName").ToString());
    }

    [Fact]
    public void An_object_can_be_left_out_by_an_expression()
    {
        var plan = User(Map("title", "IIF([country]=\"GB\", IgnoreObjectFlow, [jobTitle])"));

        Assert.True(plan.Map(People.Ada, Present).IgnoreObject);
        Assert.False(plan.Map(People.Ada.With("country", Value.Text("FR")), Present).IgnoreObject);
    }

    [Fact]
    public void Candidates_are_open_until_one_is_chosen()
    {
        var plan = User(Map("nickName", "SelectUniqueValue([givenName], Join(\"\", [givenName], \"2\"))"));

        var mapped = plan.Map(People.Ada, Present);
        var open = Assert.Single(mapped.Open);

        Assert.Equal(["Ada", "Ada2"], open.Candidates);
        Assert.Equal("Ada2", mapped.With(open.Rule, "Ada2").Value("nickName").ToString());
        Assert.True(open.Rule.OnCreationOnly);
    }

    [Fact]
    public void One_slot_takes_the_first_of_several_values()
    {
        var ada = People.Ada.With("businessPhones", Value.Many(["+44 1", "+44 2"]));

        var mapped = ScimUser.Map(ada, Present);

        Assert.Equal("+44 1", mapped.Value("phoneNumbers[type eq \"work\"].value").ToString());
    }

    [Fact]
    public void A_guest_is_sent_under_the_original_address_ENT_SCO_15()
    {
        var guest = People.Ada.With("userPrincipalName", Value.Text("alan_fabrikam.example#EXT#@contoso.example"));
        var plan = User(Map("nickName", "[originalUserPrincipalName]"));

        var mapped = plan.Map(guest, Present);

        Assert.Equal("alan@fabrikam.example", mapped.Value("userName").ToString());
        Assert.Equal("alan_fabrikam.example#EXT#@contoso.example", mapped.Value("nickName").ToString());
    }

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        var mapping = new ObjectMapping(
            ObjectKind.User,
            "People to Contoso",
            [
                Map("title", "Jion([a])"),
                Map("id", "[objectId]"),
                Map("nickName", "[a]"),
                Map("nickname", "[b]"),
                Map("active", "[x]", ifNull: "yes"),
                Map("roles", "[appRoleAssignments]"),
                Map("name", "[displayName]"),
                Map("name.givenName", "[givenName]"),
                Map("userType", "[members]"),
                Map("department", "[manager]"),
            ]
        );

        var refused = Assert.Throws<EngineException>(() => MappingPlan.Compile(mapping));

        Assert.Equal(
            """
            'People to Contoso' cannot be used.
            title: There is no function 'Jion' (position 1).
            No attribute is matched on; give one a matching precedence, for example userName.
            nickName: mapped 2 times; keep one.
            name: mapped as a whole and in parts (name.givenName); keep one.
            id: the target makes this attribute itself; remove the mapping (ENT-MAP-10).
            active: the default has to be True or False, not 'yes'.
            roles: map roles by a function such as SingleAppRoleAssignment (ENT-MAP-34).
            userType: users have no members.
            department: the manager is a reference and can only go to
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.
            """.ReplaceLineEndings(" "),
            refused.Message
        );
    }

    [Theory]
    [InlineData("SelectUniqueValue([a], [b])", "a value made when the account is created cannot be matched on")]
    [InlineData(null, "a mapping of type None gives no value to match on")]
    [InlineData("[manager]", "a reference cannot be matched on")]
    public void What_cannot_be_matched_on_is_refused_ENT_MAP_22(string? source, string reason)
    {
        var refused = Assert.Throws<EngineException>(() => User(Map("manager", source, matching: 2)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_attributes_cannot_share_a_precedence()
    {
        var refused = Assert.Throws<EngineException>(() => User(Map("externalId", "[employeeId]", matching: 1)));

        Assert.Contains("precedence 1 is given to userName and externalId", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_template_of_the_gallery_has_mappings_that_compile(string id)
    {
        var template = Gallery.Find(id) ?? throw new InvalidOperationException(id);

        foreach (var mapping in template.Schema.ObjectMappings)
            Assert.NotEmpty(MappingPlan.Compile(mapping).Rules);
    }

    public static TheoryData<string> Templates => [.. Gallery.All.Select(t => t.Id)];

    private static string Said(IEnumerable<MatchValue> values) =>
        string.Join(", ", values.Select(v => $"{v.Path} {v.Value}"));
}
