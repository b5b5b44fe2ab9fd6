using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// What a scoping filter does to accounts: when it is saved, when people change, and when time passes.
/// </summary>
public sealed class FilterCycleTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    [Rule("ENT-FIL-3")]
    public async Task Whoever_a_new_filter_leaves_out_is_disabled_and_comes_back_when_it_lets_her_in()
    {
        await using var contoso = await CompanyAsync();
        await contoso.SetAsync("Ada", "department", "Sales");
        await contoso.CycleAsync();

        await FilterAsync(contoso, new FilterClause("department", FilterOperator.EqualTo, "Sales"));
        Assert.Equal(1, (await contoso.CycleAsync()).Users.Disabled);
        Assert.Equal(["ada@contoso.example"], await ActiveAsync(contoso));

        await contoso.SetAsync("Grace", "department", "Sales");
        await contoso.CycleAsync();
        Assert.Equal(["ada@contoso.example", "grace@contoso.example"], await ActiveAsync(contoso));
    }

    [Fact]
    public async Task The_clock_lets_somebody_in_and_another_out_without_any_change()
    {
        await using var contoso = await CompanyAsync();
        await contoso.SetAsync("Ada", "employeeHireDate", "2026-12-01T00:00:00Z");
        await contoso.SetAsync("Grace", "employeeHireDate", "2026-01-01T00:00:00Z");
        await contoso.SetAsync("Grace", "employeeLeaveDateTime", "2026-12-24T12:00:00Z");
        await contoso.SetAsync("Ada", "employeeLeaveDateTime", "2030-12-24T12:00:00Z");
        await FilterAsync(
            contoso,
            new FilterClause("employeeHireDate", FilterOperator.Before, "now"),
            new FilterClause("employeeLeaveDateTime", FilterOperator.After, "now")
        );
        await contoso.CycleAsync();
        Assert.Equal(["grace@contoso.example"], await ActiveAsync(contoso));
        Assert.False(await contoso.HasWorkAsync());

        contoso.Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 1, TimeSpan.Zero));
        Assert.True(await contoso.HasWorkAsync());
        await contoso.CycleAsync();
        Assert.Equal(["ada@contoso.example", "grace@contoso.example"], await ActiveAsync(contoso));

        contoso.Time.SetUtcNow(new DateTimeOffset(2026, 12, 24, 12, 0, 1, TimeSpan.Zero));
        await contoso.CycleAsync();
        Assert.Equal(["ada@contoso.example"], await ActiveAsync(contoso));
    }

    [Fact]
    public async Task A_membership_that_a_filter_asks_for_counts_at_once()
    {
        await using var contoso = await CompanyAsync();
        await contoso.FoundAsync("Pilots", "Ada");
        await FilterAsync(contoso, new FilterClause(FilterClause.MemberOf, FilterOperator.MemberOf, "Pilots"));
        await contoso.CycleAsync();
        Assert.Equal(["ada@contoso.example"], await ActiveAsync(contoso));

        await contoso.ApplyAsync(
            new DirectoryChange.AddMember(contoso.Id("Pilots"), contoso.Id("Grace")),
            new DirectoryChange.RemoveMember(contoso.Id("Pilots"), contoso.Id("Ada"))
        );
        await contoso.CycleAsync();
        Assert.Equal(["grace@contoso.example"], await ActiveAsync(contoso));

        await contoso.ApplyAsync(new DirectoryChange.Delete(contoso.Id("Pilots")));
        await contoso.CycleAsync();
        Assert.Empty(await ActiveAsync(contoso));
    }

    private static async Task<Contoso> CompanyAsync()
    {
        var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace");
        await contoso.AssignAsync("Ada", "Grace");
        await contoso.CycleAsync();
        return contoso;
    }

    private static async Task FilterAsync(Contoso contoso, params FilterClause[] clauses)
    {
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        var users = job.Schema.ObjectMappings[0] with { Scope = new ScopingFilter([new("Some", clauses)]) };
        await contoso.Jobs.SetSchemaAsync(
            contoso.Caller,
            job.Number,
            job.Schema with
            {
                ObjectMappings = [users, .. job.Schema.ObjectMappings.Skip(1)],
            },
            Ct
        );
    }

    private static async Task<List<string>> ActiveAsync(Contoso contoso) =>
        [
            .. (await contoso.UsersAsync())
                .Where(u => u["active"]?.GetValue<bool>() == true)
                .Select(u => u["userName"]?.GetValue<string>() ?? "")
                .Order(StringComparer.Ordinal),
        ];
}
