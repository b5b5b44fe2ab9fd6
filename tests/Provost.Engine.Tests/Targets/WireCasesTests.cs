using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>
/// The cases of <c>Cases/wire.json</c> where we are the client (scim-wire F): what a target answers, what we decide.
/// </summary>
public sealed class WireCasesTests
{
    private const string Members = "splitBatchHalf";

    private static readonly IReadOnlyDictionary<string, JsonObject> Cases = Read()
        .Where(c => (string?)c["client"] == "ours-outbound")
        .ToDictionary(c => (string?)c["id"] ?? "");

    public static TheoryData<string> Ids => [.. Cases.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_target_that_answers_like_this_is_judged_like_that(string id)
    {
        var wanted = Cases[id]["expect"]?["state"]?.AsObject() ?? [];
        await using var server = await ScriptedTarget.StartAsync(Answer(Cases[id]["respond"]?.AsObject() ?? []));
        await using var target = server.Client(path: "");

        var answer = await AskAsync(target, Cases[id], (string?)wanted["job"] == Members);

        var retryAfter = (string?)Cases[id]["respond"]?["headers"]?["Retry-After"];
        Assert.Equal($"{wanted["job"]}", Decision(retryAfter, answer, server));
        if (wanted["id"] is { } linked)
            Assert.Equal((string?)linked, answer.Object?.Id);
        if (wanted["seconds"] is { } seconds)
            Assert.Equal((double)seconds, answer.RetryAfter?.TotalSeconds);
        if (wanted["rawKept"] is not null)
            Assert.Equal((string?)Cases[id]["respond"]?["body"], answer.Exchange?.ResponseBody);
        if (wanted["hint"] is not null)
            Assert.Contains("'compliant' or 'entraLegacy'", answer.Detail, StringComparison.Ordinal);
        if (wanted["code"] is { } code)
            Assert.Equal((string?)code, Code(answer));
    }

    [Fact]
    public async Task A_query_answered_with_404_is_no_match_where_the_profile_says_so()
    {
        var answer = Answer(Cases["tgt-query-404"]["respond"]?.AsObject() ?? []);
        await using var server = await ScriptedTarget.StartAsync(answer);
        await using var target = server.Client(Given.Profile with { TreatQuery404AsEmpty = true });

        var found = await AskAsync(target, Cases["tgt-query-404"], false);
        Assert.True(found.Succeeded, found.Detail);
        Assert.Empty(found.Objects);
    }

    private static async Task<TargetAnswer> AskAsync(ScimTarget target, JsonObject wireCase, bool members)
    {
        var path = (string?)wireCase["path"] ?? "";
        var kind = path.StartsWith("/Groups", StringComparison.Ordinal) ? ObjectKind.Group : ObjectKind.User;
        var id = path.Split('/')[^1];
        return (string?)wireCase["method"] switch
        {
            "POST" => await target.CreateAsync(kind, Given.Ada, Ct),
            "DELETE" => await target.DeleteAsync(kind, id, Ct),
            "PATCH" when members => await target.ChangeMembersAsync(id, ["1", "2", "3", "4"], [], Ct),
            "PATCH" => await target.UpdateAsync(kind, new(id, []), [Given.Change("displayName", "Blue", "Red")], Ct),
            _ when path.Contains('?') => await FindAsync(target, kind, path),
            _ => await target.GetAsync(kind, id, Ct),
        };
    }

    private static Task<TargetAnswer> FindAsync(ScimTarget target, ObjectKind kind, string path)
    {
        var filter = System.Net.WebUtility.UrlDecode(path.Split("filter=")[1]);
        var (attribute, value) = (filter.Split(" eq ")[0], filter.Split(" eq ")[1].Trim('"'));
        return target.FindAsync(kind, TargetPath.Parse(attribute), value, Ct);
    }

    /// <summary>The word that the cases have for an answer and for what it leads to.</summary>
    private static string Decision(string? retryAfter, TargetAnswer answer, ScriptedTarget server)
    {
        var first = server.Requests.First();
        return (first.Method, answer.Outcome) switch
        {
            ("GET", TargetOutcome.Success) when first.Path.Contains("filter=") => answer.Objects.Count switch
            {
                0 => "noMatch",
                1 => "linked",
                _ => "error",
            },
            ("GET", TargetOutcome.Success) => answer.Object?.Json.ContainsKey("members") == false
                ? "doNotDiffMembers"
                : "members",
            ("POST", TargetOutcome.Success) => "created",
            ("DELETE", TargetOutcome.Success) => "deleted",
            ("POST", TargetOutcome.Conflict) => "requeryOnceThenEscrow",
            (_, TargetOutcome.NotFound) => "unlinkAndRematch",
            (_, TargetOutcome.Transient) when answer.RetryAfter is not null => int.TryParse(retryAfter, out _)
                ? "retryAfter"
                : "retryAfterDate",
            (_, TargetOutcome.Refused) when Halves(server) => Members,
            (_, TargetOutcome.Refused) => "objectError",
            _ => "error",
        };
    }

    private static bool Halves(ScriptedTarget server) =>
        server
            .Requests.Where(r => r.Body.Contains("\"members\""))
            .Select(r => r.Body.Split("{\"value\":").Length - 1)
            .Take(3)
            .SequenceEqual([4, 2, 1]);

    private static string? Code(TargetAnswer answer) =>
        answer.Outcome switch
        {
            TargetOutcome.Success when answer.Objects.Count > 1 => "DuplicateTargetEntries",
            TargetOutcome.Incompatible => "complianceQuarantine",
            _ => answer.Code,
        };

    private static Scripted Answer(JsonObject respond)
    {
        var body = respond["body"];
        return new Scripted(
            (int?)respond["status"] ?? 200,
            body is JsonValue text ? text.GetValue<string>() : body?.ToJsonString(),
            (string?)respond["contentType"] ?? "application/scim+json"
        )
        {
            Headers = [.. (respond["headers"]?.AsObject() ?? []).Select(h => (h.Key, $"{h.Value}"))],
        };
    }

    private static IEnumerable<JsonObject> Read() =>
        JsonNode
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "wire.json")))
            ?.AsArray()
            .OfType<JsonObject>()
        ?? [];
}
