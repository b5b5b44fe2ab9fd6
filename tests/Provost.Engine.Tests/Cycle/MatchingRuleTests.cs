using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Cycle;

/// <summary>How accounts are found, and what an object mapping may do to them (ENT-MAP-8, 13 to 20, 28).</summary>
public sealed class MatchingRuleTests
{
    private const string Mail = "emails[type eq \"work\"].value";

    private static readonly AttributeMapping[] TwoMatches =
    [
        Map("userName", "[userPrincipalName]", matching: 1),
        Map(Mail, "[mail]", matching: 2),
        Map("active", "Not([IsSoftDeleted])"),
        Map("title", "[jobTitle]"),
    ];

    [Fact]
    [Rule("ENT-MAP-14")]
    [Rule("ENT-MAP-15")]
    [Rule("ENT-MAP-18")]
    public async Task Attributes_are_asked_for_one_by_one_and_the_first_hit_ends_the_search()
    {
        await using var contoso = await StartAsync(TwoMatches);
        await contoso.HireAsync("Ada", "Grace");
        await contoso.MakeAccountAsync("ada@contoso.example");
        await contoso.AssignAsync("Ada", "Grace");

        await contoso.CycleAsync();

        var queries = Queries(contoso);
        Assert.Single(queries, q => q.Contains("\"ada@contoso.example\"", StringComparison.Ordinal));
        Assert.Equal(
            ["userName eq \"grace@contoso.example\"", "emails[type eq \"work\"].value eq \"grace@contoso.example\""],
            queries.Where(q => q.Contains("grace", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(queries, q => q.Contains(" and ", StringComparison.Ordinal));
    }

    [Fact]
    [Rule("ENT-MAP-16")]
    public async Task The_matching_value_may_be_an_expression()
    {
        await using var contoso = await StartAsync(
            Map("userName", "Append([mailNickname], \"@example.com\")", matching: 1)
        );
        await contoso.HireAsync("Ada");
        await contoso.MakeAccountAsync("ada@example.com");
        await contoso.AssignAsync("Ada");

        await contoso.CycleAsync();

        Assert.Contains("userName eq \"Ada@example.com\"", Queries(contoso));
        Assert.Single(await contoso.UsersAsync());
    }

    [Fact]
    [Rule("ENT-MAP-17")]
    [Rule("ENT-SCO-13")]
    public async Task Whoever_has_none_of_the_matching_values_is_skipped()
    {
        await using var contoso = await StartAsync(
            Map("userName", "[mailNickname]", matching: 1),
            Map(Mail, "[mail]", matching: 2)
        );
        await contoso.HireAsync("Ada");
        await contoso.SetAsync("Ada", "mail", null);
        await contoso.SetAsync("Ada", "mailNickname", null);
        await contoso.AssignAsync("Ada");

        await contoso.CycleAsync();

        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Equal((ProvisioningStatus.Skipped, "ImportSkipped"), (entry.Status, entry.Code));
        Assert.Empty(await contoso.UsersAsync());
    }

    [Fact]
    [Rule("ENT-MAP-19")]
    public async Task Two_accounts_with_the_matching_value_are_left_alone()
    {
        await using var contoso = await StartAsync(
            Map("userName", "[mail]"),
            Map("displayName", "[displayName]", matching: 1)
        );
        await contoso.HireAsync("Ada");
        contoso.Wire.Instead = async (context, _) =>
        {
            if (context.Request.Method != "GET")
                return false;
            const string two =
                """{"totalResults":2,"Resources":[{"id":"1","displayName":"Ada"},{"id":"2","displayName":"Ada"}]}""";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                context.Response,
                two,
                context.RequestAborted
            );
            return true;
        };
        await contoso.AssignAsync("Ada");

        await contoso.CycleAsync();

        var entry = Assert.Single(await contoso.NewEntriesAsync());
        Assert.Equal((ProvisioningStatus.Failure, "DuplicateTargetEntries"), (entry.Status, entry.Code));
        Assert.Empty(contoso.Wire.Take());
    }

    [Fact]
    [Rule("ENT-MAP-20")]
    public async Task Who_is_linked_is_read_by_id_and_not_looked_for()
    {
        await using var contoso = await StartAsync(TwoMatches);
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        contoso.Wire.Take();

        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.CycleAsync();

        var id = $"{Assert.Single(await contoso.UsersAsync())["id"]}";
        var sent = contoso.Wire.Take();
        Assert.Contains(
            sent,
            r => r.Method == "GET" && r.PathAndQuery.Contains($"Users/{id}", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(sent, r => r.PathAndQuery.Contains("filter=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FlowTypes.Update | FlowTypes.Delete, 0, "")]
    [InlineData(FlowTypes.Add | FlowTypes.Delete, 1, "")]
    [InlineData(FlowTypes.All, 1, "Countess")]
    [Rule("ENT-MAP-8")]
    public async Task Without_Create_nobody_is_made_and_without_Update_nobody_is_changed(
        FlowTypes actions,
        int made,
        string title
    )
    {
        await using var contoso = await StartAsync(actions, TwoMatches);
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        Assert.Equal(made, (await contoso.UsersAsync()).Count);

        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.CycleAsync();

        Assert.Equal(title, string.Concat((await contoso.UsersAsync()).Select(u => $"{u["title"]}")));
    }

    [Fact]
    [Rule("ENT-MAP-13", Verdict.Improved, "A save that changes nothing costs nothing, and only differences are sent.")]
    [Rule("ENT-CYC-20", Verdict.Improved, "Everybody is looked at again in our own tables; only differences are sent.")]
    public async Task Saving_mappings_or_filters_looks_at_everybody_again_keeps_links_and_sends_differences_only()
    {
        await using var contoso = await StartAsync(TwoMatches);
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        await contoso.NewEntriesAsync();
        contoso.Wire.Take();
        var users = contoso.Job.Schema.ObjectMappings[0];
        var filter = new ScopingFilter([new("All", [new("mail", FilterOperator.IsNotNull)])]);

        var again = await SaveAsync(contoso, users);
        var nothing = await contoso.CycleAsync();
        var saved = await SaveAsync(contoso, users with { Scope = filter });
        var everybody = await contoso.CycleAsync();
        var quiet = contoso.Wire.Take();
        await SaveAsync(contoso, users with { Attributes = [.. TwoMatches, Map("nickName", "[givenName]")] });
        await contoso.CycleAsync();

        Assert.Equal((1, false), (again.Version, again.Changed));
        Assert.False(nothing.Initial);
        Assert.Equal((2, true, 2L), (saved.Version, saved.Changed, saved.Users));
        Assert.True(everybody.Initial);
        Assert.DoesNotContain(quiet, r => r.Method != "GET");
        Assert.Equal(["PATCH", "PATCH"], contoso.Wire.Take().Select(r => r.Method).Where(m => m != "GET"));
        Assert.Equal(2, (await contoso.UsersAsync()).Count);
    }

    [Fact]
    [Rule(
        "ENT-MAP-28",
        Verdict.DeliberatelyNot,
        "The attribute list is data of the schema and of RFC 7643; a target's own description is not asked for."
    )]
    public async Task A_target_is_never_asked_for_its_schemas()
    {
        await using var contoso = await StartAsync(TwoMatches);
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");

        await contoso.CycleAsync();

        Assert.DoesNotContain(
            contoso.Wire.Take(),
            r => r.PathAndQuery.Contains("Schemas", StringComparison.OrdinalIgnoreCase)
        );
    }

    private static Task<SchemaSaved> SaveAsync(Contoso contoso, ObjectMapping users) =>
        contoso.Jobs.SetSchemaAsync(
            contoso.Caller,
            contoso.Job.Number,
            contoso.Job.Schema with
            {
                ObjectMappings = [users],
            },
            TestContext.Current.CancellationToken
        );

    private static Task<Contoso> StartAsync(params AttributeMapping[] attributes) =>
        StartAsync(FlowTypes.All, attributes);

    private static Task<Contoso> StartAsync(FlowTypes actions, params AttributeMapping[] attributes) =>
        Contoso.StartAsync(
            Gallery.Scim with
            {
                Schema = new(1, [new ObjectMapping(ObjectKind.User, "Test", attributes, FlowTypes: actions)]),
                Profile = Gallery.Scim.Profile with { ListsEverything = false },
            }
        );

    private static List<string> Queries(Contoso contoso) =>
        [
            .. contoso
                .Wire.Take()
                .Select(r => r.PathAndQuery)
                .Where(p => p.Contains("filter=", StringComparison.Ordinal))
                .Select(p => Uri.UnescapeDataString(p.Split("filter=")[1].Split('&')[0].Replace('+', ' '))),
        ];
}
