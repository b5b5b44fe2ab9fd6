using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Cycle;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>
/// A value that the directory has no more is taken away from the target, too, where a mapping says so.
/// </summary>
public sealed class ClearingTests
{
    private const string Department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    [Theory]
    [InlineData(PatchDialect.Compliant)]
    [InlineData(PatchDialect.EntraLegacy)]
    [InlineData(PatchDialect.EntraFolded)]
    [InlineData(PatchDialect.Put)]
    [Rule("ENT-MAP-6", Verdict.Improved, "A mapping can clear what became empty in outbound applications, too.")]
    [Rule("ENT-MAP-5", Verdict.Improved, "Nulls change nothing, unless a mapping asks for clearing.")]
    public async Task Nothing_in_the_directory_clears_the_target_in_every_dialect_where_the_mapping_says_so(
        PatchDialect dialect
    )
    {
        await using var contoso = await ContosoAsync(dialect);
        await contoso.HireAsync("Ada");
        await contoso.ApplyAsync(new DirectoryChange.Set(contoso.Id("Ada"), Everything));
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        foreach (var name in new[] { "jobTitle", "department", "mobilePhone", "otherMails", "city" })
            await contoso.SetAsync("Ada", name, null);
        await contoso.CycleAsync();

        var ada = Assert.Single(await contoso.UsersAsync());
        Assert.Null(ada["title"]);
        Assert.Null(ada["nickName"]?["value"]);
        Assert.Empty(ResourceValues.Read(ada, TargetPath.Parse(Department)));
        Assert.Empty(ResourceValues.Read(ada, TargetPath.Parse("phoneNumbers[type eq \"mobile\"].value")));
        Assert.Empty(ResourceValues.Read(ada, TargetPath.Parse("entitlements")));
        Assert.Equal(["London"], ResourceValues.Read(ada, TargetPath.Parse("locale")));

        contoso.Wire.Take();
        await contoso.CycleAsync();
        Assert.Empty(contoso.Wire.Take());
    }

    [Fact]
    public void On_creation_nothing_is_sent_or_the_default()
    {
        var plan = User(
            Map("title", "[jobTitle]", ifNull: "Colleague") with
            {
                ClearsWhenNull = true,
            },
            Map("nickName", "[city]") with
            {
                ClearsWhenNull = true,
            }
        );
        var mapped = plan.Map(People.User(1, ("userPrincipalName", "ada@contoso.example")), Present);

        var body = Encoding.UTF8.GetString(plan.Body.ToArray(mapped));

        Assert.Contains("\"title\":\"Colleague\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("nickName", body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_sees_that_an_attribute_is_to_be_cleared()
    {
        var mapping = Map("title", "[jobTitle]");
        var nobody = People.Ada.With("jobTitle", Value.Null);

        var kept = Fingerprint.Of(User(mapping).Map(nobody, Present));
        var cleared = Fingerprint.Of(User(mapping with { ClearsWhenNull = true }).Map(nobody, Present));

        Assert.NotEqual(kept, cleared);
    }

    [Theory]
    [InlineData("IgnoreFlowIfNullOrEmpty([jobTitle])")]
    [InlineData("CDate([surname])")]
    public void What_does_not_flow_or_fails_clears_nothing(string source)
    {
        var plan = User(Map("title", source) with { ClearsWhenNull = true });
        var mapped = plan.Map(People.Ada.With("jobTitle", Value.Null), Present);
        var current = new JsonObject { ["userName"] = "ada@contoso.example", ["title"] = "Countess" };

        Assert.Empty(Differences.Between(mapped, current, new HashSet<string>()).Changes);
    }

    [Theory]
    [InlineData("externalId", 2, FlowType.Always, "matched on")]
    [InlineData("title", 0, FlowType.ObjectAddOnly, "not replaced after creation")]
    [InlineData("emails", 0, FlowType.MultiValueAddOnly, "not replaced after creation")]
    public void What_must_stay_cannot_be_cleared(string target, int matching, FlowType flow, string reason)
    {
        var mapping = Map(target, "[employeeId]", matching: matching, flow: flow) with { ClearsWhenNull = true };

        var refused = Assert.Throws<EngineException>(() => User(mapping));

        Assert.Contains($"cannot be cleared, because it is {reason}", refused.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Value> Everything =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["jobTitle"] = Value.Text("Analyst"),
            ["department"] = Value.Text("Engineering"),
            ["mobilePhone"] = Value.Text("+44 20 7946 0999"),
            ["otherMails"] = Value.Many(["a", "b"]),
            ["city"] = Value.Text("London"),
        };

    private static Task<Contoso> ContosoAsync(PatchDialect dialect)
    {
        AttributeMapping[] cleared =
        [
            Map("title", "[jobTitle]"),
            Map(Department, "[department]"),
            Map("phoneNumbers[type eq \"mobile\"].value", "[mobile]"),
            Map("entitlements", "[otherMails]"),
        ];
        var mapping = new ObjectMapping(
            ObjectKind.User,
            "Test",
            [
                Map("userName", "[userPrincipalName]", matching: 1),
                Map("locale", "[city]"),
                .. cleared.Select(c => c with { ClearsWhenNull = true }),
            ]
        );
        return Contoso.StartAsync(
            Gallery.Scim with
            {
                Schema = new(1, [mapping]),
            },
            s => s with { Profile = s.Profile with { Dialect = dialect } }
        );
    }
}
