using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;
using ScimServer;

namespace Provost.Engine.Tests.Targets;

/// <summary>The client against our own SCIM server, in every dialect and against its misbehaviours.</summary>
public sealed class ScimTargetEndToEndTests
{
    private const string Department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PatchDialect.Compliant)]
    [InlineData(PatchDialect.EntraLegacy)]
    [InlineData(PatchDialect.EntraFolded)]
    [InlineData(PatchDialect.Put)]
    public async Task Every_dialect_leads_to_the_same_account(PatchDialect dialect)
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions(), Ct);
        await using var target = Client(server, Given.Profile with { Dialect = dialect });
        var ada = await CreateAsync(target, "ada");
        var grace = await CreateAsync(target, "grace");
        var read = await target.GetAsync(ObjectKind.User, ada, Ct);

        var update = await target.UpdateAsync(
            ObjectKind.User,
            read.Object ?? throw new InvalidOperationException(read.Detail),
            [
                Given.Change("displayName", "ada", "Ada"),
                Given.Change("name.givenName", null, "Ada"),
                Given.Change("nickName", "Nick", null),
                Given.Change("active", Value.True, Value.False),
                Given.Change("emails[type eq \"work\"].value", "ada@contoso.example", "al@contoso.example"),
                Given.Change("phoneNumbers[type eq \"mobile\"].value", null, "+1 555 0100"),
                Given.Change("phoneNumbers[type eq \"mobile\"].primary", Value.Null, Value.True),
                Given.Change(Department, null, "Engines"),
            ],
            Ct
        );
        var manager = await target.SetManagerAsync(ada, grace, Ct);

        Assert.All([update, manager], a => Assert.True(a.Succeeded, a.Detail));
        var found = await target.FindAsync(ObjectKind.User, TargetPath.Parse("userName"), "ADA", Ct);
        Approved.Matches(Shown(found, server, ada, grace), test: nameof(Every_dialect_leads_to_the_same_account));

        Assert.True((await target.SetManagerAsync(ada, null, Ct)).Succeeded);
        var orphan = await target.GetAsync(ObjectKind.User, ada, Ct);
        Assert.Empty(ResourceValues.Read(orphan.Object?.Json ?? [], PatchDialects.ManagerPath));
    }

    [Theory]
    [InlineData(PatchDialect.Compliant)]
    [InlineData(PatchDialect.EntraLegacy)]
    [InlineData(PatchDialect.EntraFolded)]
    [InlineData(PatchDialect.Put)]
    public async Task Every_dialect_leads_to_the_same_members(PatchDialect dialect)
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions(), Ct);
        await using var target = Client(server, Given.Profile with { Dialect = dialect, MembersPerRequest = 2 });
        string[] people =
        [
            await CreateAsync(target, "ada"),
            await CreateAsync(target, "grace"),
            await CreateAsync(target, "alan"),
        ];
        var group = await target.CreateAsync(
            ObjectKind.Group,
            Encoding.UTF8.GetBytes(
                """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Blue Team"}"""
            ),
            Ct
        );
        var id = group.Object?.Id ?? throw new InvalidOperationException(group.Detail);

        var added = await target.ChangeMembersAsync(id, people, [], Ct);
        var again = await target.ChangeMembersAsync(id, people[..1], [], Ct);
        var removed = await target.ChangeMembersAsync(id, [], [people[1], people[1]], Ct);

        Assert.All([added, again, removed], a => Assert.True(a.Succeeded, a.Detail));
        Assert.False((await target.GetAsync(ObjectKind.Group, id, Ct)).Object?.Json.ContainsKey("members"));
        var listed = new List<TargetObject>();
        await foreach (var one in target.ListAsync(ObjectKind.Group, Ct))
            listed.Add(one);
        var members = ResourceValues.References(Assert.Single(listed).Json["members"]);
        Assert.Equal(new[] { people[0], people[2] }.Order(), members.Order());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_and_what_is_deleted_is_gone()
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions(), Ct);
        await using var target = Client(server, Given.Profile);
        var ada = await CreateAsync(target, "ada");

        var twice = await target.CreateAsync(ObjectKind.User, Body("Ada"), Ct);
        var deleted = await target.DeleteAsync(ObjectKind.User, ada, Ct);
        var deletedTwice = await target.DeleteAsync(ObjectKind.User, ada, Ct);
        var gone = await target.GetAsync(ObjectKind.User, ada, Ct);
        var manager = await target.SetManagerAsync(ada, "9", Ct);

        Assert.Equal((TargetOutcome.Conflict, "EntryConflict"), (twice.Outcome, twice.Code));
        Assert.True(deleted.Succeeded && deletedTwice.Succeeded);
        Assert.Equal((TargetOutcome.NotFound, "InvalidAnchor"), (gone.Outcome, gone.Code));
        Assert.Equal(TargetOutcome.NotFound, manager.Outcome);
    }

    [Fact]
    public async Task A_refused_key_says_what_to_check()
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions { Token = "another" }, Ct);
        await using var target = Client(server, Given.Profile);

        var answer = await target.TestAsync(Given.UserName, withGroups: true, Ct);

        Assert.Equal(TargetOutcome.Unauthorized, answer.Outcome);
        Assert.Contains("administrator permissions", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("429:2")]
    [InlineData("503:2")]
    [InlineData("create-200")]
    [InlineData("ignore-filter")]
    public async Task A_misbehaviour_that_can_be_lived_with_is_not_noticed(string quirk)
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions { Quirks = [quirk] }, Ct);
        await using var target = Client(server, Given.Profile);

        foreach (var name in new[] { "ada", "grace", "alan" })
        {
            Assert.Empty((await target.FindAsync(ObjectKind.User, Given.UserName, name, Ct)).Objects);
            var id = await CreateAsync(target, name);
            var found = await target.FindAsync(ObjectKind.User, Given.UserName, name, Ct);
            Assert.Equal(id, Assert.Single(found.Objects).Id);
        }
    }

    [Fact]
    public async Task A_lost_answer_leaves_a_create_in_doubt_and_a_look_up_settles_it()
    {
        var options = new ScimServerOptions { Quirks = ["lost-answers:1"] };
        await using var server = await ScimServerHost.StartAsync(options, Ct);
        await using var target = Client(server, Given.Profile);

        var answer = await target.CreateAsync(ObjectKind.User, Body("ada"), Ct);

        Assert.Equal(TargetOutcome.Unknown, answer.Outcome);
        Assert.Single((await target.FindAsync(ObjectKind.User, Given.UserName, "ada", Ct)).Objects);
    }

    [Theory]
    [InlineData("html", TargetOutcome.Incompatible, "A web page came instead of SCIM")]
    [InlineData("query-404", TargetOutcome.Incompatible, "treat 404 to a query as empty")]
    [InlineData("500:1", TargetOutcome.Transient, "has a fault")]
    [InlineData("401", TargetOutcome.Unauthorized, "check that the account that owns the key")]
    public async Task A_misbehaviour_that_cannot_is_named(string quirk, TargetOutcome outcome, string advice)
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions { Quirks = [quirk] }, Ct);
        await using var target = Client(server, Given.Profile);

        var answer = await target.TestAsync(Given.UserName, withGroups: false, Ct);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Contains(advice, answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-patch", PatchDialect.Compliant, "set the dialect 'put'", false)]
    [InlineData("no-patch", PatchDialect.Put, "", true)]
    [InlineData("legacy-only", PatchDialect.EntraFolded, "'entraLegacy'", false)]
    [InlineData("legacy-only", PatchDialect.EntraLegacy, "", true)]
    public async Task The_profile_chooses_what_a_target_understands(
        string quirk,
        PatchDialect dialect,
        string advice,
        bool works
    )
    {
        await using var server = await ScimServerHost.StartAsync(new ScimServerOptions { Quirks = [quirk] }, Ct);
        await using var target = Client(server, Given.Profile with { Dialect = dialect });
        var ada = new TargetObject(await CreateAsync(target, "ada"), []);

        var change = Given.Change("displayName", "ada", "Ada");
        var answer = await target.UpdateAsync(ObjectKind.User, ada, [change], Ct);

        Assert.Equal(works, answer.Succeeded);
        Assert.Contains(advice, $"{answer.Detail}", StringComparison.Ordinal);
    }

    private static ScimTarget Client(ScimServerHost server, TargetProfile profile) =>
        new(
            new TargetConnection(server.BaseAddress.ToString(), "secret") { AllowPrivateAddresses = true },
            profile,
            Given.Clock(),
            NullLogger<ScimTarget>.Instance
        );

    private static async Task<string> CreateAsync(ScimTarget target, string name)
    {
        var answer = await target.CreateAsync(ObjectKind.User, Body(name), Ct);
        return answer.Object?.Id ?? throw new InvalidOperationException(answer.Detail);
    }

    private static ReadOnlyMemory<byte> Body(string name) =>
        Encoding.UTF8.GetBytes(
            $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{name}}","displayName":"{{name}}",
             "active":true,"nickName":"Nick",
             "emails":[{"type":"work","primary":true,"value":"{{name}}@contoso.example"}]}
            """
        );

    /// <summary>The account without what differs from run to run, its attributes in the order of their names.</summary>
    private static string Shown(TargetAnswer answer, ScimServerHost server, string ada, string grace)
    {
        var json = answer.Object?.Json ?? throw new InvalidOperationException(answer.Detail);
        json.Remove("meta");
        var lines = json.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}: {p.Value?.ToJsonString(TargetJson.Readable)}");
        return string.Join('\n', lines)
            .Replace(ada, "(ada)")
            .Replace(grace, "(grace)")
            .Replace($"{server.BaseAddress}", "/scim/");
    }
}
