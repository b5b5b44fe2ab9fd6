using Provost.Server.Authority;

namespace Provost.Server.Tests.Authority;

/// <summary>When signing keys are made, sign, and go.</summary>
public sealed class KeyPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", null, true, "")]
    [InlineData("0", 0d, false, "")]
    [InlineData("89", 89d, false, "")]
    [InlineData("90", 90d, true, "")]
    [InlineData("90.5 0.5", 90.5, false, "")]
    [InlineData("91 1", 1d, false, "")]
    [InlineData("93 3", 3d, false, "93")]
    [InlineData("93 0.5", 0.5, false, "93")]
    [InlineData("200", null, true, "200")]
    public void By_the_ages_of_the_keys_in_days(string ages, double? signs, bool makesOne, string retired)
    {
        var plan = KeyPlan.For([.. Made(ages)], Now);

        Assert.Equal(signs is { } age ? Now.AddDays(-age) : null, plan.Signs);
        Assert.Equal(makesOne, plan.NewKey);
        Assert.Equal(Made(retired).Order(), plan.Retired.Order());
    }

    private static IEnumerable<DateTimeOffset> Made(string ages) =>
        ages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(a => Now.AddDays(-double.Parse(a)));
}
