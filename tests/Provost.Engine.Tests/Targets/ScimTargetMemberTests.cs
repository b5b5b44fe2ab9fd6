using System.Text.Json.Nodes;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>
/// scim-wire A.9 and D: members go in batches, and one that is refused does not hold back the others.
/// </summary>
public sealed class ScimTargetMemberTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_go_in_batches_of_the_profile_removals_first()
    {
        var group = new GroupOfTarget { Members = { "a", "b" } };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client(Given.Profile with { MembersPerRequest = 3 });

        var answer = await target.ChangeMembersAsync("3", ["1", "2", "3", "4", "5"], ["a", "b"], Ct);

        Assert.True(answer.Succeeded, answer.Detail);
        Assert.Equal(["-a -b +1", "+2 +3 +4", "+5"], group.Patches);
        Assert.Equal(["1", "2", "3", "4", "5"], group.Members.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(413, null)]
    [InlineData(400, "too many members, at most 2")]
    public async Task A_batch_that_is_too_long_is_halved_for_the_rest_of_the_run(int status, string? words)
    {
        var group = new GroupOfTarget
        {
            Refuse = ids =>
                ids.Count <= 2 ? null
                : words is null ? new Scripted(status)
                : Scripted.Error(status, words),
        };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client(Given.Profile with { MembersPerRequest = 8 });

        var first = await target.ChangeMembersAsync("3", ["1", "2", "3", "4", "5", "6", "7", "8"], [], Ct);
        var second = await target.ChangeMembersAsync("3", ["9", "10", "11"], [], Ct);

        Assert.True(first.Succeeded && second.Succeeded, first.Detail + second.Detail);
        Assert.Equal([8, 4, 2, 2, 2, 2, 2, 1], group.Patches.Select(p => p.Split(' ').Length));
        Assert.Equal(11, group.Members.Count);
    }

    [Fact]
    public async Task One_member_that_is_too_many_is_refused()
    {
        var group = new GroupOfTarget { Refuse = _ => new Scripted(413) };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client();

        var answer = await target.ChangeMembersAsync("3", ["1", "2"], [], Ct);

        Assert.Equal(TargetOutcome.Refused, answer.Outcome);
        Assert.Equal(["1", "2"], answer.NotChanged);
    }

    [Fact]
    public async Task A_member_that_is_refused_does_not_hold_back_the_others()
    {
        var group = new GroupOfTarget
        {
            Refuse = ids => ids.Contains("4") ? Scripted.Error(400, "unknown member 4", "invalidValue") : null,
        };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client();

        var answer = await target.ChangeMembersAsync("3", ["1", "2", "3", "4", "5", "6"], [], Ct);

        Assert.Equal(TargetOutcome.Refused, answer.Outcome);
        Assert.Equal(["4"], answer.NotChanged);
        Assert.EndsWith(" Members not changed: 1 (4).", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3", "5", "6"], group.Members.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(409)]
    [InlineData(400)]
    public async Task A_member_that_is_there_already_is_no_failure(int status)
    {
        var group = new GroupOfTarget { Members = { "2" } };
        group.Refuse = ids => ids.Any(group.Members.Contains) ? Scripted.Error(status, "already a member") : null;
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client();

        var answer = await target.ChangeMembersAsync("3", ["1", "2", "3"], [], Ct);

        Assert.True(answer.Succeeded, answer.Detail);
        Assert.Equal(["+1 +2 +3", "+1 +3"], group.Patches);
    }

    [Fact]
    public async Task Removing_a_member_that_is_not_there_is_no_failure()
    {
        var group = new GroupOfTarget { Members = { "1" } };
        group.Refuse = ids =>
            ids.All(group.Members.Contains) ? null : Scripted.Error(400, "nothing matches", "noTarget");
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client();

        var some = await target.ChangeMembersAsync("3", [], ["1", "2"], Ct);
        var none = await target.ChangeMembersAsync("3", [], ["7"], Ct);

        Assert.True(some.Succeeded && none.Succeeded, some.Detail + none.Detail);
        Assert.Empty(group.Members);
    }

    [Fact]
    public async Task A_target_that_never_shows_members_proves_no_removal()
    {
        var group = new GroupOfTarget { ShowsMembers = false, Refuse = _ => Scripted.Error(400, "not allowed") };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client();

        var answer = await target.ChangeMembersAsync("3", [], ["1"], Ct);

        Assert.Equal(TargetOutcome.Refused, answer.Outcome);
        Assert.Equal(["1"], answer.NotChanged);
    }

    [Theory]
    [InlineData(401, TargetOutcome.Unauthorized)]
    [InlineData(403, TargetOutcome.Refused)]
    [InlineData(500, TargetOutcome.Transient)]
    [InlineData(501, TargetOutcome.Refused)]
    public async Task What_is_not_about_the_members_ends_it_and_names_all_that_are_left(
        int status,
        TargetOutcome outcome
    )
    {
        var group = new GroupOfTarget { Refuse = ids => ids.Contains("3") ? new Scripted(status) : null };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client(Given.Profile with { MembersPerRequest = 2 });

        var answer = await target.ChangeMembersAsync("3", ["1", "2", "3", "4", "5"], [], Ct);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(["3", "4", "5"], answer.NotChanged);
        Assert.Equal(["1", "2"], group.Members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_group_that_is_gone_is_told_from_a_member_that_is()
    {
        var group = new GroupOfTarget { Refuse = ids => ids.Contains("9") ? Scripted.Error(404, "no user 9") : null };
        await using var server = await ScriptedTarget.StartAsync(group.Answer);
        await using var target = server.Client();

        var member = await target.ChangeMembersAsync("3", ["8", "9"], [], Ct);
        group.IsGone = true;
        var gone = await target.ChangeMembersAsync("3", ["8", "9"], [], Ct);

        Assert.Equal(TargetOutcome.Refused, member.Outcome);
        Assert.Equal(["9"], member.NotChanged);
        Assert.Equal((TargetOutcome.NotFound, "InvalidAnchor"), (gone.Outcome, gone.Code));
    }

    /// <summary>One group that a target keeps, with the refusals that a test wants.</summary>
    private sealed class GroupOfTarget
    {
        public HashSet<string> Members { get; } = [];

        public List<string> Patches { get; } = [];

        public bool ShowsMembers { get; init; } = true;

        public bool IsGone { get; set; }

        /// <summary>The answer to a change of these ids, null to carry it out.</summary>
        public Func<IReadOnlyList<string>, Scripted?> Refuse { get; set; } = _ => null;

        public Scripted Answer(Received request)
        {
            if (IsGone)
                return Scripted.Error(404, "no such group");
            if (request.Method == "GET")
                return new Scripted(200, Json(request).ToJsonString());

            var changes = Changes(JsonNode.Parse(request.Body)?["Operations"]?.AsArray() ?? []).ToList();
            Patches.Add(string.Join(' ', changes));
            if (Refuse([.. changes.Select(c => c[1..])]) is { } refusal)
                return refusal;

            foreach (var change in changes)
                _ = change[0] == '+' ? Members.Add(change[1..]) : Members.Remove(change[1..]);
            return new Scripted(204);
        }

        private JsonObject Json(Received request)
        {
            var group = new JsonObject { ["id"] = "3" };
            if (ShowsMembers && !request.Path.Contains("excludedAttributes"))
                group["members"] = new JsonArray([.. Members.Select(m => new JsonObject { ["value"] = m })]);
            return group;
        }

        private static IEnumerable<string> Changes(JsonArray operations) =>
            operations.SelectMany(o =>
                (string?)o?["op"] == "add"
                    ? ResourceValues.References(o["value"]).Select(id => "+" + id)
                    : [((string?)o?["path"] ?? "").Replace("members[value eq \"", "-").Replace("\"]", "")]
            );
    }
}
