using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;
using Provost.Scim.Schemas;
using static Provost.Engine.Tests.Synchronization.Plans;
using AttributeType = Provost.Engine.Synchronization.AttributeType;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>
/// The target attribute list: types, required values, case, mutability, what is hidden (ENT-TRM-5 to 7).
/// </summary>
public sealed class TargetAttributeTests
{
    private const string Badge = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User:badge";
    private static readonly HashSet<string> None = [];

    [Fact]
    [Rule("ENT-TRM-5")]
    [Rule("ENT-MAP-26")]
    public void An_attribute_is_an_optional_single_valued_text_unless_the_list_says_otherwise()
    {
        var plain = new TargetAttribute("x");
        var userName = Listed(ObjectKind.User, "userName");

        Assert.Equal(AttributeType.String, plain.Type);
        Assert.False(plain.MultiValued || plain.Required || plain.CaseExact || plain.Anchor);
        Assert.Equal(Mutability.ReadWrite, plain.Mutability);
        Assert.True(userName.Required);
        Assert.True(Listed(ObjectKind.User, "id") is { Anchor: true, Mutability: Mutability.ReadOnly });
        Assert.True(Listed(ObjectKind.Group, "members") is { Type: AttributeType.Reference, MultiValued: true });
    }

    [Fact]
    [Rule("ENT-MAP-31")]
    public void What_no_default_mapping_uses_can_be_mapped_as_well()
    {
        string[] targets =
        [
            "nickName",
            "userType",
            "locale",
            "timezone",
            "name.honorificPrefix",
            "name.middleName",
            "emails[type eq \"home\"].value",
            "phoneNumbers[type eq \"pager\"].value",
            "addresses[type eq \"home\"].region",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
        ];

        Assert.All(targets, t => Assert.False(Listed(ObjectKind.User, t).MultiValued));
        Assert.Equal(targets.Length, User([.. targets.Select(t => Map(t, "[department]"))]).Rules.Count - 1);
    }

    [Theory]
    [InlineData(AttributeType.Integer, "1815", "1815")]
    [InlineData(AttributeType.Integer, "1.5", "takes a whole number, not '1.5'.")]
    [InlineData(AttributeType.Integer, "9007199254740993", "takes whole numbers up to")]
    [InlineData(AttributeType.Integer, "1000000000000000", "1000000000000000")]
    [InlineData(AttributeType.DateTime, "2026-03-01", "\"2026-03-01T00:00:00Z\"")]
    [InlineData(AttributeType.DateTime, "soon", "takes a date such as 2026-03-01T09:00:00Z, not 'soon'.")]
    [InlineData(AttributeType.Boolean, "true", "true")]
    [InlineData(AttributeType.Boolean, "yes", "takes True or False, not 'yes'.")]
    [InlineData(AttributeType.String, "1815", "\"1815\"")]
    public void A_value_is_sent_in_the_type_of_its_attribute_or_that_attribute_fails(
        AttributeType type,
        string value,
        string expected
    )
    {
        var plan = With(new(Badge, type), "[employeeId]");
        var mapped = plan.Map(People.Ada.With("employeeId", Value.Text(value)), Present);

        var failure = mapped.Failures.Select(f => f.Message).SingleOrDefault();
        var sent = Body(mapped)["urn:ietf:params:scim:schemas:extension:Contoso:2.0:User"]?["badge"]?.ToJsonString();

        Assert.Contains(expected, failure ?? sent, StringComparison.Ordinal);
        Assert.Equal(failure is null, sent is not null);
    }

    [Fact]
    public void A_multi_valued_attribute_is_an_array_even_of_one()
    {
        var mapped = With(new(Badge) { MultiValued = true }, "[employeeId]").Map(People.Ada, Present);

        Assert.Equal(
            """{"badge":["1815"]}""",
            Body(mapped)["urn:ietf:params:scim:schemas:extension:Contoso:2.0:User"]?.ToJsonString()
        );
    }

    [Theory]
    [InlineData("1815", false)]
    [InlineData("1816", true)]
    public void Numbers_are_compared_as_numbers(string current, bool differs)
    {
        var mapped = With(new(Badge, AttributeType.Integer), "[employeeId]").Map(People.Ada, Present);

        Assert.Equal(differs, Changes(mapped, current).Count > 0);
    }

    [Fact]
    [Rule("ENT-TRM-7")]
    public void A_difference_in_case_alone_is_sent_only_where_the_list_says_caseExact()
    {
        var loose = With(new(Badge), "[city]").Map(People.Ada, Present);
        var exact = With(new(Badge) { CaseExact = true }, "[city]").Map(People.Ada, Present);

        Assert.Empty(Changes(loose, "LONDON"));
        Assert.Single(Changes(exact, "LONDON"));
    }

