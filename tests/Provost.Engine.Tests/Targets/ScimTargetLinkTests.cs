using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire A.6 and D: when a linked object counts as gone. A mistake here creates everybody again.</summary>
public sealed class ScimTargetLinkTests
{
    private static readonly Scripted ScimNotFound = Scripted.Error(404, "no such user");
    private static readonly Scripted Page = new(404, "<html>not found</html>", "text/html");
    private static readonly Scripted Bare = new(404);
    private static readonly Scripted There = new(200, """{"id":"7"}""");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scim_error_to_a_read_means_gone()
    {
        var answer = await GetAsync(read: ScimNotFound, list: new Scripted(500));

        Assert.Equal((TargetOutcome.NotFound, "InvalidAnchor"), (answer.Outcome, answer.Code));
    }

    [Fact]
    public async Task A_bare_404_means_gone_only_where_the_collection_answers()
    {
        var known = await GetAsync(read: Bare, list: Scripted.Empty);
        var unknown = await GetAsync(read: Bare, list: Page);

        Assert.Equal((TargetOutcome.NotFound, "InvalidAnchor"), (known.Outcome, known.Code));
        Assert.Contains("The account was deleted in the application", known.Detail, StringComparison.Ordinal);
        Assert.Equal(TargetOutcome.Incompatible, unknown.Outcome);
    }

    [Fact]
    public async Task A_web_page_never_means_gone() =>
        Assert.Equal(TargetOutcome.Incompatible, (await GetAsync(read: Page, list: Scripted.Empty)).Outcome);

    [Fact]
    public async Task A_change_that_is_not_found_is_believed_only_if_reading_says_so_too()
    {
        var gone = await PatchAsync(patch: ScimNotFound, read: ScimNotFound);
        var there = await PatchAsync(patch: ScimNotFound, read: There);
        var page = await PatchAsync(patch: Page, read: There);
        var wrongRoute = await PatchAsync(patch: Page, read: Page);
        var goneBehindAPage = await PatchAsync(patch: Page, read: ScimNotFound);

        Assert.Equal(TargetOutcome.NotFound, gone.Outcome);
        Assert.Equal((TargetOutcome.Refused, "UnprocessableEntity"), (there.Outcome, there.Code));
        Assert.Contains("The object itself is there", there.Detail, StringComparison.Ordinal);
        Assert.Equal(TargetOutcome.Incompatible, page.Outcome);
        Assert.Equal(TargetOutcome.Incompatible, wrongRoute.Outcome);
        Assert.Equal(TargetOutcome.NotFound, goneBehindAPage.Outcome);
    }

    [Fact]
    public async Task A_change_and_a_read_that_contradict_each_other_settle_nothing()
    {
        var answer = await PatchAsync(patch: ScimNotFound, read: new Scripted(500));

        Assert.Equal((TargetOutcome.Transient, "InternalServerError"), (answer.Outcome, answer.Code));
    }

    private static async Task<TargetAnswer> GetAsync(Scripted read, Scripted list)
    {
        await using var server = await ScriptedTarget.StartAsync(r => r.Path.Contains("/7") ? read : list);
        await using var target = server.Client();
        return await target.GetAsync(ObjectKind.User, "7", Ct);
    }

    private static async Task<TargetAnswer> PatchAsync(Scripted patch, Scripted read)
    {
        await using var server = await ScriptedTarget.StartAsync(r => r.Method == "PATCH" ? patch : read);
        await using var target = server.Client();
        var ada = new TargetObject("7", []);
        return await target.UpdateAsync(ObjectKind.User, ada, [Given.Change("title", null, "Countess")], Ct);
    }
}
