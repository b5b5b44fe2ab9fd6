using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>A schema is judged before it is saved, and every mistake is named at once.</summary>
public sealed class SchemaRulesTests
{
    private static readonly JobSettings Assigned = new();

    [Fact]
    public void Every_mistake_of_a_schema_is_named_with_place_and_remedy()
    {
        var schema = new SynchronizationSchema(
            1,
            [
                new(
                    ObjectKind.User,
                    "People",
                    [
                        Map("title", "Jion([a])"),
                        Map("id", "[objectId]"),
                        Map("nickName", "[surname]"),
                        Map("nickName", "[givenName]"),
                        Map("roles", "[appRoleAssignments]"),
                        Map("roles[primary eq \"True\"].value", "SingleAppRoleAssignment([appRoleAssignments])"),
                        Map(
                            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
                            "Switch([manager], , \"a\", \"b\")"
                        ),
                        Map("groups", "[department]"),
                        Map("shoeSize", "[extension_1815_shoe]"),
                        Map("externalId", "SelectUniqueValue([mailNickname], [employeeId])", matching: 1),
                        Map("locale", "[city]") with
                        {
                            ClearsWhenNull = true,
                            FlowType = FlowType.ObjectAddOnly,
                        },
                    ],
                    Scope: new([new("Old", [new("employeeId", FilterOperator.GreaterThan, "many")])])
                ),
                new(ObjectKind.Group, "Groups", [Map("externalId", "[objectId]", matching: 1)]),
            ]
        );

        var problems = SchemaRules.Problems(schema, new JobSettings { Scope = ScopeSetting.All });

        Approved.Matches(string.Join('\n', problems));
        var refused = Assert.Throws<EngineException>(() => SchemaRules.Check(schema, Assigned));
        Assert.Contains("The schema cannot be saved.\n  User: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Note:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("ENT-MAP-9")]
    public void What_the_target_requires_stays_mapped()
    {
        Assert.Contains(
            "userName: the target requires it",
            Mistakes(s => Without(s, "userName")),
            StringComparison.Ordinal
        );
        Assert.Equal("", Mistakes(s => Without(s, "title")));
    }

    [Fact]
    [Rule("ENT-MAP-10")]
    public void The_targets_own_key_is_not_mapped() =>
        Assert.Contains(
            "id: the target makes this attribute itself",
            Mistakes(s => With(s, Map("id", "[objectId]"))),
            StringComparison.Ordinal
        );

    [Fact]
    [Rule("ENT-MAP-12")]
    public void An_expression_has_ten_thousand_characters_at_the_most()
    {
        var most = $"\"{new string('a', 9_998)}\"";

        Assert.Equal("", Mistakes(s => With(s, Map("nickName", most))));
        Assert.Contains(
            "may be 10000 characters long",
            Mistakes(s => With(s, Map("nickName", $"{most} "))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Rule("ENT-MAP-22")]
    public void A_unique_value_is_not_matched_on() =>
        Assert.Contains(
            "cannot be matched on",
            Mistakes(s => With(s, Map("nickName", "SelectUniqueValue([a], [b])", matching: 2))),
            StringComparison.Ordinal
        );

    [Fact]
    [Rule("ENT-MAP-24")]
    [Rule("ENT-MAP-15")]
    public void An_element_of_one_type_is_mapped_once_and_a_precedence_belongs_to_one_attribute()
    {
        Assert.Contains(
            "emails[type eq \"work\"].value: mapped 2 times",
            Mistakes(s => With(s, Map("emails[type eq \"work\"].value", "[otherMails]"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Matching precedence 1 is given to userName and nickName",
            Mistakes(s => With(s, Map("nickName", "[mailNickname]", matching: 1))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Rule(
        "ENT-MAP-25",
        Verdict.Improved,
        "Attributes of extensions are listed with any type, single or several values."
    )]
    public void An_attribute_of_an_extension_has_to_be_listed_with_its_type()
    {
        const string badge = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge";
        TargetDefinition listed = new(ObjectKind.User, [new(badge, AttributeType.Integer) { MultiValued = true }]);

        Assert.Contains(
            $"{badge}: is not in the target's attribute list",
            Mistakes(s => With(s, Map(badge, "[employeeId]"))),
            StringComparison.Ordinal
        );
        Assert.Equal("", Mistakes(s => With(s, Map(badge, "[employeeId]")) with { Targets = [listed] }));
    }

    [Fact]
    [Rule("ENT-MAP-27", Verdict.Improved, "Extensions are found whatever the letter case; an unknown name is a note.")]
    public void A_source_attribute_that_nobody_knows_is_a_note_and_no_mistake()
    {
        var schema = With(Gallery.Scim.Schema, Map("nickName", "[extension_1815_Shoe]"));

        var note = Assert.Single(SchemaRules.Problems(schema, Assigned));

        Assert.True(note.IsWarning);
        Assert.Contains("extension_1815_Shoe", note.Message, StringComparison.Ordinal);
        var ada = People.Ada.With("extension_1815_shoe", Engine.Expressions.Value.Text("37"));
        Assert.Equal("37", Of(schema, ObjectKind.User).Map(ada, Present).Value("nickName").ToString());
    }

    [Theory]
    [InlineData("Switch([manager], , \"a\", \"b\")")]
    [InlineData("\"7\"")]
    [InlineData("ToLower([manager])")]
    [Rule("ENT-MAP-29")]
    public void A_reference_is_mapped_as_it_is(string source)
    {
        const string manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

        Assert.Contains(
            "a reference takes [manager] as it is",
            Mistakes(s => With(Without(s, manager), Map(manager, source))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_switch_over_a_reference_gives_no_text_either() =>
        Assert.Contains(
            "Switch cannot be applied to a reference",
            Mistakes(s => With(s, Map("nickName", "Switch([manager], , \"a\", \"b\")"))),
            StringComparison.Ordinal
        );

    [Fact]
    [Rule("ENT-SCO-14")]
    public void Roles_need_assignments()
    {
        var schema = With(Gallery.Scim.Schema, Map("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"));

        Assert.Empty(SchemaRules.Problems(schema, Assigned));
        Assert.Contains(
            "the scope cannot be all",
            $"{Assert.Single(SchemaRules.Problems(schema, new JobSettings { Scope = ScopeSetting.All }))}",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_mapping_of_users_cannot_be_switched_off()
    {
        var schema = Gallery.Scim.Schema;
        var off = schema with { ObjectMappings = [.. schema.ObjectMappings.Select(m => m with { Enabled = false })] };

        Assert.Contains(
            "the mapping of users cannot be missing or off",
            $"{SchemaRules.Problems(off, Assigned)[0]}",
            StringComparison.Ordinal
        );
    }

    private static SynchronizationSchema With(SynchronizationSchema schema, AttributeMapping mapping) =>
        Users(schema, all => [.. all, mapping]);

    private static SynchronizationSchema Without(SynchronizationSchema schema, string target) =>
        Users(
            schema,
            all =>
                [
                    .. all.Where(a => a.Target.Text != target)
                        .Select(a =>
                            target == "userName" && a.Target.Text == "externalId" ? a with { MatchingPriority = 1 } : a
                        ),
                ]
        );

    private static SynchronizationSchema Users(
        SynchronizationSchema schema,
        Func<IReadOnlyList<AttributeMapping>, IReadOnlyList<AttributeMapping>> edit
    ) =>
        schema with
        {
            ObjectMappings =
            [
                .. schema.ObjectMappings.Select(m =>
                    m.Kind == ObjectKind.User ? m with { Attributes = edit(m.Attributes) } : m
                ),
            ],
        };

    private static string Mistakes(Func<SynchronizationSchema, SynchronizationSchema> edit) =>
        string.Join('\n', SchemaRules.Problems(edit(Gallery.Scim.Schema), Assigned).Where(p => !p.IsWarning));
}