    [Fact]
    public void An_immutable_attribute_is_sent_once_and_a_read_only_one_is_refused()
    {
        var fixedBadge = With(new(Badge) { Mutability = Mutability.Immutable }, "[city]").Map(People.Ada, Present);

        var differences = Differences.Between(fixedBadge, Current("Paris"), None);
        var refused = Assert.Throws<EngineException>(() =>
            With(new(Badge) { Mutability = Mutability.ReadOnly }, "[city]")
        );

        Assert.Equal("London", Body(fixedBadge)[Badge[..^6]]?["badge"]?.ToString());
        Assert.Empty(differences.Changes);
        Assert.Single(differences.NotSent);
        Assert.Contains($"{Badge}: the target makes this attribute itself", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_only_attribute_is_sent_at_creation_and_never_compared()
    {
        var mapped = With(new(Badge) { Mutability = Mutability.WriteOnly }, "[city]").Map(People.Ada, Present);

        Assert.Empty(Changes(mapped, "Paris"));
        Assert.Equal("London", Body(mapped)[Badge[..^6]]?["badge"]?.ToString());
    }

    [Fact]
    [Rule("ENT-TRM-6")]
    public void Without_a_required_value_or_a_default_for_it_an_object_cannot_be_created()
    {
        var nobody = People.Ada.With("city", Value.Null);
        var bare = With(new(Badge) { Required = true }, "[city]").Map(nobody, Present);
        var listed = With(new(Badge) { Required = true, DefaultValue = "none" }, "[city]").Map(nobody, Present);
        var mapped = With(new(Badge) { Required = true, DefaultValue = "none" }, "[city]", "ours").Map(nobody, Present);

        Assert.Equal(Badge, Assert.Single(bare.MissingRequired).Target.Text);
        Assert.Empty(listed.MissingRequired);
        Assert.Equal("none", listed.ValueOnCreation(listed.Rule(Badge)).ToString());
        Assert.Equal("ours", mapped.ValueOnCreation(mapped.Rule(Badge)).ToString());
        Assert.Empty(bare.Plan.Map(People.Ada, Present).MissingRequired);
    }

    [Fact]
    public void What_is_sensitive_is_hidden_by_the_list_and_by_Redact()
    {
        var listed = With(new(Badge) { Sensitive = true }, "[employeeId]").Map(People.Ada, Present);
        var redacted = With(new(Badge), "Redact([employeeId])").Map(People.Ada, Present);
        var password = User(Map("password", "[employeeId]")).Map(People.Ada, Present);

        Assert.True(listed.Plan.Hides(TargetPath.Parse(Badge)));
        Assert.True(redacted.Plan.Hides(TargetPath.Parse(Badge)));
        Assert.True(password.Plan.Hides(TargetPath.Parse("password")));
        Assert.False(listed.Plan.Hides(TargetPath.Parse("userName")));
        Assert.Equal("badge [Redact] is taken", listed.Hide("badge 1815 is taken"));
    }

    [Fact]
    public void A_hidden_value_that_cannot_be_used_is_not_shown_either()
    {
        var mapped = With(new(Badge, AttributeType.Integer) { Sensitive = true }, "[city]").Map(People.Ada, Present);

        Assert.DoesNotContain("London", Assert.Single(mapped.Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_value_cannot_be_matched_on()
    {
        var mapping = new ObjectMapping(ObjectKind.User, "Test", [Map(Badge, "[employeeId]", matching: 1)]);
        var list = new TargetDefinition(ObjectKind.User, [new(Badge) { Sensitive = true }]);

        var refused = Assert.Throws<EngineException>(() => MappingPlan.Compile(mapping, list));

        Assert.Contains("a hidden value cannot be matched on", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dialpad_knows_offices_and_licences_and_renames_no_group()
    {
        var dialpad = Gallery.Dialpad.Schema;

        Assert.Equal(
            Mutability.Immutable,
            dialpad.DefinitionOf(ObjectKind.Group).Find(TargetPath.Parse("displayName"))?.Mutability
        );
        Assert.Equal(
            Mutability.ReadOnly,
            dialpad
                .DefinitionOf(ObjectKind.User)
                .Find(TargetPath.Parse("phoneNumbers[type eq \"Dialpad\"].value"))
                ?.Mutability
        );
        Assert.NotNull(dialpad.DefinitionOf(ObjectKind.User).Find(TargetPath.Parse("userName")));
    }

    private static TargetAttribute Listed(ObjectKind kind, string name) =>
        TargetDefinitions.Of(kind).Find(TargetPath.Parse(name)) ?? throw new InvalidOperationException(name);

    private static MappingPlan With(TargetAttribute listed, string source, string? ifNull = null) =>
        MappingPlan.Compile(
            new(
                ObjectKind.User,
                "Test",
                [Map("userName", "[userPrincipalName]", matching: 1), Map(listed.Name, source, ifNull)]
            ),
            new TargetDefinition(ObjectKind.User, [listed])
        );

    private static JsonObject Body(MappedObject mapped) =>
        TargetJson.ReadObject(mapped.Plan.Body.ToArray(mapped)) ?? [];

    private static JsonObject Current(string badge) =>
        TargetJson.ReadObject(
            Encoding.UTF8.GetBytes($$"""{"userName":"ada@contoso.example","{{Badge[..^6]}}":{"badge":"{{badge}}"} }""")
        ) ?? [];

    private static IReadOnlyList<AttributeChange> Changes(MappedObject mapped, string current) =>
        Differences.Between(mapped, Current(current), None).Changes;
}
