using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Which settings make a job look at everybody again.</summary>
public sealed class SettingsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<JobSettings, JobSettings>> Deciding =>
        new()
        {
            { "scope", s => s with { Scope = ScopeSetting.All } },
            { "Default Access", s => s with { ExcludeDefaultAccess = false } },
            { "nested groups", s => s with { NestedGroups = true } },
            { "leavers", s => s with { Leavers = new() { Unassigned = LeaverAction.Delete } } },
            { "filter patterns", s => s with { FilterPatternsMatchWholeValue = false } },
            { "profile", s => s with { Profile = s.Profile with { SoftDelete = false } } },
            { "immutable attributes", s => s with { Profile = Immutable(s.Profile, "Group:description") } },
        };

    public static TheoryData<string, Func<JobSettings, JobSettings>> Others =>
        new()
        {
            { "mail", s => s with { Notifications = new() { Address = "ada@contoso.example" } } },
            { "removals", s => s with { Guard = new() { Count = 3 } } },
            { "quarantine", s => s with { Quarantine = new() { Scaled = false } } },
            { "interval", s => s with { Interval = TimeSpan.FromMinutes(40) } },
            { "private addresses", s => s with { AllowPrivateAddresses = false } },
            { "adoption", s => s with { Adoption = Adoption.Ask } },
            { "the same immutable attributes", s => s with { Profile = Immutable(s.Profile) } },
        };

    [Theory]
    [MemberData(nameof(Deciding))]
    public async Task What_decides_about_people_looks_at_everybody_again(
        string what,
        Func<JobSettings, JobSettings> change
    ) => Assert.True(await WatermarkAsync(change) is null, what);

    [Theory]
    [MemberData(nameof(Others))]
    [Rule("ENT-CYC-26")]
    public async Task Mail_thresholds_and_the_like_start_nothing_again(
        string what,
        Func<JobSettings, JobSettings> change
    ) => Assert.True(await WatermarkAsync(change) is not null, what);

    [Fact]
    [Rule("ENT-CYC-26")]
    public async Task New_credentials_start_nothing_again()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.CycleAsync();

        var connection = new TargetConnection(contoso.Wire.Address.ToString(), "another");
        await contoso.Jobs.SetConnectionAsync(contoso.Caller, contoso.Job.Number, connection, Ct);

        Assert.NotNull((await contoso.Jobs.FindAsync(contoso.Application.Id, Ct))?.Watermark);
    }

    /// <summary>The watermark after a cycle and a change of settings.</summary>
    private static async Task<long?> WatermarkAsync(Func<JobSettings, JobSettings> change)
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.CycleAsync();
        Assert.NotNull((await contoso.Jobs.FindAsync(contoso.Application.Id, Ct))?.Watermark);

        await contoso.Jobs.SetSettingsAsync(contoso.Caller, contoso.Job.Number, change, Ct);

        return (await contoso.Jobs.FindAsync(contoso.Application.Id, Ct))?.Watermark;
    }

    private static TargetProfile Immutable(TargetProfile profile, params string[] more) =>
        profile with
        {
            ImmutableAttributes = new HashSet<string>(
                profile.ImmutableAttributes.Concat(more),
                StringComparer.OrdinalIgnoreCase
            ),
        };
}
