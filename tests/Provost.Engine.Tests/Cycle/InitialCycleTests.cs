using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>The initial cycle from an empty application to a provisioned company (ENT-CYC-1 to 7).</summary>
public sealed class InitialCycleTests
{
    [Fact]
    public async Task Everybody_assigned_gets_an_account_and_nobody_else()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.AssignAsync("Ada", "Grace");

        var report = await contoso.CycleAsync();

        Assert.Equal((2, 0), (report.Users.Created, report.Users.Failed));
    }

    [Fact]
    public async Task With_scope_all_nobody_needs_an_assignment_ENT_SCO_1()
    {
        await using var contoso = await Contoso.StartAsync(settings: s => s with { Scope = ScopeSetting.All });
        await contoso.HireAsync("Ada", "Grace");

        var report = await contoso.CycleAsync();
        await contoso.HireAsync("Alan");
        var later = await contoso.CycleAsync();

        Assert.Equal((2, 1), (report.Users.Created, later.Users.Created));
    }

    [Fact]
    public async Task A_second_cycle_does_nothing()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.FoundAsync("Engineers", "Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace", "Engineers");
        await contoso.CycleAsync();
        contoso.Wire.Take();

        var again = await contoso.CycleAsync();

        Assert.False(again.AnythingChanged);
        Assert.Empty(contoso.Wire.Take());
    }
}
