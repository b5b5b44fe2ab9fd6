using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>
/// App roles on their way to the target (ENT-MAP-34 to 37), in the body of a creation and in every PATCH.
/// </summary>
public sealed class RoleMappingTests
{
    private static readonly DirectoryObject Ada = People.Ada.With(
        "appRoleAssignments",
        Value.Many([
            """{"id":"1","value":"User","displayName":"User"}""",
            """{"id":"2","value":"Admin","displayName":"Administrator"}""",
        ])
    );

    [Fact]
    [Rule("ENT-MAP-34")]
    public void Assignments_are_never_mapped_as_they_are()
    {
        var refused = Assert.Throws<EngineException>(() => User(Map("roles", "[appRoleAssignments]")));

        Assert.Contains("map roles by a function", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Rule(
        "ENT-MAP-35",
        Verdict.Improved,
        "The one role goes into its slot in every dialect, and of several the first by value is always the one."
    )]
    public void A_single_role_is_the_primary_element_with_its_type()
    {
        var mapped = User(Map("roles[primary eq \"True\"].value", "SingleAppRoleAssignment([appRoleAssignments])"))
            .Map(Ada, Present);

        Assert.Equal(
            """[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"Admin"}]""",
            Created(mapped)
        );
        Assert.Equal(
            """{"op":"Replace","path":"roles[primary eq \"True\"].value","value":"Admin"}""",
            Patched(mapped, PatchDialect.EntraLegacy, """[{"primary":true,"value":"User"}]""")
        );
        Assert.Equal(
            """{"op":"replace","path":"roles[primary eq true].value","value":"Admin"}""",
            Patched(mapped, PatchDialect.Compliant, """[{"primary":true,"value":"User"}]""")
        );
    }

    [Fact]
    [Rule("ENT-MAP-36")]
    public void Complex_roles_are_none_primary_and_only_ever_added()
    {
        var mapped = User(Map("roles", "AppRoleAssignmentsComplex([appRoleAssignments])")).Map(Ada, Present);
        const string admin =
            """{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Administrator","value":"Admin"}""";
        const string known = """[{"value":"User"},{"value":"Foreign"}]""";

        Assert.Contains(admin, Created(mapped), StringComparison.Ordinal);
        Assert.DoesNotContain("\"primary\":true", Created(mapped), StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"op":"add","path":"roles","value":[{{admin}}]}""",
            Patched(mapped, PatchDialect.Compliant, known)
        );
        Assert.Equal(
            $$"""{"op":"add","path":"roles","value":[{{admin}}]}""",
            Patched(mapped, PatchDialect.EntraFolded, known)
        );
        Assert.StartsWith(
            """{"op":"Add","path":"roles","value":[{"value":"{\"primary\":false""",
            Patched(mapped, PatchDialect.EntraLegacy, known),
            StringComparison.Ordinal
        );
        Assert.Equal($$"""[{"value":"User"},{"value":"Foreign"},{{admin}}]""", Put(mapped, known));
    }

    [Fact]
    public void An_addition_is_never_folded_into_a_replacement()
    {
        var mapped = User(
                Map("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"),
                Map("title", "[jobTitle]"),
                Map("nickName", "[givenName]")
            )
            .Map(Ada, Present);
        var current = Resource("""[{"value":"User"}]""");
        current["title"] = "Countess";
        current["nickName"] = "A";

        Assert.StartsWith(
            """{"op":"add","path":"roles",""",
            Operations(mapped, PatchDialect.EntraFolded, current),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"value":"User"},{"value":"Foreign"}]""")]
    [Rule("ENT-MAP-37")]
    public void Assertive_roles_replace_all_there_are_the_foreign_ones_included(string known)
    {
        var mapped = User(Map("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])")).Map(Ada, Present);

        foreach (
            var (dialect, op) in new[] { (PatchDialect.Compliant, "replace"), (PatchDialect.EntraLegacy, "Replace") }
        )
        {
            var sent = Patched(mapped, dialect, known);
            Assert.StartsWith(
                $$"""{"op":"{{op}}","path":"roles","value":[{"primary":false""",
                sent,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("Foreign", sent, StringComparison.Ordinal);
        }
        Assert.StartsWith(
            """{"op":"replace","path":"roles","value":[{"primary":false""",
            Patched(mapped, PatchDialect.EntraFolded, known),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Foreign", Put(mapped, known), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_lost_every_role_loses_them_in_the_target_if_the_mapping_is_assertive()
    {
        var bare = Ada.With("appRoleAssignments", Value.Many([]));
        var assertive = User(Map("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"))
            .Map(bare, Present);
        var complex = User(Map("roles", "AppRoleAssignmentsComplex([appRoleAssignments])")).Map(bare, Present);

        Assert.Equal(
            """{"op":"remove","path":"roles"}""",
            Patched(assertive, PatchDialect.Compliant, """[{"value":"User"}]""")
        );
        Assert.Equal("", Patched(complex, PatchDialect.Compliant, """[{"value":"User"}]"""));
    }

    private static string? Created(MappedObject mapped) =>
        JsonNode.Parse(mapped.Plan.Body.ToArray(mapped))?["roles"]?.ToJsonString();

    private static string Patched(MappedObject mapped, PatchDialect dialect, string roles) =>
        Operations(mapped, dialect, Resource(roles));

    private static string Operations(MappedObject mapped, PatchDialect dialect, JsonObject current)
    {
        var changes = Differences.Between(mapped, current, new HashSet<string>()).Changes;
        var operations =
            JsonNode.Parse(PatchDialects.Changes(dialect, current, changes) ?? "{}"u8.ToArray())?["Operations"]
            as JsonArray;
        return string.Join(",", (operations ?? []).Select(o => o?.ToJsonString(TargetJson.Readable)));
    }

    private static string? Put(MappedObject mapped, string roles)
    {
        var current = Resource(roles);
        var changes = Differences.Between(mapped, current, new HashSet<string>()).Changes;
        return ResourceEdits.Apply(current, changes)["roles"]?.ToJsonString();
    }

    private static JsonObject Resource(string roles) =>
        TargetJson.ReadObject(Encoding.UTF8.GetBytes($$"""{"userName":"ada@contoso.example","roles":{{roles}} }"""))
        ?? [];
}
