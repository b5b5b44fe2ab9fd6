using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>Every server case of <c>wire.json</c> against the sample server, over HTTP.</summary>
public sealed class WireCaseTests
{
    /// <summary>Cases of a later issue, each with what it waits for.</summary>
    private static readonly Dictionary<string, string> Waiting = new()
    {
        ["rfc-sort-desc"] = "sorting",
        ["rfc9865-first-page"] = "cursors",
        ["rfc9865-mixed"] = "cursors",
        ["rfc-replace-filter-nomatch-strict"] = "the strict switch",
    };

    public static TheoryData<string> Cases => [.. WireCase.All.Keys.Where(id => !Waiting.ContainsKey(id))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_of_the_wire_is_answered_as_expected(string id)
    {
        await using var server = await ScimServerHost.StartAsync(new(), TestContext.Current.CancellationToken);
        using var client = new ScimClient(server);
        await new WireCase(WireCase.All[id], client).RunAsync();
    }

    [Fact]
    public void What_waits_is_still_among_the_cases() =>
        Assert.All(Waiting.Keys, static id => Assert.Contains(id, WireCase.All.Keys));
}
