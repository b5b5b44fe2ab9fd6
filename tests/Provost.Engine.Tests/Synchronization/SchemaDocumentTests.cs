using System.Text.Json.Nodes;
using CsCheck;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>A schema as Graph exports it comes in as it is and goes out again.</summary>
public sealed class SchemaDocumentTests
{
    private const string Badge = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge";

    private static string Exported => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "schema.json"));

    [Fact]
    [Rule("ENT-TRM-2")]
    [Rule("ENT-TRM-3")]
    [Rule("ENT-TRM-4")]
    public void What_was_exported_elsewhere_is_read_with_the_defaults_for_what_is_left_out()
    {
        var schema = Read(Exported);
        var users = schema.For(ObjectKind.User) ?? throw new InvalidOperationException("no users");
        var groups = schema.ObjectMappings.Single(m => m.Kind == ObjectKind.Group);

        Assert.Equal(
            """
            userName = [userPrincipalName] 1 Always
            active = Not([IsSoftDeleted]) 0 Always default False
            roles = AppRoleAssignmentsComplex([appRoleAssignments]) 0 MultiValueAddOnly
            userType = "Employee" 0 Always
            locale =  0 Always default en-GB
            urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge = [extension_1815_badge] 0 Always
            manager = [manager] 0 Always
            """,
            string.Join('\n', users.Attributes.Select(Said))
        );
        Assert.Equal(FlowTypes.All, users.FlowTypes);
        Assert.Equal(
            "department EQUALS 'Sales' and mail IS NOT NULL",
            string.Join(" and ", users.Scope?.Groups[0].Clauses ?? [])
        );
        Assert.Equal((false, FlowTypes.Add | FlowTypes.Update), (groups.Enabled, groups.FlowTypes));
    }

    [Fact]
    public void The_target_attribute_list_counts_and_the_rest_of_RFC_7643_is_still_known()
    {
        var list = Read(Exported).DefinitionOf(ObjectKind.User);

        Assert.True(list.Find(TargetPath.Parse(Badge)) is { Type: AttributeType.Integer, CaseExact: true });
        Assert.Equal(AttributeType.Reference, list.Find(TargetPath.Parse("manager"))?.Type);
        Assert.NotNull(list.Find(TargetPath.Parse("nickName")));
    }

    [Fact]
    public void What_means_nothing_here_survives_and_what_is_equal_is_left_as_it_was_written()
    {
        var given = Node(Exported);

        var written = SchemaDocument.Write(Read(Exported), "scim.1");

        Assert.Equal("FlowAlways", $"{At(written, "attributeMappings")?[2]?["flowBehavior"]}");
        Assert.Equal("valueAddOnly", $"{At(written, "attributeMappings")?[2]?["flowType"]}");
        Assert.Equal("OriginalJoiningProperty", $"{At(written, "metadata")?[0]?["key"]}");
        Assert.Equal("scim", $"{written["provisioningTaskIdentifier"]}");
        Assert.True(
            JsonNode.DeepEquals(given["synchronizationRules"]?[1], written["synchronizationRules"]?[1]),
            "the rule of the other direction"
        );
        Assert.True(
            JsonNode.DeepEquals(
                given["synchronizationRules"]?[0]?["objectMappings"]?[2],
                written["synchronizationRules"]?[0]?["objectMappings"]?[2]
            ),
            "objects of another kind"
        );
        Assert.Equal(
            "y",
            $"{written["directories"]?[1]?["objects"]?[0]?["attributes"]?[2]?["apiExpressions"]?[0]?["value"]}"
        );
        Assert.Equal("ISNOTNULL", $"{At(written, "scope")?["groups"]?[0]?["clauses"]?[1]?["operatorName"]}");
        Assert.Empty(SchemaComparison.Lines(Read(Exported), Read(written.ToJsonString())));
    }

    [Fact]
    public void An_edit_changes_its_place_in_the_document_and_no_other()
    {
        var schema = Read(Exported);
        var edited = schema with
        {
            ObjectMappings =
            [
                .. schema.ObjectMappings.Select(m =>
                    m.Kind == ObjectKind.User
                        ? m with
                        {
                            Attributes =
                            [
                                .. m.Attributes,
                                Map("title", "Left([jobTitle], 5)") with
                                {
                                    ClearsWhenNull = true,
                                },
                            ],
                        }
                        : m
                ),
            ],
        };

        var written = SchemaDocument.Write(edited, "scim.1");
        var again = Read(written.ToJsonString());

        Assert.Equal("Function", $"{At(written, "attributeMappings")?[7]?["source"]?["type"]}");
        Assert.Equal(["User + title = Left([jobTitle], 5), cleared when null"], SchemaComparison.Lines(schema, again));
        Assert.True(again.For(ObjectKind.User)?.Attributes[7].ClearsWhenNull);
    }

    [Fact]
    public void Every_template_survives_the_way_out_and_in_without_a_trace()
    {
        foreach (var template in Gallery.All.Where(t => t.IsComplete))
        {
            var written = SchemaDocument.Write(template.Schema, $"{template.Id}.1").ToJsonString();

            var again = Read(written);

            Assert.True(
                SchemaComparison.IsSame(template.Schema, again),
                $"{template.Id}: {string.Join("; ", SchemaComparison.Lines(template.Schema, again))}"
            );
            Assert.True(again.Document is null, $"{template.Id}: {again.Document}");
            Assert.DoesNotContain(SchemaRules.Problems(template.Schema, new JobSettings()), p => !p.IsWarning);
        }
    }

    [Fact]
    public void Sensitive_attributes_and_our_own_filters_survive_as_well()
    {
        var schema = new SynchronizationSchema(
            1,
            [
                new(
                    ObjectKind.User,
                    "Test",
                    [Map("userName", "[userPrincipalName]", matching: 1), Map(Badge, "[employeeId]")],
                    Scope: new([new("New", [new("employeeHireDate", FilterOperator.Before, "now+7d")])])
                ),
            ],
            [new(ObjectKind.User, [new(Badge, AttributeType.Integer) { Sensitive = true, ReferencedObjects = [] }])]
        );

        var again = Read(SchemaDocument.Write(schema, "scim.1").ToJsonString());

        Assert.True(SchemaComparison.IsSame(schema, again));
        Assert.Contains("badge", again.SensitiveAttributes());
    }

    [Theory]
    [InlineData("[mail]")]
    [InlineData("\"a \\\"text\\\"\"")]
    [InlineData("Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")")]
    [InlineData("IIF([country] = \"GB\", Left([city], 3), IgnoreAttributeFlow)")]
    [InlineData("Replace([mobile], , \"[^0-9]\", , \"\")")]
    [InlineData("Join(\"\", [a], [b], [c])")]
    [InlineData("Now()")]
    public void An_expression_is_the_same_from_its_tree_as_from_its_text(string expression)
    {
        var tree = SourceDocument.Write(expression);
        Assert.Equal(expression, SourceDocument.Read(tree));

        tree.Remove("expression");
        Assert.Equal(expression, SourceDocument.Read(tree));
    }

    [Fact]
    [Rule(
        "ENT-MAP-2",
        Verdict.Improved,
        "A constant keeps its type; without a source the default fills what is empty."
    )]
    public void A_mapping_without_a_source_is_of_type_none_and_keeps_its_default()
    {
        var none = Read(Exported).For(ObjectKind.User)?.Attributes.Single(a => a.Target.Text == "locale");
        var written = SchemaDocument.Write(Read(Exported), "scim.1");

        Assert.Equal((null, "en-GB"), (none?.Source, none?.DefaultValue));
        Assert.True(At(written, "attributeMappings")?[4]?.AsObject().ContainsKey("source"));
        Assert.Null(At(written, "attributeMappings")?[4]?["source"]);
        Assert.Equal("Constant", $"{At(written, "attributeMappings")?[3]?["source"]?["type"]}");
    }

    [Theory]
    [InlineData("nonsense", "$: this is no JSON object")]
    [InlineData("[]", "$: this is no JSON object")]
    [InlineData("{}", "there is no array synchronizationRules")]
    [InlineData("""{"synchronizationRules":[]}""", "no mapping of User or Group was found")]
    public void What_is_no_schema_is_refused(string text, string message) =>
        Assert.Contains(message, $"{Assert.Single(SchemaDocument.Read(text).Problems)}", StringComparison.Ordinal);

    [Fact]
    public void Every_place_that_cannot_be_read_is_named_at_once()
    {
        var broken = Node(Exported);
        var users = broken["synchronizationRules"]?[0]?["objectMappings"]?[0] ?? throw new InvalidOperationException();
        users["flowTypes"] = "Add, Sometimes";
        users["scope"]!["groups"]![0]!["clauses"]![0]!["operatorName"] = "IS LIKE";
        users["scope"]!["groups"]![0]!["clauses"]!
            .AsArray()
            .Add(users["scope"]!["groups"]![0]!["clauses"]![0]!.DeepClone());
        users["scope"]!["groups"]![0]!["clauses"]![2]!["operatorName"] = "EQUALS";
        users["scope"]!["groups"]![0]!["clauses"]![2]!["targetOperand"]!["values"] = new JsonArray("a", "b");
        users["scope"]!["inputFilterGroups"] = new JsonArray(new JsonObject());
        users["attributeMappings"]![0]!["targetAttributeName"] = "user name";
        users["attributeMappings"]![1]!["flowType"] = "AttributeAddOnly";
        users["attributeMappings"]![2]!["matchingPriority"] = "first";
        broken["directories"]![1]!["objects"]![0]!["attributes"]![1]!["type"] = "Number";
        broken["synchronizationRules"]![0]!["objectMappings"]![1]!["sourceObjectName"] = "User";

        Approved.Matches(string.Join('\n', SchemaDocument.Read(broken.ToJsonString()).Problems));
    }

    [Fact]
    public void Random_schemas_survive_the_way_out_and_in()
    {
        var targets = Gen.OneOf("title", "nickName", "locale", "emails[type eq \"home\"].value", "roles");
        var sources = Gen.OneOf("[mail]", "\"x\"", "Join(\"-\", [a], [b])", "Not([IsSoftDeleted])").Null();
        var mappings = Gen.Select(
            targets,
            sources,
            Gen.String.Null(),
            Gen.Enum<FlowType>(),
            Gen.Bool,
            (target, source, text, flow, clear) => Map(target, source, text, 0, flow) with { ClearsWhenNull = clear }
        );
        var clauses = Gen.Select(
            Gen.OneOf("city", "ToLower([mail])", "memberOf"),
            Gen.Enum<FilterOperator>(),
            Gen.String[1, 5].Null(),
            (source, op, operand) => new FilterClause(source, op, operand)
        );
        var scopes = Gen.Select(Gen.String[1, 5], clauses.Array[1, 3], (t, c) => new FilterGroup(t, c))
            .Array[1, 2]
            .Select(g => new ScopingFilter(g))
            .Null();

        Gen.Select(mappings.Array[0, 5], scopes, Gen.Enum<FlowTypes>(), Gen.Bool)
            .Sample(
                (all, scope, flows, enabled) =>
                {
                    var mapping = new ObjectMapping(
                        ObjectKind.User,
                        "T",
                        [.. all.DistinctBy(m => m.Target.Text)],
                        enabled,
                        flows,
                        scope
                    );
                    var schema = new SynchronizationSchema(1, [mapping]);

                    var again = Read(SchemaDocument.Write(schema, "scim.1").ToJsonString());

                    Assert.True(SchemaComparison.IsSame(schema, again));
                },
                iter: 300
            );
    }

    private static SynchronizationSchema Read(string json)
    {
        var (schema, problems) = SchemaDocument.Read(json);
        Assert.Empty(problems);
        return schema ?? throw new InvalidOperationException("no schema");
    }

    private static JsonObject Node(string json) => JsonNode.Parse(json)?.AsObject() ?? [];

    /// <summary>A property of the mapping of users.</summary>
    private static JsonNode? At(JsonObject document, string name) =>
        document["synchronizationRules"]?[0]?["objectMappings"]?[0]?[name];

    private static string Said(AttributeMapping mapping) =>
        $"{mapping.Target} = {mapping.Source} {mapping.MatchingPriority} {mapping.FlowType}"
        + (mapping.DefaultValue is { } text ? $" default {text}" : "");
}
